#include "engine/streams/json_reach.h"

#include "engine/streams/json_scan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace plimsoll {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kHexDigits = 4;
constexpr std::size_t kEscapeBytes = 2 + kHexDigits;  // of "\u" and these

bool take_digits(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of(kDigits), text.size());
  text.remove_prefix(end);
  return end > 0;
}

bool take_one_of(std::string_view& text, std::string_view letters) {
  if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool is_json_number(std::string_view text) {
  take_one_of(text, "-");
  if (!take_one_of(text, "0") && !take_digits(text)) return false;
  if (take_one_of(text, ".") && !take_digits(text)) return false;
  if (take_one_of(text, "eE")) {
    take_one_of(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

template <class Number>
bool is_out_of_range(std::string_view digits) {
  Number value{};
  return std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc::result_out_of_range;
}

// Empty: it is within reach, or no number.
std::string_view nearest_number(std::string_view number) {
  const bool is_negative = number.starts_with('-');
  if (!is_json_number(number)) return {};
  if (number.find_first_of(".eE") == std::string_view::npos) {
    if (is_negative) return is_out_of_range<std::int64_t>(number) ? "-9223372036854775808" : "";
    return is_out_of_range<std::uint64_t>(number) ? "18446744073709551615" : "";
  }
  if (!is_out_of_range<double>(number)) return {};
  if (std::isfinite(std::strtod(std::string(number).c_str(), nullptr))) return is_negative ? "-0.0" : "0.0";
  return is_negative ? "-1e308" : "1e308";
}

// The unit that an escape stands for which begins here; nothing: none does.
std::optional<unsigned> escaped_unit(std::string_view text) {
  unsigned unit = 0;
  if (text.size() < kEscapeBytes || !text.starts_with("\\u")) return std::nullopt;
  const auto* const end = text.data() + kEscapeBytes;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
  return error == std::errc() && stop == end ? std::optional(unit) : std::nullopt;
}

bool is_high_half(std::optional<unsigned> unit) { return unit && *unit >= 0xD800 && *unit < 0xDC00; }
bool is_low_half(std::optional<unsigned> unit) { return unit && *unit >= 0xDC00 && *unit < 0xE000; }

class Reaching {
 public:
  explicit Reaching(std::string_view json) : json_(json) {}

  std::optional<std::string> result() {
    for (std::size_t i = 0; i < json_.size();) {
      if (json_[i] == '"')
        i = pass_text(i + 1);
      else if (json_[i] == '-' || kDigits.find(json_[i]) != std::string_view::npos)
        i = pass_number(i);
      else
        ++i;
    }
    if (taken_ == 0) return std::nullopt;
    text_.append(json_.substr(taken_));
    return std::move(text_);
  }

 private:
  // What stood from there on, so many bytes, is this instead.
  void replace(std::size_t from, std::size_t bytes, std::string_view by) {
    text_.append(json_.substr(taken_, from - taken_)).append(by);
    taken_ = from + bytes;
  }

  // Where the text goes on behind it.
  std::size_t pass_number(std::size_t from) {
    const auto end = std::min(json_.find_first_not_of("0123456789+-.eE", from), json_.size());
    const auto nearest = nearest_number(json_.substr(from, end - from));
    if (!nearest.empty()) replace(from, end - from, nearest);
    return end;
  }

  std::size_t pass_text(std::size_t from) {
    const auto end = std::min(closing_quote(json_, from), json_.size());
    for (auto i = from; i < end;) {
      const auto unit = escaped_unit(json_.substr(i, end - i));
      if (is_high_half(unit) && is_low_half(escaped_unit(json_.substr(i + kEscapeBytes, end - i - kEscapeBytes)))) {
        i += 2 * kEscapeBytes;
      } else if (is_high_half(unit) || is_low_half(unit)) {
        replace(i, kEscapeBytes, "\\ufffd");
        i += kEscapeBytes;
      } else {
        i += json_[i] == '\\' ? 2 : 1;
      }
    }
    return std::min(end, json_.size()) + 1;
  }

  std::string_view json_;
  std::size_t taken_ = 0;  // bytes of it that stand in `text_`
  std::string text_;
};

}  // namespace

std::optional<std::string> within_reach(std::string_view json) { return Reaching(json).result(); }

}  // namespace plimsoll
