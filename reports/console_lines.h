#pragma once

// The lines of the terminal's report: headings and paragraphs within its width. One thread.

#include "record/run_record.h"
#include "reports/terminal_table.h"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace plimsoll {

struct Paragraph {
  std::string text;
  std::size_t indent = 2;
  std::string lead = {};  // stands in the indent of the first line
  Paint first_word = Paint::plain;
};

// Where everything is written to, and how. What it refers to outlives it.
struct Console {
  const RunRecord& record;
  const ConsoleStyle& style;
  std::ostream& out;

  void heading(std::string_view title) const;
  void paragraph(const Paragraph& paragraph) const;  // wrapped within the width
  void sentence(std::string_view text) const { paragraph({std::string(text)}); }
  void detail(std::string_view text) const { paragraph({std::string(text), 4}); }
};

}  // namespace plimsoll
