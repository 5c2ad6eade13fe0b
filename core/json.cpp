#include "core/json.h"

#include "core/json_shape.h"

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

ordered_json discarded() {
  ordered_json none(ordered_json::value_t::discarded);  // in braces it would be a list of one
  return none;
}

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
  if (text.size() > kDeepestJson && depth_of_json(text) > kDeepestJson) return {json::value_t::discarded};
  return json::parse(text, nullptr, false);
}

ordered_json parse_ordered_json(std::string_view text, JsonFault* fault) {
  if (auto why = why_unbuildable(text); !why.empty()) {
    if (fault != nullptr) *fault = {0, std::move(why)};
    return discarded();
  }
  try {
    return ordered_json::parse(text);
  } catch (const ordered_json::parse_error& error) {
    if (fault != nullptr) *fault = {error.byte == 0 ? 0 : error.byte - 1, words_of(error.what())};
  } catch (const ordered_json::exception& error) {  // a number out of range
    if (fault != nullptr) *fault = {0, words_of(error.what())};
  }
  return discarded();
}

bool is_json(std::string_view text) { return json::accept(text); }

std::string to_text(const json& value, const JsonStyle& style) { return text_of(value, style); }

std::string to_text(const ordered_json& value, const JsonStyle& style) { return text_of(value, style); }

}  // namespace plimsoll
