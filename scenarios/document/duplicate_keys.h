#pragma once

// YAML readers take the last of two equal keys in silence; a scenario with both is refused. No state; any thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"

namespace plimsoll {

void refuse_duplicate_keys(const YamlNode& root, FindingLog& log);

}  // namespace plimsoll
