#include "engine/checks/shown_json.h"

#include "core/json/json.h"

#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestShown = 80;

void append_shown(std::string& text, const json& value) {
  const auto opening = value.is_array() ? '[' : '{';
  const auto closing = value.is_array() ? ']' : '}';
  if (value.is_string()) {
    const auto start = value.get_ref<const std::string&>().substr(0, kLongestShown);
    text += to_text(json(start));
  } else if (!value.is_structured()) {
    text += to_text(value);
  } else {
    text += opening;
    for (auto item = value.begin(); item != value.end() && text.size() <= kLongestShown; ++item) {
      if (item != value.begin()) text += ',';
      if (value.is_object()) text += to_text(json(item.key().substr(0, kLongestShown))) + ":";
      append_shown(text, *item);
    }
    text += closing;
  }
}

}  // namespace

std::string shown_json(const json& value) {
  std::string text;
  append_shown(text, value);
  if (text.size() <= kLongestShown) return text;
  auto end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

}  // namespace plimsoll
