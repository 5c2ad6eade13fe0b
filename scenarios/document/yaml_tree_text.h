#pragma once

// A document as YAML text, block by block, what is small in one line. For people to read; bodies that options or
// presets gave stand there as they are sent. Pure; any thread.

#include "scenarios/document/yaml_node.h"

#include <string>

namespace plimsoll {

std::string yaml_tree_text(const YamlNode& root);

}  // namespace plimsoll
