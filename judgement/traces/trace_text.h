#pragma once

// The small words of a recorded file: numbers, what of them is fit to show, names with their units. Pure functions; any
// thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Without control characters, shortened.
std::string shown(std::string_view text);
std::string shown_names(const std::vector<std::string>& names);

enum class DecimalMark { point, comma };

// A gap is a NaN; absent where the text is no number.
std::optional<double> parse_number(std::string_view text, DecimalMark mark = DecimalMark::point);

struct MemoryUnit {
  std::string_view text;  // "MiB"
  double bytes = 1;
};

// "4405", "4405Mi", "4.3g", "4405.47 MB"; of "4.302GiB / 15.5GiB" the first. Letters alone are powers of 1024, as ps
// and top have it. A gap is a NaN; absent where the text is no number.
struct Amount {
  double value = 0;
  std::optional<MemoryUnit> unit;
};
std::optional<Amount> parse_amount(std::string_view text, DecimalMark mark = DecimalMark::point);

// "rss_mb", "Mem (MiB)": stem "rss", "mem" and unit "mb", "mib". A stem is in lower case with _ between its words.
struct NameParts {
  std::string stem;
  std::string unit;  // empty where the name has none that is known
};
NameParts name_parts(std::string_view name);

std::optional<MemoryUnit> memory_unit(std::string_view unit);
std::optional<double> seconds_of_unit(std::string_view unit);

}  // namespace plimsoll
