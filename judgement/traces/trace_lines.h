#pragma once

// The lines of a text, numbered, none of them endless. Owned by one reading; one thread.

#include "core/error.h"

#include <cstddef>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class TraceLines {
 public:
  // The text must outlive it.
  explicit TraceLines(std::streambuf& text) : text_(text) {}

  // The next line that is not empty; false at the end.
  Result<bool> next();

  const std::string& line() const { return line_; }
  // Split at spaces and tabs.
  std::vector<std::string> words() const;
  Error error(std::string_view message) const;
  Error error(const Error& error) const;

 private:
  std::streambuf& text_;
  std::string line_;
  std::size_t number_ = 0;
};

}  // namespace plimsoll
