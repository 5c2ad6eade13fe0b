#pragma once

// The demonstration service as a process on a free port, for tests that need a real target. Owned by the test.

#include "tests/support/child_process.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll::test {

class DemoTarget {
 public:
  explicit DemoTarget(std::vector<std::string> options = {});

  const std::string& url() const noexcept { return url_; }  // "http://127.0.0.1:40123"
  int port() const noexcept { return port_; }
  pid_t pid() const noexcept { return process_->pid(); }
  void kill();

  // Its own count of answered predictions.
  std::uint64_t predictions() const;

 private:
  std::unique_ptr<ChildProcess> process_;
  std::string url_;
  int port_ = 0;
};

// One GET over a plain socket of the test's own, so that no proof of a count goes through the code under test.
std::string plain_get(int port, const std::string& path);

// The same of a server that keeps its connections: what comes first, which is all of a short answer.
std::string first_bytes(int port, const std::string& path);

// A port of 127.0.0.1 that nothing listens on.
int closed_port();

}  // namespace plimsoll::test
