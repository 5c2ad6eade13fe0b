#pragma once

// The text of a scenario file as a report may keep it: the values of secret headers blanked out. Pure; any thread.

#include "scenarios/document/yaml_node.h"

#include <string>
#include <vector>

namespace plimsoll {

// What stands as ${NAME} stays: it is not the value.
std::string redacted_source(std::string text, const YamlNode& root, const std::vector<std::string>& secret_headers);

}  // namespace plimsoll
