#pragma once

// What kind of memory a mapping is, by its name and, where it has none, by its neighbours:
// - an arena of glibc's malloc for threads begins at a multiple of 64 MiB, and from its end to the next one lies what
//   it has only reserved;
// - a thread's stack has pages before it, at most 64 KiB, or within it, that may not be touched. Where many more look
//   like that than there are threads, they are not stacks but what an allocator guards;
// - the kernel puts a mapping below the main stack, within 4 TiB; what lies further below was put there by the program,
//   as the runtimes do with their heaps.
// A name that a program gave to its anonymous memory ("[anon: glibc: malloc arena]") stands above all. Pure; any
// thread.

#include "monitors/mappings/mapping.h"

#include <cstdint>
#include <vector>

namespace plimsoll {

// One each, in the order of `mappings`, which is that of their addresses and holds those that may not be touched too.
std::vector<MappingClass> classes_of(const std::vector<Mapping>& mappings, std::uint64_t threads);

}  // namespace plimsoll
