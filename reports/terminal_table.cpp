#include "reports/terminal_table.h"

#include "reports/words/text.h"

#include <algorithm>
#include <numeric>

namespace plimsoll {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastElastic = 12;  // of it that is left in any case

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::plain:
      return "";
    case Paint::bold:
      return "\x1b[1m";
    case Paint::dim:
      return "\x1b[2m";
    case Paint::red:
      return "\x1b[31m";
    case Paint::green:
      return "\x1b[32m";
    case Paint::yellow:
      return "\x1b[33m";
  }
  return "";
}

std::vector<std::size_t> widths_of(const TerminalTable& table) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = display_width(table.columns[i].title);
    for (const auto& row : table.rows) width = std::max(width, display_width(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

std::size_t width_of_line(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kIndent + kGap * (widths.size() - 1));
}

void drop_column(std::size_t index, TerminalTable& table) {
  const auto place = static_cast<std::ptrdiff_t>(index);
  table.columns.erase(table.columns.begin() + place);
  for (auto& row : table.rows) row.erase(row.begin() + place);
}

// The widths, the expendable columns dropped until what is left fits.
std::vector<std::size_t> fit(TerminalTable& table, std::size_t width) {
  while (true) {
    auto widths = widths_of(table);
    const std::size_t line = width_of_line(widths);
    if (line <= width) return widths;
    const std::size_t excess = line - width;
    std::size_t& elastic = widths[table.elastic];
    const std::size_t least = std::min(elastic, table.least_elastic);
    if (elastic >= least + excess) {
      elastic -= excess;
      return widths;
    }
    const auto first = std::max_element(table.columns.begin(), table.columns.end(),
                                        [](const auto& a, const auto& b) { return a.expendable < b.expendable; });
    if (first->expendable == 0) {
      elastic = std::max(std::min(elastic, kLeastElastic), elastic - std::min(elastic, excess));
      return widths;
    }
    drop_column(static_cast<std::size_t>(first - table.columns.begin()), table);
  }
}

std::string cell_text(const TerminalCell& cell, TerminalColumn::Side side, std::size_t width,
                      const ConsoleStyle& style) {
  const std::string text = fitted(cell.text, width);
  const std::string space(width - display_width(text), ' ');
  const std::string shown = painted(text, cell.paint, style);
  return side == TerminalColumn::Side::left ? shown + space : space + shown;
}

void add_line(const TerminalTable& table, const std::vector<TerminalCell>& cells,
              const std::vector<std::size_t>& widths, const ConsoleStyle& style, std::string& out) {
  std::string line(kIndent, ' ');
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    line += cell_text(cells[i], table.columns[i].side, widths[i], style);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

}  // namespace

std::string painted(std::string_view text, Paint paint, const ConsoleStyle& style) {
  if (!style.color || paint == Paint::plain || text.empty()) return std::string(text);
  return std::string(code_of(paint)) + std::string(text) + "\x1b[0m";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  const std::string words = one_line(text);
  std::size_t start = 0;
  while (start < words.size()) {
    const std::size_t end = std::min(words.find(' ', start), words.size());
    const std::string word = words.substr(start, end - start);
    start = end + 1;
    if (word.empty()) continue;
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (display_width(line) + 1 + display_width(word) <= width) {
      line += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::vector<std::string> columns_left_out(TerminalTable table, const ConsoleStyle& style) {
  std::vector<std::string> titles;
  for (const auto& column : table.columns) titles.push_back(column.title);
  if (table.columns.empty()) return titles;
  fit(table, static_cast<std::size_t>(std::max(style.width, 0)));
  // What is left is in the same order.
  std::size_t kept = 0;
  std::erase_if(titles, [&](const std::string& title) {
    const bool is_kept = kept < table.columns.size() && table.columns[kept].title == title;
    if (is_kept) ++kept;
    return is_kept;
  });
  return titles;
}

std::string laid_out(TerminalTable table, const ConsoleStyle& style) {
  if (table.columns.empty()) return {};
  const auto widths = fit(table, static_cast<std::size_t>(std::max(style.width, 0)));
  std::vector<TerminalCell> titles;
  for (const auto& column : table.columns) titles.push_back({column.title, Paint::dim});
  std::string out;
  const bool titled = std::any_of(titles.begin(), titles.end(), [](const auto& title) { return !title.text.empty(); });
  if (titled) add_line(table, titles, widths, style, out);
  for (const auto& row : table.rows) add_line(table, row, widths, style, out);
  return out;
}

}  // namespace plimsoll
