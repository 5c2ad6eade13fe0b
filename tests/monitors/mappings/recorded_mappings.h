#pragma once

// What a real process had mapped: a C program with three threads on Debian 12 (glibc 2.36, Linux 6.18), at two
// instants. In between it wrote the rest of an anonymous mapping (3 MiB) and made one more (8 MiB), allocated 2 MB in
// small blocks, and mapped a memfd, a file of /dev/shm, a System V segment and shared anonymous memory (5 MiB in all).

#include "monitors/mappings/mapping.h"

#include <fstream>
#include <string>
#include <vector>

namespace plimsoll::test {

inline std::vector<Mapping> recorded_mappings(const std::string& name) {
  std::ifstream file(PLIMSOLL_TEST_DATA "/smaps/" + name + ".smaps");
  MappingParser parser;
  for (std::string line; std::getline(file, line);) parser.add_line(line);
  return parser.take();
}

}  // namespace plimsoll::test
