#pragma once

// The meta-schemas that schemas may refer to: those of the drafts that are known here, as their specifications have
// them, without what only describes. Constants; any thread.

#include <string_view>

namespace plimsoll {

// Empty: there is none of that URI, which has no fragment.
std::string_view meta_schema(std::string_view uri);

}  // namespace plimsoll
