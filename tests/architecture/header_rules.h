#pragma once

// A header can be included alone: what it names, it reaches. The optimised build compiles a room as one source, where a
// header may live on what another brought. Pure functions of all sources.

#include "tests/architecture/source_file.h"

#include <vector>

namespace plimsoll::architecture {

// Types of ours, and names of the standard library, that a header uses without including what defines them, directly or
// by way of its includes. A type that is declared in the header itself is within reach.
std::vector<Finding> names_out_of_reach(const std::vector<SourceFile>& tree);

}  // namespace plimsoll::architecture
