#pragma once

// A .hurl file that a command was given, with its variables. Reads the files that are named; one thread.

#include "cli/options/given_options.h"
#include "scenarios/finding.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/hurl_variables.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

bool is_hurl_file(const std::string& name);

struct HurlSource {
  std::optional<HurlFile> file;  // absent if there are findings
  std::vector<Finding> findings;
};
HurlSource load_hurl(const std::string& name);

// Of --variable and --variables-file, and of the environment's HURL_VARIABLE_NAME. What is wrong is put into
// `findings`.
HurlVariables hurl_variables(const GivenOptions& given, std::vector<Finding>& findings);

}  // namespace plimsoll
