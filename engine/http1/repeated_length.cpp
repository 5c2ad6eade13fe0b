#include "engine/http1/repeated_length.h"

#include "core/http/header_names.h"
#include "core/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cstdint>

namespace plimsoll {

namespace {

using State = RepeatedLength::State;

// The lengths of one head, line by line.
class Lengths {
 public:
  // False: no list of lengths. `whole` where the line is not cut off.
  bool take(std::string_view values, bool whole) {
    for (;;) {
      const auto comma = values.find(',');
      const bool is_last = comma == std::string_view::npos;
      const auto value = trimmed(values.substr(0, comma));
      const bool may_go_on = is_last && !whole;
      if (!(may_go_on && value.empty()) && !add(value, may_go_on)) return false;
      if (is_last) return true;
      values.remove_prefix(comma + 1);
    }
  }
  std::size_t said() const { return said_; }
  bool differ() const { return differ_; }
  std::uint64_t length() const { return length_; }

 private:
  bool add(std::string_view digits, bool may_go_on) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return false;
    if (may_go_on) return true;
    differ_ = differ_ || (said_ > 0 && length_ != value);
    ++said_;
    length_ = value;
    return true;
  }

  std::uint64_t length_ = 0;
  std::size_t said_ = 0;
  bool differ_ = false;
};

std::string_view without_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_interim(std::string_view status_line) {
  const auto code = status_line.substr(std::min(status_line.find(' '), status_line.size()));
  return code.starts_with(" 1") && !code.starts_with(" 101");
}

}  // namespace

RepeatedLength join_repeated_lengths(std::string_view received) {
  RepeatedLength result;
  Lengths lengths;
  std::string_view rest = received;
  bool interim = false;
  bool first = true;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const bool whole = end != std::string_view::npos;
    const auto line = rest.substr(0, whole ? end + 1 : end);
    rest.remove_prefix(line.size());
    const auto colon = line.find(':');
    const bool is_length =
        !first && colon != std::string_view::npos && same_header(line.substr(0, colon), "Content-Length");
    const bool has_length = lengths.said() > 0;
    if (is_length && !lengths.take(without_end(line).substr(colon + 1), whole)) return {};
    if (lengths.differ()) return {State::differ};
    if (!whole) return {State::unknown};
    const bool is_end = !first && (line == "\r\n" || line == "\n");
    if (first) interim = is_interim(line);
    first = is_end || (first && line == "\r\n");
    if (!is_length) result.text += line;
    if (is_length && !has_length) result.text += fmt::format("{}: {}\r\n", line.substr(0, colon), lengths.length());
    if (is_end && !interim) {
      if (lengths.said() < 2) return {};
      result.text += rest;
      result.state = State::joined;
      return result;
    }
    if (is_end) lengths = {};
  }
  return {State::unknown};
}

}  // namespace plimsoll
