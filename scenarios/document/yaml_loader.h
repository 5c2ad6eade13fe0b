#pragma once

// YAML text into a plain tree. The only code that knows yaml-cpp; nothing throws out of it. Depth, size and the
// expansion of aliases are bounded, whatever the text. No state; any thread.

#include "scenarios/document/yaml_node.h"

#include <optional>
#include <string>

namespace plimsoll {

struct YamlTrouble {
  std::size_t line = 0;  // from 1; 0: the text as a whole
  std::size_t column = 0;
  std::string message;
};

struct YamlLoad {
  std::optional<YamlNode> root;  // absent if there is trouble
  YamlTrouble trouble;
};

YamlLoad load_yaml(const std::string& text);

}  // namespace plimsoll
