#pragma once

// One command of a text as its words. Plain data; any thread.

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

struct CommandWords {
  std::size_t line = 0;  // of its first word, from 1
  std::vector<std::string> words;
  std::string input;  // of a here-document
  bool has_input = false;
};

}  // namespace plimsoll
