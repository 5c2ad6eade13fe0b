#include "core/text.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_lines.h"
#include "judgement/traces/trace_table.h"

#include <string>
#include <vector>

namespace plimsoll {
namespace {

// "# Elapsed time   CPU (%)     Real (MB)": names of two words, so that at least two spaces part them, or a bracket.
std::vector<std::string> names_of(const std::string& line) {
  std::vector<std::string> names;
  std::string name;
  const auto end_name = [&] {
    if (const auto text = trimmed(name); !text.empty()) names.emplace_back(text);
    name.clear();
  };
  for (std::size_t i = line.find('#') + 1; i < line.size(); ++i) {
    name += line[i];
    if (line[i] == ')' || name.ends_with("  ")) end_name();
  }
  end_name();
  return names;
}

}  // namespace

Result<TraceFile> read_psrecord_trace(TraceInput& input, const TraceRequest& request) {
  TraceLines lines(input);
  auto more = lines.next();
  if (!more) return more.error();
  if (!*more || lines.line().find('#') == std::string::npos) {
    return lines.error("expected the header of psrecord: # Elapsed time   CPU (%)   Real (MB)   Virtual (MB)");
  }
  TableStyle style;
  style.mb_is_mib = true;
  auto table = TraceTable::begin(names_of(lines.line()), request, style);
  if (!table) return lines.error(table.error());
  while (true) {
    more = lines.next();
    if (!more) return more.error();
    if (!*more) return table->finish(TraceFormat::psrecord);
    if (lines.line().front() == '#') continue;
    if (auto added = table->add(lines.words()); !added) return lines.error(added.error());
  }
}

}  // namespace plimsoll
