#pragma once

// Coloured text and aligned tables for a terminal of a given width. Pure functions; any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// How a terminal is written to.
struct ConsoleStyle {
  bool color = false;
  int width = 100;  // columns
};

enum class Paint { plain, bold, dim, red, green, yellow };

// In colour where the style has it, else as it is.
std::string painted(std::string_view text, Paint paint, const ConsoleStyle& style);

// Broken at spaces into lines of at most `width` columns; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

struct TerminalColumn {
  enum class Side { left, right };
  std::string title;
  Side side = Side::right;
  int expendable = 0;  // the greatest goes first where the terminal is too narrow; 0 stays
};

struct TerminalCell {
  std::string text;
  Paint paint = Paint::plain;
};

// The elastic column is cut with an ellipsis where the terminal is too narrow, the others never.
struct TerminalTable {
  std::vector<TerminalColumn> columns;
  std::vector<std::vector<TerminalCell>> rows;  // as many cells as columns
  std::size_t elastic = 0;                      // stands before every expendable column
  std::size_t least_elastic = 12;               // what it keeps before expendable columns go
};

// The titles of the columns that go, since the terminal is too narrow; in their order.
std::vector<std::string> columns_left_out(TerminalTable table, const ConsoleStyle& style);

// Indented by two; ends in a line end.
std::string laid_out(TerminalTable table, const ConsoleStyle& style);

}  // namespace plimsoll
