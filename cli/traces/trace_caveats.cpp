#include "cli/traces/trace_caveats.h"

#include "core/text.h"
#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace plimsoll {
namespace {

std::string range_text(const Trace& trace) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double least = kInfinity, greatest = -kInfinity;
  for (const double bytes : trace.memory_bytes)
    if (std::isfinite(bytes) && bytes > 0) least = std::min(least, bytes), greatest = std::max(greatest, bytes);
  return least > greatest ? "nothing" : fmt::format("{} to {}", format_bytes(least), format_bytes(greatest));
}

void add_guess(const JudgedColumn& column, LeakRecord& leak) {
  if (!leak.read_as || leak.read_as->from != UnitSource::guess) return;
  const std::string name = one_line(column.name);
  const std::string& unit = leak.read_as->unit;
  LeakVerdict& verdict = leak.verdict;
  if (verdict.verdict != Verdict::clean) {
    verdict.explanation +=
        fmt::format(" The unit is a guess: {} names none and is read as {}, which makes it {}; --unit says it.", name,
                    unit, range_text(column.trace));
    return;
  }
  verdict.verdict = Verdict::inconclusive;
  verdict.why = Inconclusive::unit;
  verdict.recommended_duration_s.reset();
  verdict.explanation = fmt::format(
      "The unit is a guess, and a guess clears nothing: {} names none and is read as {}, which makes it {}, in which "
      "no "
      "leak shows. Say the unit: --unit {}, or what it is.",
      name, unit, range_text(column.trace), unit);
}

// What the kernel takes back when it needs memory is in it too.
void add_file_pages(const JudgedColumn& column, LeakRecord& leak) {
  const bool of_kubectl = column.name == "MEMORY(bytes)";
  if (!of_kubectl && lower_case(column.name).find("working_set") == std::string::npos) return;
  leak.verdict.explanation +=
      " This is a working set, which holds file pages (page cache) too, which the kernel takes back when it needs "
      "memory: "
      "container_memory_rss, or anon in the group's memory.stat, tells them from a leak.";
}

}  // namespace

void add_caveats(const JudgedColumn& column, LeakRecord& leak) {
  add_guess(column, leak);
  add_file_pages(column, leak);
}

}  // namespace plimsoll
