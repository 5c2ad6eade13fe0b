// Options of `plimsoll diff`, a line each like "ignore $.a[*]", then an empty line, a JSON text and another one: what
// is read of the options compiles, a value does not differ from itself by them, whether there are differences agrees
// with the differences, texts that are surely alike are alike, and the place that is near a pattern without one is a
// place.

#include "cli/answers/comparison_options.h"
#include "engine/differences/json_comparison.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace plimsoll;

constexpr std::size_t kLimit = 5;

std::string_view next_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
  return line;
}

GivenOptions given_by(std::string_view& text) {
  GivenOptions given(comparison_options());
  std::map<std::string, std::vector<std::string>> values;
  for (auto line = next_line(text); !line.empty(); line = next_line(text)) {
    const auto blank = line.find(' ');
    const auto value = blank == std::string_view::npos ? std::string_view("true") : line.substr(blank + 1);
    values["--" + std::string(line.substr(0, blank))].emplace_back(value);
  }
  for (const auto& row : comparison_options())
    if (const auto found = values.find(std::string(row.name())); found != values.end())
      given.give(row.name(), found->second, false);
  return given;
}

void compare(const JsonComparison& comparison, const JsonComparison::Side& one, const JsonComparison::Side& other) {
  SoundScratch scratch;
  if (!comparison.differences(one, one, kLimit).empty() || !comparison.are_alike(one, one, scratch)) std::abort();
  const bool alike = comparison.are_alike(one, other, scratch);
  if (alike != comparison.differences(one, other, kLimit).empty()) std::abort();
  const auto likeness = comparison.text_likeness(one, one);
  if (likeness && !likeness->is_surely_alike(one.text)) std::abort();
  if (likeness && likeness->is_surely_alike(other.text) && !alike) std::abort();
}

void look_for_places(const JsonComparison& comparison, const JsonComparison::Side& one,
                     const JsonComparison::Side& other) {
  for (const auto& pattern : comparison.patterns_without_place(one, other)) {
    if (advice_on(pattern).empty()) std::abort();
    if (pattern.nearest.empty()) continue;
    ComparisonRules rules;
    rules.ignored = {pattern.nearest};
    const auto nearest = JsonComparison::make(rules);
    // A name may hold what no path can say.
    if (nearest.has_value() && pattern.nearest.find_first_of("'\"\\?*") == std::string::npos &&
        !nearest->patterns_without_place(one, other).empty())
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto given = given_by(text);
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  const auto rules = read_comparison_rules(given, read);
  if (!problems.empty()) return 0;
  const auto comparison = JsonComparison::make(rules);
  if (comparison.has_error()) std::abort();
  const auto first = next_line(text);
  JsonTree one;
  JsonTree other;
  if (!one.parse(first) || !other.parse(text)) return 0;
  compare(*comparison, {one, first}, {other, text});
  look_for_places(*comparison, {one, first}, {other, text});
  return 0;
}
