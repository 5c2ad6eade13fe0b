#pragma once

// Reading and writing JSON text. nlohmann's reader and writer cost a source seconds, so they are compiled here alone.
// Pure functions; any thread.

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

// Why a text is no JSON.
struct JsonFault {
  std::size_t byte = 0;  // of the text, counted from 0
  std::string reason;    // "syntax error while parsing object - unexpected '}'; last read: ..."; empty: there is none

  std::string_view cause() const;  // "unexpected '}'"
};

// Of a text that is no JSON, or one too deep or too wide (core/json/json_shape.h), the value is_discarded().
nlohmann::json parse_json(std::string_view text);
// The order of keys is kept.
nlohmann::ordered_json parse_ordered_json(std::string_view text, JsonFault* fault = nullptr);

// Without building the value.
bool is_json(std::string_view text);

struct JsonStyle {
  int indent = -1;          // of a level; below 0: all on one line
  bool ascii_only = false;  // other characters escaped
};
// Bytes that are not UTF-8 are replaced.
std::string to_text(const nlohmann::json& value, const JsonStyle& style = {});
std::string to_text(const nlohmann::ordered_json& value, const JsonStyle& style = {});

}  // namespace plimsoll
