#include "judgement/traces/trace_notes.h"

#include "record/series.h"

#include <fmt/format.h>

namespace plimsoll {

std::string rows_text(std::size_t count, std::string_view what) {
  return fmt::format("{} row{} {}", count, count == 1 ? "" : "s", what);
}

std::string unit_note(const JudgedColumn& column) {
  if (!column.read_as) return "";
  const auto& [unit, from] = *column.read_as;
  const std::string name = shown(column.name);
  const auto amount = parse_amount("1" + unit);
  const double bytes = amount && amount->unit ? amount->unit->bytes : 1;
  switch (from) {
    case UnitSource::guess:  // the verdict's own sentence says it
      return "";
    case UnitSource::number:
      return fmt::format("{} is read as its numbers say, in {} of {:.0f} bytes", name, unit, bytes);
    case UnitSource::neighbour:
    case UnitSource::name:
    case UnitSource::option:
      break;
  }
  return unit == "bytes" ? "" : fmt::format("{} is read as {} of {:.0f} bytes", name, unit, bytes);
}

std::string note_on_others(const std::vector<std::string>& header, const std::string& judged) {
  if (!is_memory_of_processes(judged)) return "";
  std::string options = "--column " + judged;
  std::vector<std::string> others;
  for (const auto& name : header) {
    const auto* series = find_series_info(name);
    if (!series || series->judged != SeriesInfo::Judged::yes || is_memory_of_processes(name)) continue;
    others.push_back(name);
    options += " --column " + name;
  }
  if (others.empty()) return "";
  return fmt::format("not judged here: {}, which a run judges too; {} judges all", fmt::join(others, ", "), options);
}

}  // namespace plimsoll
