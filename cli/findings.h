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

// Prints what ends a command. Its exit code.
int fail(const Error& error);
int fail(const std::vector<Finding>& findings, ErrorKind kind);

}  // namespace plimsoll
