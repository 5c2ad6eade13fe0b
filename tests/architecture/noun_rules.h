#pragma once

// Rules over nouns: a header with the source of its name. Pure functions of all sources.

#include "tests/architecture/source_file.h"

#include <vector>

namespace plimsoll::architecture {

// A folder with more nouns than one look surveys: rooms are hiding in it.
std::vector<Finding> crowded_folders(const std::vector<SourceFile>& tree);

// Nouns that include each other, however long the way round: none can be understood, tested or moved alone.
std::vector<Finding> circles_of_nouns(const std::vector<SourceFile>& tree);

// Types of one name in two headers: in one program they are one type to the linker, which takes the functions of
// either.
std::vector<Finding> types_named_twice(const std::vector<SourceFile>& tree);

}  // namespace plimsoll::architecture
