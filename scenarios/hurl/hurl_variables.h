#pragma once

// The variables that a .hurl file is run with, as they are given on the command line and in files: NAME=VALUE, where
// true, null, 3, 1.5 and "text" have their types. Reads the file that is named; no state.

#include "core/error.h"

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

// A value of any type that JSON has; as JSON, so that who carries it needs no library for it.
class HurlValue {
 public:
  explicit HurlValue(const nlohmann::json& value);
  nlohmann::json json() const;

 private:
  std::string text_;
};
using HurlVariables = std::map<std::string, HurlValue, std::less<>>;

// One of them. Error: it has no name, or that of a function.
Result<> add_variable(std::string_view assignment, HurlVariables& into);

// A line each; # begins a comment. The error names file and line.
Result<> add_variables_of_file(const std::filesystem::path& file, HurlVariables& into);

}  // namespace plimsoll
