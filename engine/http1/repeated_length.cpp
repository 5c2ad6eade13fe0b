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

struct HeadLine {
  std::string_view text;  // with its end, where that is there
  bool whole = false;
  bool is_end = false;                         // of the head
  std::size_t colon = std::string_view::npos;  // of a Content-Length

  bool is_length() const { return colon != std::string_view::npos; }
};

// `first`: it is a status line, if it is one at all.
HeadLine take_line(std::string_view& rest, bool first) {
  HeadLine line;
  const auto end = rest.find('\n');
  line.whole = end != std::string_view::npos;
  line.text = rest.substr(0, line.whole ? end + 1 : end);
  rest.remove_prefix(line.text.size());
  if (first) return line;
  line.is_end = line.text == "\r\n" || line.text == "\n";
  const auto colon = line.text.find(':');
  if (colon != std::string_view::npos && same_header(line.text.substr(0, colon), "Content-Length")) line.colon = colon;
  return line;
}

// What of it stays: of several lengths the first, as one.
std::string kept(const HeadLine& line, const Lengths& lengths, bool has_length) {
  if (!line.is_length()) return std::string(line.text);
  return has_length ? "" : fmt::format("{}: {}\r\n", line.text.substr(0, line.colon), lengths.length());
}

}  // namespace

RepeatedLength join_repeated_lengths(std::string_view received) {
  RepeatedLength result;
  Lengths lengths;
  std::string_view rest = received;
  bool interim = false;
  bool first = true;
  while (!rest.empty()) {
    const auto line = take_line(rest, first);
    const bool has_length = lengths.said() > 0;
    if (line.is_length() && !lengths.take(without_end(line.text).substr(line.colon + 1), line.whole)) return {};
    if (lengths.differ()) return {State::differ};
    if (!line.whole) return {State::unknown};
    if (first) interim = is_interim(line.text);
    first = line.is_end || (first && line.text == "\r\n");
    result.text += kept(line, lengths, has_length);
    if (!line.is_end) continue;
    if (interim) {
      lengths = {};
      continue;
    }
    if (lengths.said() < 2) return {};
    result.text += rest;
    result.state = State::joined;
    return result;
  }
  return {State::unknown};
}

}  // namespace plimsoll
