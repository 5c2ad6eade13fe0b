#include "scenarios/tables/leak_table.h"

#include "core/units.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 4> kPer = {
    {{"/s", 1}, {"/min", 60}, {"/h", 3600}, {"/d", 86400}}};

}  // namespace

Result<AllowedGrowth> parse_leak_minimum(std::string_view text) {
  for (const auto& [per, seconds] : kPer) {
    if (!text.ends_with(per)) continue;
    const auto bytes = parse_bytes(text.substr(0, text.size() - per.size()));
    if (bytes && *bytes > 0) return AllowedGrowth{static_cast<double>(*bytes) / seconds, std::string(text)};
  }
  return Error{ErrorKind::invalid,
               fmt::format(R"(expected growth above 0 like "1MiB/h" or "64kB/min", got "{}")", text)};
}

ValueType<AllowedGrowth> growth_type() {
  return {"growth: `1MiB/h`", R"({"type": "string", "pattern": "^[0-9.]+ *([KMGT]i?B|kB|B)? */ *(s|min|h|d)$|\\$\\{"})",
          [](const Value& value) { return value.parsed(parse_leak_minimum); }};
}

const ObjectTable<LeakRules>& leak_table() {
  static const ObjectTable<LeakRules> kTable = {
      "leak",
      "What the verdict on memory is held against.",
      {
          field_with<LeakRules>(
              {"minimum", "",
               "growth that is allowed: what leaks, or is suspected to, with its whole interval below it is clean"},
              growth_type(),
              [](const Value&, LeakRules& rules, AllowedGrowth minimum) { rules.minimum = std::move(minimum); }),
          field_with<LeakRules>({"horizon", "24h",
                                 "growth that may yet settle is suspected where it would add a tenth of memory, or "
                                 "reach the limit, within so long; else it is inconclusive"},
                                duration_type(),
                                [](const Value&, LeakRules& rules, Nanos horizon) { rules.horizon = horizon; }),
          field_with<LeakRules>({"ignore", "", "series that are shown and not judged: `fds`, `gpu*`, `memory`"},
                                list_type(text_type()),
                                [](const Value&, LeakRules& rules, std::vector<std::string> ignore) {
                                  rules.ignore = std::move(ignore);
                                }),
      },
      {{"limit", "belongs beside `leak`, not under it"}}};
  return kTable;
}

}  // namespace plimsoll
