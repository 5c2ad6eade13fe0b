#pragma once

// Lines out of bytes in pieces of any size, for streams of a JSON text a line: each ends with LF or CRLF, the last one
// also with the answer; empty ones are none. Sans-I/O; bounded. Part of a stream meter; one thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class LineParser {
 public:
  static constexpr std::size_t kLongestLine = 4 << 20;

  void begin() noexcept;

  // Outlives the calls of next() until that gives nothing.
  void give(std::string_view piece) noexcept { rest_ = piece; }
  // Valid until the next call.
  std::optional<std::string_view> next();
  // What no line end has ended, at the end of the answer; empty: nothing.
  std::string_view rest() const noexcept { return is_taken_ ? std::string_view() : std::string_view(line_); }
  // A line was longer than kLongestLine, and its end is lost.
  bool is_cut() const noexcept { return is_cut_; }

 private:
  void keep(std::string_view text);

  std::string_view rest_;
  std::string line_;  // the beginning of one, from pieces before
  bool is_taken_ = false;
  bool is_cut_ = false;
};

}  // namespace plimsoll
