#pragma once

// Where names of files start, before an import and after it. A value; any thread.

#include <filesystem>
#include <string>

namespace plimsoll {

struct FolderPair {
  std::filesystem::path from;  // those in the imported text
  std::filesystem::path to;    // those of the scenario

  // A name of the imported text as the scenario says it.
  std::string renamed(const std::string& name) const {
    const std::filesystem::path path(name);
    if (path.is_absolute() || from == to) return name;
    const auto moved = std::filesystem::path(from / path).lexically_normal().lexically_relative(to.lexically_normal());
    return moved.empty() ? (from / path).string() : moved.string();
  }
};

}  // namespace plimsoll
