#pragma once

// Which process writes a run, or leads, so that another one can tell whether it is still there. Any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// "BOOT PID START NAMESPACE": no other process ever has it. What stands behind it is for whoever writes it there.
std::string mark_of_this_process();

// elsewhere: its processes are not seen from here (another container on the same store). Only its signs of life tell.
enum class Presence { there, gone, elsewhere };

// `gone` too where the machine was started anew, or where it is no mark.
Presence presence_of(std::string_view text);

// SIGKILL, where it is there.
void kill_marked(std::string_view text);

}  // namespace plimsoll
