// Two JSON texts, a line each: comparing them never crashes, a value does not differ from itself, no difference is the
// same in both directions, a wider tolerance finds no more, an order that does not matter finds no more, and whether
// there are differences agrees with the differences. DeepDiff's meaning takes the same texts. One place of a text by
// itself is what it is in the whole value.

#include "engine/checks/shown_json.h"
#include "engine/differences/difference_text.h"
#include "engine/differences/json_comparison.h"
#include "engine/queries/json_body.h"
#include "engine/queries/json_lookup.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace {

using namespace plimsoll;

constexpr std::size_t kLimit = 5;

std::size_t differences(const JsonComparison::Side& expected, const JsonComparison::Side& actual,
                        const ComparisonRules& rules) {
  const auto comparison = JsonComparison::make(rules).value();
  const auto found = comparison.differences(expected, actual, kLimit);
  if (found.size() > kLimit) std::abort();
  for (const auto& difference : found) {
    if (difference.path.empty() || difference_message(difference, expected.tree, actual.tree).empty()) std::abort();
    static_cast<void>(difference_lines(difference, expected.tree, actual.tree, false));
  }
  if (deepdiff_json(found, expected.tree, actual.tree).size() < 2) std::abort();
  SoundScratch scratch;
  if (comparison.are_alike(expected, actual, scratch) != found.empty()) std::abort();
  return found.size();
}

ComparisonRules rules_with(double tolerance, bool any_order, ComparisonDialect like = ComparisonDialect::plimsoll) {
  ComparisonRules rules;
  rules.like = like;
  if (tolerance > 0) rules.tolerance.absolute = tolerance;
  if (tolerance > 0 && like == ComparisonDialect::plimsoll) rules.tolerance.relative = tolerance;
  rules.ignored = {"$..id", "root[0]"};
  rules.ignore_order = any_order;
  return rules;
}

void look_up(std::string_view text, const nlohmann::json& whole) {
  for (const auto* place : {"$", "$.a", "$[0]", "$[-1].id"}) {
    const auto path = JsonPath::compile(place).value();
    nlohmann::json value;
    const auto came = JsonLookup::at(text, path, value);
    if (came == JsonLookup::Came::undecided) continue;
    const auto matches = path.select(whole);
    if (matches.empty() != (came == JsonLookup::Came::nothing)) std::abort();
    if (matches.empty()) continue;
    const auto& match = *matches.front();
    const bool are_alike = match.type() == value.type() || (match.is_number_integer() && value.is_number_integer());
    if (match != value || !are_alike) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const auto first = text.substr(0, line_end);
  const auto second = text.substr(line_end + 1);
  JsonBody body(first);
  if (body.get() == nullptr && JsonLookup::is_json(first)) std::abort();
  if (body.get() != nullptr) {
    look_up(first, *body.get());
    if (shown_json(*body.get()).size() > 90) std::abort();
  }
  JsonTree one;
  JsonTree other;
  // The tree takes what the whole value is built of, and numbers that it cannot hold.
  if (one.parse(first) != (body.get() != nullptr) &&
      (body.get() != nullptr || first.find_first_of("eE0123456789") == first.npos))
    std::abort();
  if (!one.parse(first, JsonNumbers::with_nan) || !other.parse(second, JsonNumbers::with_nan)) return 0;
  const JsonComparison::Side left{one, first};
  const JsonComparison::Side right{other, second};
  for (const auto like : {ComparisonDialect::plimsoll, ComparisonDialect::deepdiff, ComparisonDialect::deepdiff_9})
    for (const bool any_order : {false, true})
      if (differences(left, left, rules_with(0, any_order, like)) != 0) std::abort();
  const auto exact = differences(left, right, rules_with(0, false));
  if ((exact == 0) != (differences(right, left, rules_with(0, false)) == 0)) std::abort();
  if (exact == 0 && differences(left, right, rules_with(0.1, false)) != 0) std::abort();
  if (exact == 0 && differences(left, right, rules_with(0, true)) != 0) std::abort();
  const auto any_order = differences(left, right, rules_with(0, true));
  if ((any_order == 0) != (differences(right, left, rules_with(0, true)) == 0)) std::abort();
  static_cast<void>(differences(left, right, rules_with(0.1, true)));
  static_cast<void>(differences(left, right, rules_with(0, true, ComparisonDialect::deepdiff)));
  static_cast<void>(differences(left, right, rules_with(0.1, false, ComparisonDialect::deepdiff_6)));
  return 0;
}
