// Two JSON texts, a line each: comparing them never crashes, a value does not differ from itself, no difference is the
// same in both directions, and a wider tolerance finds no more. One place of a text by itself is what it is in the
// whole value.

#include "engine/checks/json_compare.h"
#include "engine/queries/json_body.h"
#include "engine/queries/json_lookup.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kLimit = 5;

std::size_t differences(const nlohmann::json& expected, const nlohmann::json& actual, double tolerance) {
  const auto comparison = plimsoll::JsonComparison::make({tolerance, tolerance}, {"$..id", "$[0]"}).value();
  const auto found = comparison.differences(expected, actual, kLimit);
  if (found.size() > kLimit) std::abort();
  for (const auto& difference : found)
    if (!difference.path.starts_with("$") || difference.message.empty()) std::abort();
  return found.size();
}

void look_up(std::string_view text, const nlohmann::json& whole) {
  for (const auto* place : {"$", "$.a", "$[0]", "$[-1].id"}) {
    const auto path = plimsoll::JsonPath::compile(place).value();
    nlohmann::json value;
    const auto came = plimsoll::JsonLookup::at(text, path, value);
    if (came == plimsoll::JsonLookup::Came::undecided) continue;
    const auto matches = path.select(whole);
    if (matches.empty() != (came == plimsoll::JsonLookup::Came::nothing)) std::abort();
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
  plimsoll::JsonBody one(text.substr(0, line_end));
  plimsoll::JsonBody other(text.substr(line_end + 1));
  if (one.get() == nullptr && plimsoll::JsonLookup::is_json(one.text())) std::abort();
  if (one.get() != nullptr) look_up(one.text(), *one.get());
  if (one.get() == nullptr || other.get() == nullptr) return 0;
  if (differences(*one.get(), *one.get(), 0) != 0) std::abort();
  const auto exact = differences(*one.get(), *other.get(), 0);
  if ((exact == 0) != (differences(*other.get(), *one.get(), 0) == 0)) std::abort();
  if (exact == 0 && differences(*one.get(), *other.get(), 0.1) != 0) std::abort();
  if (plimsoll::shown_json(*one.get()).size() > 90) std::abort();
  return 0;
}
