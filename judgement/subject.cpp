#include "judgement/subject.h"

#include "core/units.h"

#include <fmt/format.h>

#include <cmath>

namespace plimsoll {
namespace {

std::string count_amount(double count) {
  constexpr double kNothing = 0.0005;
  constexpr double kWhole = 999.5;
  if (std::abs(count) < kNothing) return "0";
  return std::abs(count) < kWhole ? fmt::format("{:.3g}", count) : fmt::format("{:.0f}", count);
}

}  // namespace

std::string Subject::at_start() const {
  std::string text = name;
  const bool word = text.find('_') == std::string::npos;  // and not the name of a series
  if (word && !text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string Subject::amount(double bytes) const {
  return counted ? count_amount(bytes / kBytesOfOne) : format_bytes(bytes);
}

std::string Subject::floor_of() const { return is_memory() ? "its floor" : "the floor of " + name; }

std::string Subject::of_itself() const { return is_memory() ? "this memory" : "it"; }

}  // namespace plimsoll
