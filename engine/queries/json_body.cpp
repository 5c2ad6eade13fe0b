#include "engine/queries/json_body.h"

#include "core/json/json.h"
#include "core/json/json_shape.h"
#include "core/json/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

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

struct TreeOfThread {
  JsonTree tree;
  const JsonBody* body = nullptr;  // whose it is
  bool is_json = false;
};

TreeOfThread& tree_of_thread() {
  thread_local TreeOfThread memory;
  return memory;
}

}  // namespace

JsonBody::JsonBody(std::string_view text) : text_(text) {}
JsonBody::JsonBody(std::string made, std::string problem)
    : made_(std::move(made)), could_be_made_(problem.empty()), text_(made_), problem_(std::move(problem)) {}
JsonBody::~JsonBody() = default;

const nlohmann::json* JsonBody::get() {
  if (!value_ && problem_.empty()) parse();
  return value_.get();
}

const JsonTree* JsonBody::tree() {
  auto& memory = tree_of_thread();
  if (!is_in_tree_ || memory.body != this) {
    memory.body = this;
    memory.is_json = memory.tree.parse(text_);
    is_in_tree_ = true;
  }
  return memory.is_json ? &memory.tree : nullptr;
}

void JsonBody::parse() {
  if (text_.empty()) {
    problem_ = "the body is empty, not JSON";
  } else {
    auto value = std::make_unique<nlohmann::json>(parse_json(text_));
    if (value->is_discarded())
      explain();
    else
      value_ = std::move(value);
  }
}

void JsonBody::explain() {
  if (depth_of_json(text_) > kDeepestJson) {
    problem_ = fmt::format("the body is JSON nested too deep to be looked into (more than {} levels)", kDeepestJson);
    return;
  }
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
