#pragma once

// --set path=value: a value of the document replaced or added before anything is checked. No state; any thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"

#include <string>

namespace plimsoll {

// "load.users=5", "requests[0].weight=2", "requests.predict.weight=2"; the value is YAML. Mappings that are not there
// yet are made; a path that leads nowhere is a finding.
void apply_override(YamlNode& root, const std::string& assignment, FindingLog& log);

}  // namespace plimsoll
