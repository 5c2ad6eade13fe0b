#pragma once

// One thing that is wrong with what was given, with its place. Plain values; any thread.

#include <string>
#include <vector>

namespace plimsoll {

struct Finding {
  std::string place;         // "soak.yaml:14" or "--wait"
  std::string path;          // "requests[2].expect.status"; may be empty
  std::string message;       // "expected 100 to 599, got 20000"
  bool usage = false;        // of the command line: what an option gave is wrong by itself
  std::string text() const;  // "soak.yaml:14: requests[2].expect.status: expected ..."
};

// What is common to several requests is told once.
void add_once(std::vector<Finding>& findings, std::string path, std::string message);

}  // namespace plimsoll
