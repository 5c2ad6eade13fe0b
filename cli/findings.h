#pragma once

// Prints on standard error what is wrong with a scenario or a command line, all of it, or what ended a command. One
// thread.

#include "core/error.h"
#include "scenarios/finding.h"

#include <string>
#include <vector>

namespace plimsoll {

void print_findings(const std::vector<Finding>& findings);
void print_warnings(const std::vector<std::string>& warnings);

// The exit code of the command that ends by it.
int fail(const Error& error);

}  // namespace plimsoll
