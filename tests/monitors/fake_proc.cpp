#include "tests/monitors/fake_proc.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace plimsoll::test {
namespace {

const std::string kHeadings = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

}  // namespace

FakeProc::FakeProc() : tcp_(kHeadings), tcp6_(kHeadings) {
  write("net/tcp", tcp_);
  write("net/tcp6", tcp6_);
  write("stat", "cpu  1 2 3 4\nbtime 1795280400\nprocesses 7\n");  // 2026-11-21T17:00:00Z
}

void FakeProc::write(const std::string& file, const std::string& text) {
  const auto path = folder_.path() / file;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

void FakeProc::remove(const std::string& file) { std::filesystem::remove_all(folder_.path() / file); }

void FakeProc::put(const FakeProcess& process) {
  end(process.pid);
  const auto pid = std::to_string(process.pid);
  write(pid + "/stat", fmt::format("{} ({}) {} {} 1 {} 0 -1 4194560 80 0 0 0 {} 50 0 0 20 0 {} 0 {} 9000 500 1844\n",
                                   process.pid, process.command, process.state, process.parent, process.session,
                                   process.cpu_ticks - 50, process.threads, process.start_ticks));
  write(pid + "/status",
        fmt::format("Name:\t{}\nState:\t{}\nTgid:\t{}\nVmRSS:\t{} kB\nRssAnon:\t{} kB\nRssFile:\t1000 kB\n"
                    "VmSwap:\t{} kB\nThreads:\t{}\n",
                    process.command, process.state, process.pid, process.rss_kib, process.anon_kib, process.swap_kib,
                    process.threads));
  auto line = process.command_line.empty() ? process.command : process.command_line;
  for (auto& c : line)
    if (c == ' ') c = '\0';
  write(pid + "/cmdline", line + '\0');
  std::filesystem::create_directories(folder_.path() / pid / "fd");
  std::filesystem::create_directories(folder_.path() / pid / "task" / pid);
  std::string children;
  for (const int child : process.children) children += std::to_string(child) + " ";
  if (process.lists_children) write(pid + "/task/" + pid + "/children", children);
}

void FakeProc::put_like(int model, int pid) {
  std::filesystem::create_directory_symlink(std::to_string(model), folder_.path() / std::to_string(pid));
}

void FakeProc::end(int pid) { remove(std::to_string(pid)); }

void FakeProc::hold_socket(int pid, int fd, std::uint64_t inode) {
  hold_file(pid, fd, fmt::format("socket:[{}]", inode));
}

void FakeProc::hold_file(int pid, int fd, const std::string& file) {
  std::filesystem::create_symlink(file, folder_.path() / std::to_string(pid) / "fd" / std::to_string(fd));
}

void FakeProc::listen(const std::string& hex_address, std::uint16_t port, std::uint64_t inode) {
  auto& table = hex_address.size() > 8 ? tcp6_ : tcp_;
  table += fmt::format("   0: {}:{:04X} {}:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 {} 1 0000\n",
                       hex_address, port, std::string(hex_address.size(), '0'), inode);
  write(hex_address.size() > 8 ? "net/tcp6" : "net/tcp", table);
}

void FakeProc::connect(int pid, std::uint16_t from, std::uint16_t to, std::uint64_t inode) {
  tcp_ += fmt::format(
      "   0: 0100007F:{:04X} 0100007F:{:04X} 01 00000000:00000000 00:00000000 00000000  1000        0 {} 1 0000\n",
      from, to, inode);
  write(std::to_string(pid) + "/net/tcp", tcp_);
}

}  // namespace plimsoll::test
