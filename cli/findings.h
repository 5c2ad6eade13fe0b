#pragma once

// Prints what is wrong with a scenario or a command line, all of it, on standard error. One thread.

#include "scenarios/parse.h"

#include <string>
#include <vector>

namespace plimsoll {

void print_findings(const std::vector<Finding>& findings);
void print_warnings(const std::vector<std::string>& warnings);

}  // namespace plimsoll
