#include "reports/quality_console.h"

#include "core/text.h"
#include "reports/quality/batch_table.h"
#include "reports/quality/quality_table.h"
#include "reports/words/text.h"

#include <utility>

namespace plimsoll {
namespace {

// What does not fit goes from the right.
TerminalTable terminal_table_of(const QualityTable& from) {
  TerminalTable table{{{"", TerminalColumn::Side::left}}, {}};
  for (std::size_t i = 0; i < from.titles.size(); ++i)
    table.columns.push_back({lower_case(from.titles[i]), TerminalColumn::Side::right, static_cast<int>(i)});
  for (const auto& row : from.rows) {
    auto& cells = table.rows.emplace_back(std::vector<TerminalCell>{{one_line(row.name)}});
    for (const auto& cell : row.cells) cells.push_back({one_line(cell)});
  }
  return table;
}

}  // namespace

std::vector<ConsoleTable> quality_console(const RunRecord& record, const ConsoleStyle& style) {
  std::vector<ConsoleTable> tables;
  if (const auto quality = quality_table(record); !quality.rows.empty()) {
    tables.push_back({"Quality", terminal_table_of(quality), {}});
    for (const auto& note : quality_notes(record)) tables.back().notes.push_back(as_sentence(one_line(note)));
  }
  if (const auto batches = batch_table(record); !batches.rows.empty()) {
    tables.push_back({"Batches", terminal_table_of(batches), {}});
    for (const auto& text : {batch_sentence(record), batch_memory_sentence(record)})
      if (!text.empty()) tables.back().notes.push_back(one_line(text));
  }
  for (auto& [title, table, notes] : tables) {
    std::string left_out;
    for (const auto& column : columns_left_out(table, style)) left_out += (left_out.empty() ? "" : ", ") + column;
    if (!left_out.empty())
      notes.push_back("Left out for want of width: " + left_out + ". The report and summary.md have all columns.");
  }
  return tables;
}

}  // namespace plimsoll
