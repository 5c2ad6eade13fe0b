#include "engine/differences/text_likeness.h"

#include "core/json/number_text.h"
#include "engine/differences/sound_walk.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

// How many bytes are the same from there on.
std::size_t common_bytes(std::string_view one, std::string_view other) {
  constexpr std::size_t kBlock = 512;
  constexpr std::size_t kPiece = 32;
  const auto size = std::min(one.size(), other.size());
  if (size == 0 || std::memcmp(one.data(), other.data(), size) == 0)
    return size;  // most often behind the last difference
  std::size_t at = 0;
  while (at + kBlock <= size && std::memcmp(one.data() + at, other.data() + at, kBlock) == 0) at += kBlock;
  while (at + kPiece <= size && std::memcmp(one.data() + at, other.data() + at, kPiece) == 0) at += kPiece;
  for (; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, one.data() + at, sizeof left);
    std::memcpy(&right, other.data() + at, sizeof right);
    if (left != right) return at + static_cast<std::size_t>(std::countr_zero(left ^ right)) / 8;
  }
  while (at < size && one[at] == other[at]) ++at;
  return at;
}

// Behind the closing quote; npos: there is none, or something in it that a reader of JSON has to look at.
std::size_t end_of_plain_text(std::string_view text, std::size_t begin) {
  for (auto at = begin + 1; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == '"') return at + 1;
    if (c == '\\' || c < 0x20 || c >= 0x80) break;
  }
  return std::string_view::npos;
}

std::size_t end_of_word(std::string_view text, std::size_t begin) {
  return std::min(text.find_first_of(",]} \t\r\n", begin), text.size());
}

std::size_t end_of_text(std::string_view text, std::size_t begin) {
  auto at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Of the values of a JSON text, but lists and objects, in order.
std::vector<std::pair<std::size_t, std::size_t>> scalars_of(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> scalars;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_blank(c) || c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}') {
      ++at;
      continue;
    }
    const auto end = c == '"' ? end_of_text(text, at) : end_of_word(text, at);
    auto next = end;
    while (next < text.size() && is_blank(text[next])) ++next;
    const bool is_name = c == '"' && next < text.size() && text[next] == ':';
    if (!is_name) scalars.emplace_back(at, end);
    at = end;
  }
  return scalars;
}

}  // namespace

// Walks the known value, with what is expected beside it.
class TextLikeness::Reader {
 public:
  Reader(const CompiledRules& rules, const JsonTree& expected, const JsonTree& known,
         const std::vector<JsonTree::Id>& filtered)
      : rules_(rules), expected_(expected), known_(known), filtered_(filtered) {}

  std::vector<Token> read() {
    walk(0, 0, false);
    return std::move(tokens_);
  }

 private:
  bool is_ignored(JsonTree::Id id) const {
    const auto matches = [&](const PlacePattern& pattern) { return pattern.matches(place_); };
    if (std::any_of(rules_.ignored.begin(), rules_.ignored.end(), matches)) return true;
    const auto has_text = [&](const PlacePattern& pattern) {
      const bool is_of_root = pattern.is_glob() && pattern.text().starts_with("root");
      return pattern.matches(is_of_root ? deepdiff_path_text(place_, true) : path_text(place_));
    };
    return std::any_of(rules_.ignored_texts.begin(), rules_.ignored_texts.end(), has_text) ||
           std::binary_search(filtered_.begin(), filtered_.end(), id);
  }

  bool is_unordered() const {
    return rules_.rules.ignore_order ||
           std::any_of(rules_.unordered.begin(), rules_.unordered.end(),
                       [&](const PlacePattern& pattern) { return pattern.matches(place_); });
  }

  // `expected`: kNone where nobody can say which it is.
  void walk(JsonTree::Id id, JsonTree::Id expected, bool ignored) {
    const auto& node = known_[id];
    ignored = ignored || is_ignored(id) ||
              (rules_.rules.ignore_private_variables.value_or(false) && node.name.starts_with("__"));
    if (node.kind == JsonKind::object || node.kind == JsonKind::array) return walk_below(id, expected, ignored);
    Token token;
    token.is_ignored = ignored;
    const auto like = expected != JsonTree::kNone ? expected_[expected] : JsonNode();
    if (is_number(node) && is_number(like)) {
      token.is_number = true;
      token.expected = like;
      token.tolerance = tolerance_at(rules_, place_);
    }
    tokens_.push_back(token);
  }

  void walk_below(JsonTree::Id id, JsonTree::Id expected, bool ignored) {
    const auto& node = known_[id];
    const bool same_kind = expected != JsonTree::kNone && expected_[expected].kind == node.kind;
    const bool is_object = node.kind == JsonKind::object;
    MemberFinder members(expected_, same_kind ? expected : 0);
    auto element = same_kind && !is_object && !is_unordered() ? expected + 1 : JsonTree::kNone;
    std::size_t index = 0;
    for (auto child = id + 1; child < node.end; child = known_[child].end) {
      place_.push_back({known_[child].name, index++, node.count, !is_object});
      auto beside = JsonTree::kNone;
      if (same_kind && is_object) beside = members.find(known_[child].name);
      if (element != JsonTree::kNone && element < expected_[expected].end) {
        beside = element;
        element = expected_[element].end;
      }
      walk(child, beside, ignored);
      place_.pop_back();
    }
  }

  const CompiledRules& rules_;
  const JsonTree& expected_;
  const JsonTree& known_;
  const std::vector<JsonTree::Id>& filtered_;
  std::vector<PlaceSegment> place_;
  std::vector<Token> tokens_;
};

std::unique_ptr<const TextLikeness> TextLikeness::make(const CompiledRules& rules, const JsonTree& expected,
                                                       const JsonTree& known, std::string_view known_text,
                                                       const std::vector<JsonTree::Id>& known_filtered) {
  // What a filter means may change with the values; of names that are there twice one hides the other.
  if (rules.rules.is_deepdiff() || !rules.filters.empty() || !known.hidden().empty() || !expected.hidden().empty())
    return nullptr;
  auto likeness = std::make_unique<TextLikeness>();
  likeness->text_ = known_text;
  likeness->scientific_ = rules.rules.scientific;
  likeness->numbers_apart_ = !rules.rules.ignore_numeric_type_changes.value_or(true);
  auto tokens = Reader(rules, expected, known, known_filtered).read();
  const auto scalars = scalars_of(likeness->text_);
  if (scalars.size() != tokens.size()) return nullptr;
  std::size_t written = 0;
  for (const auto& token : tokens) written += token.expected.text.size();
  likeness->numbers_.reserve(written);  // views into it stay where they are
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    auto& token = tokens[i];
    token.begin = scalars[i].first;
    token.end = scalars[i].second;
    const auto at = likeness->numbers_.size();
    likeness->numbers_ += token.expected.text;
    token.expected.text = std::string_view(likeness->numbers_).substr(at);
    token.expected.name = {};
  }
  likeness->tokens_ = std::move(tokens);
  return likeness;
}

bool TextLikeness::fits(const Token& token, std::string_view other) const {
  const char first = other.empty() ? '\0' : other.front();
  const bool is_number = first == '-' || (first >= '0' && first <= '9');
  if (!is_number) return token.is_ignored && (first == '"' || other == "true" || other == "false" || other == "null");
  if (!is_number_text(other)) return false;
  if (token.is_ignored) return true;
  if (!token.is_number) return false;
  JsonNode number;
  const bool is_integer = other.find_first_of(".eE") == std::string_view::npos;
  number.kind = is_integer ? JsonKind::integer : JsonKind::real;
  number.text = other;
  const auto [end, error] = std::from_chars(other.data(), other.data() + other.size(), number.number);
  if (error != std::errc() || (numbers_apart_ && number.kind != token.expected.kind)) return false;
  return are_numbers_like(token.expected, number, token.tolerance, scientific_);
}

bool TextLikeness::is_surely_alike(std::string_view text) const {
  const std::string_view known(text_);
  std::size_t at = 0;
  std::size_t other = 0;
  auto token = tokens_.begin();
  for (;;) {
    const auto common = common_bytes(known.substr(at), text.substr(other));
    at += common;
    other += common;
    if (at == known.size() && other == text.size()) return true;
    // A number may go on where the known one has ended.
    while (token != tokens_.end() && token->end < at) ++token;
    if (token == tokens_.end() || token->begin > at) return false;
    const auto begin = other - (at - token->begin);
    if (begin >= text.size()) return false;
    const auto end = text[begin] == '"' ? end_of_plain_text(text, begin) : end_of_word(text, begin);
    if (end == std::string_view::npos || !fits(*token, text.substr(begin, end - begin))) return false;
    at = token->end;
    other = end;
    ++token;
  }
}

}  // namespace plimsoll
