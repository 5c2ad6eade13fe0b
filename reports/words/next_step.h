#pragma once

// One thing to try after a leak verdict. A plain value; any thread.

#include <string>

namespace plimsoll {

struct NextStep {
  std::string what;      // a sentence without its full stop; plain text, not escaped
  std::string command;   // to copy: a command, a line of code or of a scenario; may be empty
  bool of_load = false;  // it changes the load
};

}  // namespace plimsoll
