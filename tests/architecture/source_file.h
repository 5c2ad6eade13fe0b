#pragma once

// A source as the rules read it. Plain data, made by read_source.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll::architecture {

struct Include {
  std::string path;
  int line = 0;
};

struct SourceFile {
  std::string path;               // from the repository root: "core/clock.cpp"
  std::string code;               // comments and the insides of literals blanked, lines kept
  std::vector<Include> includes;  // both forms
  int lines = 0;
  bool has_header = false;  // a source beside a header of its name
};

struct Finding {
  std::string path;
  int line = 0;
  std::string message;
};

SourceFile read_source(std::string path, std::string_view text);

// Every .h and .cpp of ours under the repository root.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

}  // namespace plimsoll::architecture
