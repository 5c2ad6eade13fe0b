#pragma once

// The program's commands as plain data, and the one place that turns them into what a person types: options, their
// environment variables, help, and the messages about what was typed wrong. Used by main and by tests; one thread.

#include "cli/options/given_options.h"
#include "cli/options/option_rows.h"
#include "core/error.h"

#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct Command {
  std::string name;
  std::string summary;  // one line
  std::vector<OptionRow> options;
  std::string footer;                                 // at the end of its help: an example
  std::function<int(const GivenOptions&)> carry_out;  // returns the exit code
  std::vector<Command> parts{};                       // instead: what it can do, each by a name of its own
};

struct ProgramWords {
  std::string name;
  std::string description;
  std::string version;
  std::string footer;
};

// Reads the arguments and carries out the command that is named there. Returns the exit code of the process.
int carry_out(const ProgramWords& program, const std::vector<Command>& commands, int argc, char** argv);

// What the arguments give to one command, the environment's variables among them; nothing is carried out.
Result<GivenOptions> read_options(const Command& command, const std::vector<std::string>& arguments);

// The help of one command.
std::string help_of(const Command& command);

}  // namespace plimsoll
