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
  // The text must outlive it. `lines_before`: those that were taken already.
  explicit TraceLines(std::streambuf& text, std::size_t lines_before = 0) : text_(text), number_(lines_before) {}

  // The next line that is not empty; false at the end.
  Result<bool> next();

  const std::string& line() const { return line_; }
  std::size_t number() const { return number_; }
  bool at_end() const { return unended_; }  // it ended with the file
  // Split at spaces and tabs.
  std::vector<std::string> words() const;
  Error error(std::string_view message) const;
  Error error(const Error& error) const;

 private:
  std::streambuf& text_;
  std::string line_;
  std::size_t number_;
  bool unended_ = false;
};

}  // namespace plimsoll
