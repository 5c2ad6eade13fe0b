#pragma once

// Lines of a scenario that is written of a .hurl file, each with its place there. Values; any thread.

#include "scenarios/queries/text_cursor.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class ScenarioLines {
 public:
  struct Line {
    std::string text;
    TextPlace place;
  };

  void add(std::string text, TextPlace place) { lines_.push_back({std::move(text), place}); }
  // "key: text", or a block below the key: as the scenario is to read it.
  void add_text(std::string_view key, std::string_view text, TextPlace place);
  // Below a key, two columns further in.
  void add_below(std::string_view key, const ScenarioLines& lines, TextPlace place);
  void append(const ScenarioLines& lines) { lines_.insert(lines_.end(), lines.lines_.begin(), lines.lines_.end()); }
  // As an entry of a list: "- " before the first of them.
  void add_entry(const ScenarioLines& lines, std::size_t indent);

  bool empty() const { return lines_.empty(); }
  const std::vector<Line>& all() const { return lines_; }

 private:
  std::vector<Line> lines_;
};

}  // namespace plimsoll
