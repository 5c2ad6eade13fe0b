#include "engine/checks/json_body.h"

#include "core/json.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

// Walking a value recurses once a level.
constexpr std::size_t kDeepest = 500;

// Levels of [ and { outside of strings, whether or not the text is JSON.
std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '[' || c == '{'))
      deepest = std::max(deepest, ++depth);
    else if (!in_string && (c == ']' || c == '}') && depth > 0)
      --depth;
  }
  return deepest;
}

}  // namespace

JsonBody::JsonBody(std::string_view text) : text_(text) {}
JsonBody::~JsonBody() = default;

const nlohmann::json* JsonBody::get() {
  if (!value_ && problem_.empty()) parse();
  return value_.get();
}

void JsonBody::parse() {
  if (text_.empty()) {
    problem_ = "the body is empty, not JSON";
  } else if (depth_of(text_) > kDeepest) {
    problem_ = "the body is JSON nested too deep to be looked into (more than 500 levels)";
  } else {
    auto value = std::make_unique<nlohmann::json>(parse_json(text_));
    if (value->is_discarded())
      problem_ = "the body is not JSON";
    else
      value_ = std::move(value);
  }
}

}  // namespace plimsoll
