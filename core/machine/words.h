#pragma once

// The words of a text of the kernel, one after the other, and the numbers that they are. Values; any thread.

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace plimsoll {

// Nothing where it is anything else.
template <class Number>
std::optional<Number> whole_number(std::string_view word) {
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  // Empty behind the last one.
  std::string_view next() {
    const auto start = std::min(rest_.find_first_not_of(" \t\n"), rest_.size());
    const auto end = std::min(rest_.find_first_of(" \t\n", start), rest_.size());
    const auto word = rest_.substr(start, end - start);
    rest_.remove_prefix(end);
    return word;
  }
  void skip(int count) {
    for (int i = 0; i < count; ++i) next();
  }
  template <class Number>
  Number next_number() {
    return whole_number<Number>(next()).value_or(Number{});
  }

 private:
  std::string_view rest_;
};

}  // namespace plimsoll
