#pragma once

// ${NAME} and ${NAME:-default} in the scalars of a document. $${ is a plain ${. No state; any thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"
#include "scenarios/environment.h"

#include <string>
#include <vector>

namespace plimsoll {

// Replaces them in every value (not in keys); a missing variable is a finding at its place, and every one where there
// is no environment. `written` stays as it was. Returned are the values that reach no output: those of variables that
// go by a secret's name, or that look like a secret.
std::vector<std::string> read_environment(YamlNode& root, const Environment& environment, FindingLog& log);

}  // namespace plimsoll
