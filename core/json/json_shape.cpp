#include "core/json/json_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostComparisons = 2'000'000'000;  // of keys: an object of 63,000 members

// How a text is built, seen by its brackets and commas outside of strings; whether it is JSON does not matter.
struct JsonShape {
  std::size_t deepest = 0;
  std::uint64_t comparisons = 0;  // of keys, while a value is built that keeps their order
};

JsonShape shape_of(std::string_view text) {
  JsonShape shape;
  std::vector<std::uint64_t> commas;  // of what is open
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '"':
        for (++i; i < text.size() && text[i] != '"'; ++i)
          if (text[i] == '\\') ++i;
        break;
      case '[':
      case '{':
        if (commas.size() <= kDeepestJson) commas.push_back(0);
        shape.deepest = std::max(shape.deepest, commas.size());
        break;
      case ',':
        if (!commas.empty()) ++commas.back();
        break;
      case '}':
        if (!commas.empty()) shape.comparisons += commas.back() * (commas.back() + 1) / 2;
        [[fallthrough]];
      case ']':
        if (!commas.empty()) commas.pop_back();
        break;
      default:
        break;
    }
  }
  return shape;
}

}  // namespace

std::size_t depth_of_json(std::string_view text) { return shape_of(text).deepest; }

std::string why_unbuildable(std::string_view text) {
  if (text.size() <= kDeepestJson) return "";
  const auto shape = shape_of(text);
  if (shape.deepest > kDeepestJson) return fmt::format("nested deeper than {} levels", kDeepestJson);
  return shape.comparisons > kMostComparisons ? "an object with more than 60,000 members" : "";
}

}  // namespace plimsoll
