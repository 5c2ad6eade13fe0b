#include "scenarios/queries/predicate_parsing.h"

#include "core/nearest_name.h"
#include "scenarios/queries/filter_parsing.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using PredicateKind = Predicate::Kind;

enum class Operand { none, any, ordered, part, pattern };

struct PredicateRow {
  std::string_view word;
  PredicateKind kind;
  Operand operand = Operand::none;
};

// The longer signs first.
constexpr std::array<PredicateRow, 27> kPredicates = {{{"==", PredicateKind::equals, Operand::any},
                                                       {"!=", PredicateKind::not_equals, Operand::any},
                                                       {">=", PredicateKind::greater_or_equal, Operand::ordered},
                                                       {">", PredicateKind::greater, Operand::ordered},
                                                       {"<=", PredicateKind::less_or_equal, Operand::ordered},
                                                       {"<", PredicateKind::less, Operand::ordered},
                                                       {"startsWith", PredicateKind::starts_with, Operand::part},
                                                       {"endsWith", PredicateKind::ends_with, Operand::part},
                                                       {"contains", PredicateKind::contains, Operand::any},
                                                       {"includes", PredicateKind::includes, Operand::any},
                                                       {"matches", PredicateKind::matches, Operand::pattern},
                                                       {"exists", PredicateKind::exists},
                                                       {"isBoolean", PredicateKind::is_boolean},
                                                       {"isCollection", PredicateKind::is_collection},
                                                       {"isDate", PredicateKind::is_date},
                                                       {"isEmpty", PredicateKind::is_empty},
                                                       {"isFloat", PredicateKind::is_float},
                                                       {"isInteger", PredicateKind::is_integer},
                                                       {"isIpv4", PredicateKind::is_ipv4},
                                                       {"isIpv6", PredicateKind::is_ipv6},
                                                       {"isIsoDate", PredicateKind::is_iso_date},
                                                       {"isList", PredicateKind::is_list},
                                                       {"isNumber", PredicateKind::is_number},
                                                       {"isObject", PredicateKind::is_object},
                                                       {"isString", PredicateKind::is_string},
                                                       {"isUuid", PredicateKind::is_uuid},
                                                       {"not", PredicateKind::exists}}};  // of the nearest name alone

std::optional<QueryOperand> constant(nlohmann::json value) {
  return QueryOperand(std::make_shared<const nlohmann::json>(std::move(value)));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class Number>
std::optional<QueryOperand> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? constant(value) : std::nullopt;
}

// -12, 1.5; no exponent.
std::optional<QueryOperand> number(TextCursor& cursor) {
  const auto before = cursor.mark();
  const auto begin = cursor.offset();
  cursor.take("-");
  const auto digits = cursor.take_while(is_digit);
  if (digits.empty()) {
    cursor.back_to(before);
    return std::nullopt;
  }
  if (digits.size() > 1 && digits.front() == '0') {
    cursor.fail_at(before.place, "a number begins with no 0: write it in quotes if it is a text");
    return std::nullopt;
  }
  const bool is_whole = !cursor.take(".");
  if (!is_whole && cursor.take_while(is_digit).empty()) {
    cursor.expected("a digit behind the point");
    return std::nullopt;
  }
  const auto text = cursor.since(begin);
  if (is_whole)
    if (auto value = number_of<std::int64_t>(text)) return value;
  if (is_whole)
    if (auto value = number_of<std::uint64_t>(text)) return value;
  if (auto value = number_of<double>(text)) return value;
  cursor.fail_at(before.place, "the number is too large");
  return std::nullopt;
}

template <class Literal>
std::optional<QueryOperand> operand_of(std::optional<Literal> literal) {
  if (!literal) return std::nullopt;
  return QueryOperand(*std::move(literal));
}

// In lines of their own between ``` and ```.
std::optional<QueryOperand> block(TextCursor& cursor) {
  cursor.take("```");
  const auto language = block_language(cursor);
  if (!language) return std::nullopt;
  if (*language == "graphql") {
    cursor.expected("a text: GraphQL is what is sent, not what is compared with");
    return std::nullopt;
  }
  return operand_of(block_text(cursor, *language != "raw"));
}

std::optional<QueryOperand> any_operand(TextCursor& cursor) {
  if (cursor.sees("hex,")) return operand_of(hex_literal(cursor));
  if (cursor.sees("base64,")) return operand_of(base64_literal(cursor));
  if (cursor.sees("file,")) return operand_of(file_literal(cursor));
  if (cursor.sees("{{")) return operand_of(insertion(cursor));
  if (cursor.sees("```")) return block(cursor);
  if (cursor.peek() == '`') return operand_of(backtick_text(cursor));
  auto scalar = parse_scalar(cursor);
  if (!scalar && !cursor.fault())
    cursor.expected("a value: \"text\", a number, true, false, null, hex,...;, base64,...;, file,...; or {{name}}");
  return scalar;
}

bool fits(Operand wanted, const QueryOperand& found, bool is_block) {
  if (wanted == Operand::any) return true;
  const bool is_text = std::holds_alternative<QueryText>(found) && !is_block;
  if (wanted == Operand::part) return is_text || std::holds_alternative<QueryBytes>(found);
  if (std::holds_alternative<QueryInsertion>(found)) return true;
  const auto* constant = std::get_if<std::shared_ptr<const nlohmann::json>>(&found);
  return is_text || (constant != nullptr && (*constant)->is_number());
}

bool read_operand(TextCursor& cursor, const PredicateRow& row, Predicate& predicate) {
  if (row.operand == Operand::none) return true;
  if (row.operand == Operand::pattern) {
    auto pattern = pattern_argument(cursor, row.word, true);
    if (!pattern) return false;
    predicate.operand = *std::move(pattern);
    return true;
  }
  if (is_word_character(row.word.front()) && cursor.peek() != ' ' && cursor.peek() != '\t')
    return cursor.expected(fmt::format("a blank and what {} is about", row.word));
  cursor.skip_blanks();
  const auto place = cursor.place();
  const bool is_block = cursor.sees("```");
  auto operand = any_operand(cursor);
  if (!operand) return false;
  if (!fits(row.operand, *operand, is_block))
    return cursor.fail_at(place, fmt::format("{} needs {}", row.word,
                                             row.operand == Operand::part ? "a text or bytes" : "a number or a text"));
  predicate.operand = *std::move(operand);
  return true;
}

const PredicateRow* sign_at(TextCursor& cursor) {
  for (const auto& row : kPredicates)
    if (!is_word_character(row.word.front()) && cursor.take(row.word)) return &row;
  return nullptr;
}

const PredicateRow* row_at(TextCursor& cursor) {
  if (const auto* sign = sign_at(cursor)) return sign;
  const auto place = cursor.place();
  const auto word = cursor.take_while(is_word_character);
  for (const auto& row : kPredicates)
    if (row.word == word && word != "not") return &row;
  std::vector<std::string_view> names;
  names.reserve(std::size(kPredicates));
  for (const auto& row : kPredicates) names.push_back(row.word);
  if (word.empty())
    cursor.expected("a predicate: == 3, exists, contains \"x\"");
  else
    cursor.fail_at(place, fmt::format("\"{}\" is no predicate and no filter{}", word, name_advice(word, names)));
  return nullptr;
}

}  // namespace

std::optional<QueryOperand> parse_scalar(TextCursor& cursor) {
  if (cursor.peek() == '"') return operand_of(quoted_text(cursor));
  if (cursor.peek() == '-' || (cursor.peek() >= '0' && cursor.peek() <= '9')) return number(cursor);
  const auto before = cursor.mark();
  const auto word = cursor.take_while(is_word_character);
  if (word == "null") return constant(nullptr);
  if (word == "true" || word == "false") return constant(word == "true");
  cursor.back_to(before);
  return std::nullopt;
}

std::optional<Predicate> parse_predicate(TextCursor& cursor) {
  const auto begin = cursor.offset();
  Predicate predicate;
  const auto before = cursor.mark();
  predicate.negated = cursor.take("not") && (cursor.peek() == ' ' || cursor.peek() == '\t');
  if (!predicate.negated) cursor.back_to(before);
  cursor.skip_blanks();
  const auto* row = row_at(cursor);
  if (row == nullptr) return std::nullopt;
  predicate.kind = row->kind;
  if (!read_operand(cursor, *row, predicate)) return std::nullopt;
  predicate.label = cursor.since(begin);
  return predicate;
}

}  // namespace plimsoll
