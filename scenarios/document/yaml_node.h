#pragma once

// A YAML document as a plain tree, with the place of each value: what the rest of the parser reads, so that yaml-cpp
// is seen by the loader alone. A value; owned by the parse that loaded it; one thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  struct Key {
    std::string text;
    std::size_t line = 0;
  };

  Kind kind = Kind::null;
  std::string text;        // of a scalar, the environment's values in it
  std::string written;     // the same as written: what messages show
  bool quoted = false;     // "30" is text, 30 a number
  bool literal = false;    // an option gave it: no ${NAME} is read in it, files are those of the working directory
  std::size_t line = 0;    // from 1; 0: an override, not in the file
  std::size_t column = 0;  // from 1
  std::size_t offset = 0;  // in the text of the file

  std::vector<YamlNode> items;  // of a list or a map
  std::vector<Key> keys;        // of a map, one an item

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  // Of a map; null if there is none of that name.
  const YamlNode* find(std::string_view key) const;
  YamlNode* find(std::string_view key);
};

}  // namespace plimsoll
