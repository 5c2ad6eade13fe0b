#include "core/json/json.h"

#include "core/json/json_shape.h"

#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Of "[json.exception.parse_error.101] parse error at line 1, column 9: ...", what follows the bracket.
std::string words_of(std::string_view what) {
  const auto end = what.find("] ");
  return std::string(end == std::string_view::npos ? what : what.substr(end + 2));
}

template <class Any>
Any discarded() {
  Any none(Any::value_t::discarded);  // in braces it would be a list of one
  return none;
}

// To the library it is the end, and what follows it is not looked at.
std::size_t place_of_nul(std::string_view text) { return text.find('\0'); }

template <class Any>
std::string text_of(const Any& value, const JsonStyle& style) {
  return value.dump(style.indent, ' ', style.ascii_only, Any::error_handler_t::replace);
}

}  // namespace

std::string_view JsonFault::cause() const {
  std::string_view words = reason;
  if (const auto dash = words.find(" - "); dash != std::string_view::npos) words.remove_prefix(dash + 3);
  return words.substr(0, words.find("; last read"));
}

json parse_json(std::string_view text) {
  if (text.size() > kDeepestJson && depth_of_json(text) > kDeepestJson) return discarded<json>();
  if (place_of_nul(text) != std::string_view::npos) return discarded<json>();
  return json::parse(text, nullptr, false);
}

ordered_json parse_ordered_json(std::string_view text, JsonFault* fault) {
  if (auto why = why_unbuildable(text); !why.empty()) {
    if (fault != nullptr) *fault = {0, std::move(why)};
    return discarded<ordered_json>();
  }
  if (const auto place = place_of_nul(text); place != std::string_view::npos) {
    if (fault != nullptr) *fault = {place, "a NUL byte"};
    return discarded<ordered_json>();
  }
  try {
    return ordered_json::parse(text);
  } catch (const ordered_json::parse_error& error) {
    if (fault != nullptr) *fault = {error.byte == 0 ? 0 : error.byte - 1, words_of(error.what())};
  } catch (const ordered_json::exception& error) {  // a number out of range
    if (fault != nullptr) *fault = {0, words_of(error.what())};
  }
  return discarded<ordered_json>();
}

bool is_json(std::string_view text) { return place_of_nul(text) == std::string_view::npos && json::accept(text); }

std::string to_text(const json& value, const JsonStyle& style) { return text_of(value, style); }

std::string to_text(const ordered_json& value, const JsonStyle& style) { return text_of(value, style); }

}  // namespace plimsoll
