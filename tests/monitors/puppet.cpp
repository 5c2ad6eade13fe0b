#include "tests/monitors/puppet.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace plimsoll::test {
namespace {

// Empty when the other side has gone.
std::string read_line(int fd) {
  std::string line;
  for (char c = 0; read(fd, &c, 1) == 1;) {
    if (c == '\n') return line;
    line += c;
  }
  return "";
}

void write_line(int fd, const std::string& line) {
  const auto text = line + "\n";
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(3);
}

void idle_until_killed(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  for (;;) pause();
}

}  // namespace

std::string Stage::await_cue() {
  auto line = read_line(in_);
  if (line.empty()) _exit(0);
  return line;
}

void Stage::answer(const std::string& line) { write_line(out_, line); }

Puppet::Puppet(const std::function<void(Stage&)>& part) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const auto parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    close(in[1]);
    close(out[0]);
    Stage stage(in[0], out[1]);
    part(stage);
    _exit(0);
  }
  setpgid(pid_, pid_);
  close(in[0]);
  close(out[1]);
  to_child_ = in[1];
  from_child_ = out[0];
}

Puppet::~Puppet() {
  kill_and_reap();
  close(to_child_);
  close(from_child_);
}

void Puppet::kill_and_reap() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Puppet::cue(const std::string& line) { write_line(to_child_, line); }
std::string Puppet::hear() { return read_line(from_child_); }

void touch_memory(std::size_t bytes) {
  // The kernel touches the pages: a sanitizer would add memory of its own for each that we write.
  if (mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
    _exit(3);
}

pid_t fork_idle_child() {
  const auto parent = getpid();
  const auto child = fork();
  if (child == 0) idle_until_killed(parent);
  return child;
}

pid_t fork_idle_child_on_another_thread() {
  int ready[2];
  if (pipe(ready) != 0) _exit(3);
  std::thread([ready] {
    // The thread must live on: what the parent's thread dies of ends the child, and lists it elsewhere.
    const auto child = fork_idle_child();
    if (write(ready[1], &child, sizeof child) != sizeof child) _exit(3);
    for (;;) pause();
  }).detach();
  pid_t child = 0;
  if (read(ready[0], &child, sizeof child) != sizeof child) _exit(3);
  return child;
}

int listen_on(const std::string& address, int port) {
  const bool v6 = address.find(':') != std::string::npos;
  const int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1, off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sockaddr_storage storage{};
  if (v6) {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    auto& to = reinterpret_cast<sockaddr_in6&>(storage);
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET6, address.c_str(), &to.sin6_addr);
  } else {
    auto& to = reinterpret_cast<sockaddr_in&>(storage);
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, address.c_str(), &to.sin_addr);
  }
  socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (bind(fd, reinterpret_cast<sockaddr*>(&storage), size) != 0 || listen(fd, 8) != 0) return -1;
  getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  return ntohs(v6 ? reinterpret_cast<sockaddr_in6&>(storage).sin6_port
                  : reinterpret_cast<sockaddr_in&>(storage).sin_port);
}

}  // namespace plimsoll::test
