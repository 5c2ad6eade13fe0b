#include "core/nearest_name.h"

#include "core/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace plimsoll {
namespace {

// Longer ones are nobody's typing mistake; it also bounds the work.
constexpr std::size_t kLongest = 64;

char lower(char c) { return c == '-' ? '_' : lower_ascii(c); }

// Edits of one character and swaps of neighbours that turn a into b (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
  std::string_view nearest;
  if (name.empty() || name.size() > kLongest) return nearest;
  std::size_t smallest = std::max<std::size_t>(1, name.size() * 2 / 5) + 1;
  for (const auto candidate : known) {
    if (candidate.size() > kLongest) continue;
    const auto edits = distance(name, candidate);
    if (edits < smallest && edits < candidate.size()) {
      smallest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string name_advice(std::string_view name, std::span<const std::string_view> known) {
  if (const auto nearest = nearest_name(name, known); !nearest.empty())
    return fmt::format(R"(; did you mean "{}"?)", nearest);
  return fmt::format("; known are: {}", fmt::join(known, ", "));
}

}  // namespace plimsoll
