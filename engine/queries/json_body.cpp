#include "engine/queries/json_body.h"

#include "core/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

// The letters around this byte, with a sign: "NaN", "-Infinity".
std::string_view word_at(std::string_view text, std::size_t byte) {
  constexpr std::string_view kOfWord = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-+";
  const auto before = text.substr(0, byte).find_last_not_of(kOfWord);
  const auto begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, text.substr(begin).find_first_not_of(kOfWord));
}

// What Python and others write of numbers that are none.
bool is_no_number(std::string_view word) {
  constexpr std::array<std::string_view, 6> kNames = {"NaN", "Infinity", "nan", "inf", "Inf", "infinity"};
  const auto sign = word.find_first_not_of("-+");
  return sign != std::string_view::npos && std::find(kNames.begin(), kNames.end(), word.substr(sign)) != kNames.end();
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
      explain();
    else
      value_ = std::move(value);
  }
}

void JsonBody::explain() {
  JsonFault fault;
  static_cast<void>(parse_ordered_json(text_, &fault));
  problem_ = "the body is not JSON";
  place_ = fmt::format("byte {}: {}", fault.byte + 1, fault.cause());
  const auto word = word_at(text_, fault.byte);
  if (!is_no_number(word)) return;
  problem_ += fmt::format(": JSON has no {}", word);
  place_ = fmt::format("byte {}: {}", word.data() - text_.data() + 1, word);
}

}  // namespace plimsoll
