#pragma once

// A command of the user's that is told a message: on its standard input, and by PLIMSOLL_MESSAGE_... in its
// environment. Blocks; any thread.

#include "core/error.h"
#include "core/time.h"
#include "schedules/messages/message.h"

#include <string>

namespace plimsoll {

// Run by /bin/sh -c in a process group of its own, which is killed when the patience is over. What it prints goes to
// our standard error. Error: it cannot be started, ended badly or in no time.
Result<void> run_told_command(const std::string& command, const Message& message, Nanos patience);

}  // namespace plimsoll
