#pragma once

// `batch: [1, 10, 100]` written out: of the request one for each size, before anything is read of it. Works on the
// document; one thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"

namespace plimsoll {

void expand_batches(YamlNode& root, FindingLog& log);

}  // namespace plimsoll
