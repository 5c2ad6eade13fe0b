#pragma once

// What the {{...}} of one scenario may name: the columns of its feeders, and what the parse lets them read. Owned by a
// parse; one thread.

#include "core/error.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct FeederNames {
  std::string name;
  std::vector<std::string> known;   // columns that there are
  std::vector<std::string> used{};  // those that a template names: what is read of each row
};

struct TemplateNames {
  std::vector<FeederNames> feeders;
  std::vector<std::string> captured{};  // by slot: every name that is captured anywhere
  // The content of a file, for {{base64 FILE}}; the value of a variable, for {{env.NAME}}.
  std::function<Result<std::string>(const std::string& file)> read_file;
  std::function<Result<std::string>(const std::string& name)> read_environment;
};

}  // namespace plimsoll
