#pragma once

// The words of a kept failure for who has one line. Pure; any thread.

#include "record/failure_record.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace plimsoll {

// What a check found, or what the answer itself says of its error: at most 200 bytes; empty: nothing.
inline std::string found_in(const FailureExample& example) {
  constexpr std::size_t kLongest = 200;
  const auto& text = example.response_excerpt;
  if (text.starts_with("status ")) return {};
  return text.substr(0, std::min(text.find('\n'), kLongest));
}

// A message with what was found in parentheses, unless it ends with that already.
inline std::string with_found(std::string message, const std::string& found) {
  if (!found.empty() && !message.ends_with(found)) message += " (" + found + ")";
  return message;
}

}  // namespace plimsoll
