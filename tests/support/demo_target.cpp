#include "tests/support/demo_target.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

namespace plimsoll::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

DemoTarget::DemoTarget(std::vector<std::string> options) {
  std::vector<std::string> arguments = {PLIMSOLL_BINARY, "demo-target", "--port", "0"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  process_ = std::make_unique<ChildProcess>(std::move(arguments));
  const std::string marker = "listening on ";
  if (!process_->wait_for_output("\n")) ADD_FAILURE() << "demo-target did not start: " << process_->err();
  const auto& out = process_->out();
  const auto at = out.find(marker);
  if (at == std::string::npos) return;
  url_ = out.substr(at + marker.size(), out.find('\n', at) - at - marker.size());
  port_ = std::atoi(url_.substr(url_.rfind(':') + 1).c_str());
}

void DemoTarget::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

std::uint64_t DemoTarget::predictions() const {
  const auto metrics = plain_get(port_, "/metrics");
  const std::string name = "\npredictions_total ";
  const auto at = metrics.find(name);
  if (at == std::string::npos) {
    ADD_FAILURE() << "no counter in: " << metrics;
    return 0;
  }
  return std::strtoull(metrics.c_str() + at + name.size(), nullptr, 10);
}

std::string plain_get(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      std::array<char, 4096> buffer{};
      for (ssize_t got = 0; (got = read(fd, buffer.data(), buffer.size())) > 0;)
        answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  close(fd);
  return answer;
}

std::string first_bytes(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  std::string answer(64 << 10, '\0');
  ssize_t got = 0;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size()))
      got = read(fd, answer.data(), answer.size());
  }
  close(fd);
  answer.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return answer;
}

int closed_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  static_cast<void>(bind(fd, reinterpret_cast<sockaddr*>(&address), size));
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

}  // namespace plimsoll::test
