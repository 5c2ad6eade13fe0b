#pragma once

// Files that a scenario names, read whole. No state; any thread.

#include "core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

constexpr std::uint64_t kMostBodyBytes = 1ULL << 30;  // of one scenario

struct NamedFile {
  std::filesystem::path path;
  std::string label;  // as people wrote it: "data/1.json"
};

// What "@..." stands for, without the "@": a file, the files of a folder, or those that a glob matches, by name.
// `extensions` are what is taken of a folder; empty: every file that is not hidden.
Result<std::vector<NamedFile>> find_files(std::string_view pattern, const std::filesystem::path& folder,
                                          const std::vector<std::string_view>& extensions);

// Regular files alone, so that a device or a pipe cannot hold the parse up. The error starts with the label; a missing
// file is told with the nearest name in its folder.
Result<std::uint64_t> size_of_file(const NamedFile& file);

// `bytes_left` is of the bound on all that a scenario reads.
Result<std::string> read_file(const NamedFile& file, std::uint64_t bytes_left);

// "data/big.bin: more than the 12 MiB that are left of 1.00 GiB for all bodies".
std::string too_many_bytes(const std::string& label, std::uint64_t bytes_left);

}  // namespace plimsoll
