#pragma once

// Which process writes a run, so that another one can tell whether it is still there. Any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// "BOOT PID START": no other process ever has it.
std::string mark_of_this_process();

// False where the machine was started anew, or where nothing can be told.
bool is_alive(std::string_view mark);

}  // namespace plimsoll
