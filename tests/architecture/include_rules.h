#pragma once

// Who may include what: the arrows of rooms.txt, and where each third-party library may be seen. Pure functions.

#include "tests/architecture/house.h"
#include "tests/architecture/source_file.h"

#include <vector>

namespace plimsoll::architecture {

std::vector<Finding> arrows_against_the_plan(const House& house, const SourceFile& source);
std::vector<Finding> libraries_out_of_place(const SourceFile& source);

// A source that includes its own header first proves that the header compiles alone.
std::vector<Finding> own_header_not_first(const SourceFile& source);

}  // namespace plimsoll::architecture
