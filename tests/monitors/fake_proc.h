#pragma once

// A /proc made of files, with the processes that a test wants. Owned by a test; one thread.

#include "monitors/processes/process_reader.h"
#include "tests/support/temp_folder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll::test {

struct FakeProcess {
  int pid = 0;
  int parent = 1;
  std::string command = "python";
  std::string command_line = {};
  std::uint64_t start_ticks = 100;
  std::vector<int> children = {};
  int session = 1;
  char state = 'S';
  std::uint64_t rss_kib = 2000;
  std::uint64_t anon_kib = 1000;
  std::uint64_t swap_kib = 0;
  int threads = 1;
  bool lists_children = true;
  int cpu_ticks = 200;
};

class FakeProc {
 public:
  FakeProc();

  ProcRoot root() const { return {folder_.path()}; }
  void put(const FakeProcess& process);  // writes it anew if it is there
  void put_like(int model, int pid);     // cheap, for crowds
  void end(int pid);
  void write(const std::string& file, const std::string& text);
  void remove(const std::string& file);
  // Gives the process the socket as a descriptor.
  void hold_socket(int pid, int fd, std::uint64_t inode);
  // Gives it a descriptor of a file: "/dev/dri/renderD128".
  void hold_file(int pid, int fd, const std::string& file);
  // A row of /proc/net/tcp; `hex_address` as there: "0100007F".
  void listen(const std::string& hex_address, std::uint16_t port, std::uint64_t inode);
  // A connection on loopback, in the table of that process's network.
  void connect(int pid, std::uint16_t from, std::uint16_t to, std::uint64_t inode);

 private:
  TempFolder folder_;
  std::string tcp_, tcp6_;
};

}  // namespace plimsoll::test
