#include "engine/queries/compiled_predicate.h"

#include "engine/queries/date_text.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>

namespace plimsoll {
namespace {

using PredicateKind = Predicate::Kind;
using nlohmann::json;

PredicateVerdict if_so(bool holds) { return {holds, {}}; }
PredicateVerdict never(std::string why) { return {false, std::move(why)}; }

PredicateVerdict misfit(const QueryValue& value, const QueryValue& operand) {
  return never(fmt::format("{} is not compared with {}", type_of(value), type_of(operand)));
}

struct OperandValue {
  const QueryVariables* variables;

  Result<QueryValue> operator()(const std::shared_ptr<const json>& value) const { return QueryValue(*value); }
  Result<QueryValue> operator()(const QueryBytes& bytes) const { return QueryValue(bytes); }
  Result<QueryValue> operator()(const QueryInsertion& insertion) const { return value_of(insertion, variables); }
  Result<QueryValue> operator()(const QueryText& text) const {
    auto value = filled(text, variables);
    if (value.has_error()) return value.error();
    return QueryValue(json(*std::move(value)));
  }
  Result<QueryValue> operator()(const QueryFile&) const { return invalid("the file was not read"); }
};

// Whole numbers exactly, below 0 and beyond 2^63 too.
std::partial_ordering order_of(const json& a, const json& b) {
  if (a.is_number_float() || b.is_number_float()) {
    if (a.is_number_unsigned() || b.is_number_unsigned())  // a double cannot hold each of these
      return static_cast<long double>(a.is_number_float() ? a.get<double>()
                                                          : static_cast<long double>(a.get<std::uint64_t>())) <=>
             static_cast<long double>(b.get<double>());
    return a.get<double>() <=> b.get<double>();
  }
  const bool a_is_negative = !a.is_number_unsigned() && a.get<std::int64_t>() < 0;
  const bool b_is_negative = !b.is_number_unsigned() && b.get<std::int64_t>() < 0;
  if (a_is_negative || b_is_negative)
    return a_is_negative && b_is_negative ? a.get<std::int64_t>() <=> b.get<std::int64_t>()
                                          : b_is_negative <=> a_is_negative;
  return a.get<std::uint64_t>() <=> b.get<std::uint64_t>();
}

bool is_same_json(const json& a, const json& b) {
  return a.is_number() && b.is_number() ? std::is_eq(order_of(a, b)) : a == b;
}

bool is_equal(const QueryValue& a, const QueryValue& b) {
  if (a.index() != b.index()) return false;
  if (const auto* bytes = std::get_if<QueryBytes>(&a)) return bytes->octets == std::get<QueryBytes>(b).octets;
  if (const auto* date = std::get_if<QueryDate>(&a)) return date->instant == std::get<QueryDate>(b).instant;
  const auto* value = std::get_if<json>(&a);
  return value != nullptr && is_same_json(*value, std::get<json>(b));
}

std::optional<std::partial_ordering> order(const QueryValue& a, const QueryValue& b) {
  if (const auto* text = text_of(a)) {
    const auto* other = text_of(b);
    return other == nullptr ? std::nullopt : std::optional<std::partial_ordering>(*text <=> *other);
  }
  if (a.index() != b.index()) return std::nullopt;
  if (const auto* date = std::get_if<QueryDate>(&a)) return date->instant <=> std::get<QueryDate>(b).instant;
  const auto* number = std::get_if<json>(&a);
  if (number == nullptr || !number->is_number() || !std::get<json>(b).is_number()) return std::nullopt;
  return order_of(*number, std::get<json>(b));
}

PredicateVerdict compared(PredicateKind kind, const QueryValue& value, const QueryValue& operand) {
  const auto found = order(value, operand);
  if (!found) return misfit(value, operand);
  if (kind == PredicateKind::greater) return if_so(std::is_gt(*found));
  if (kind == PredicateKind::greater_or_equal) return if_so(std::is_gteq(*found));
  return if_so(kind == PredicateKind::less ? std::is_lt(*found) : std::is_lteq(*found));
}

// Texts and bytes alike.
const std::string* octets_of(const QueryValue& value) {
  const auto* bytes = std::get_if<QueryBytes>(&value);
  return bytes != nullptr ? &bytes->octets : text_of(value);
}

PredicateVerdict part_of(PredicateKind kind, const QueryValue& value, const QueryValue& operand) {
  const auto* list = std::get_if<json>(&value);
  if ((kind == PredicateKind::contains || kind == PredicateKind::includes) && list != nullptr && list->is_array()) {
    const auto* wanted = std::get_if<json>(&operand);
    return if_so(wanted != nullptr &&
                 std::any_of(list->begin(), list->end(), [&](const json& one) { return is_same_json(one, *wanted); }));
  }
  if (kind == PredicateKind::includes) return never(fmt::format("{} is no list", type_of(value)));
  const auto* whole = octets_of(value);
  const auto* part = octets_of(operand);
  if (whole == nullptr || part == nullptr || value.index() != operand.index()) return misfit(value, operand);
  if (kind == PredicateKind::starts_with) return if_so(whole->starts_with(*part));
  if (kind == PredicateKind::ends_with) return if_so(whole->ends_with(*part));
  return if_so(whole->find(*part) != std::string::npos);
}

bool is_hex_of(std::string_view text, std::size_t from, std::size_t count) {
  return text.size() >= from + count &&
         text.substr(from, count).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// With its hyphens, without, in braces, or as a URN.
bool is_uuid(std::string_view text) {
  if (text.size() == 32) return is_hex_of(text, 0, 32);
  if (text.size() == 38 && text.front() == '{' && text.back() == '}')
    text = text.substr(1, 36);
  else if (text.starts_with("urn:uuid:"))
    text.remove_prefix(9);
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
  return is_hex_of(text, 0, 8) && is_hex_of(text, 9, 4) && is_hex_of(text, 14, 4) && is_hex_of(text, 19, 4) &&
         is_hex_of(text, 24, 12);
}

bool is_address(const std::string& text, int family) {
  std::array<char, 16> octets{};
  return inet_pton(family, text.c_str(), octets.data()) == 1;
}

// Of what only a text can be.
PredicateVerdict of_text(PredicateKind kind, const QueryValue& value) {
  const auto* text = text_of(value);
  if (text == nullptr) return never(fmt::format("{} is no text", type_of(value)));
  if (kind == PredicateKind::is_ipv4) return if_so(is_address(*text, AF_INET));
  if (kind == PredicateKind::is_ipv6) return if_so(is_address(*text, AF_INET6));
  if (kind == PredicateKind::is_uuid) return if_so(is_uuid(*text));
  return if_so(parse_iso_date(*text).has_value());
}

PredicateVerdict is_empty(const QueryValue& value) {
  if (const auto* octets = octets_of(value)) return if_so(octets->empty());
  const auto* list = std::get_if<json>(&value);
  if (list == nullptr || !list->is_structured()) return never(fmt::format("{} is never empty", type_of(value)));
  return if_so(list->empty());
}

bool has_type(PredicateKind kind, const QueryValue& value) {
  const bool is_bytes = std::holds_alternative<QueryBytes>(value);
  const auto* found = std::get_if<json>(&value);
  if (kind == PredicateKind::is_date) return std::holds_alternative<QueryDate>(value);
  if (kind == PredicateKind::is_list) return is_bytes || (found != nullptr && found->is_array());
  if (kind == PredicateKind::is_collection) return is_bytes || (found != nullptr && found->is_structured());
  if (found == nullptr) return false;
  if (kind == PredicateKind::is_boolean) return found->is_boolean();
  if (kind == PredicateKind::is_float) return found->is_number_float();
  if (kind == PredicateKind::is_integer) return found->is_number_integer();
  if (kind == PredicateKind::is_number) return found->is_number();
  return kind == PredicateKind::is_object ? found->is_object() : found->is_string();
}

PredicateVerdict with_operand(PredicateKind kind, const QueryValue& value, const QueryValue& operand) {
  if (kind == PredicateKind::equals || kind == PredicateKind::not_equals)
    return if_so(is_equal(value, operand) == (kind == PredicateKind::equals));
  const bool is_part = kind == PredicateKind::starts_with || kind == PredicateKind::ends_with ||
                       kind == PredicateKind::contains || kind == PredicateKind::includes;
  return is_part ? part_of(kind, value, operand) : compared(kind, value, operand);
}

PredicateVerdict without_operand(PredicateKind kind, const QueryValue& value) {
  if (kind == PredicateKind::exists) return if_so(true);
  if (kind == PredicateKind::is_empty) return is_empty(value);
  if (kind == PredicateKind::is_ipv4 || kind == PredicateKind::is_ipv6 || kind == PredicateKind::is_uuid ||
      kind == PredicateKind::is_iso_date)
    return of_text(kind, value);
  return if_so(has_type(kind, value));
}

PredicateVerdict matches(const PreparedText<QueryPattern>& prepared, const QueryValue& value,
                         const QueryVariables* variables) {
  const auto pattern = prepared.get(variables);
  if (pattern.has_error()) return never(pattern.error().message);
  const auto* text = text_of(value);
  if (text == nullptr) return never(fmt::format("{} is no text", type_of(value)));
  const auto found = is_found(**pattern, *text);
  return found.has_error() ? never(found.error().message) : if_so(*found);
}

PredicateVerdict negated_if(bool negated, PredicateVerdict verdict) {
  if (negated && verdict.trouble.empty()) verdict.holds = !verdict.holds;
  return verdict;
}

}  // namespace

Result<CompiledPredicate> CompiledPredicate::compile(const Predicate& predicate) {
  CompiledPredicate compiled(predicate);
  if (std::holds_alternative<QueryFile>(predicate.operand)) return invalid("the file was not read");
  if (predicate.kind == PredicateKind::matches) {
    auto pattern = PreparedText<QueryPattern>::prepare(std::get<QueryText>(predicate.operand));
    if (pattern.has_error()) return pattern.error();
    compiled.pattern_ = std::move(*pattern);
  }
  return compiled;
}

PredicateVerdict CompiledPredicate::judge(const std::optional<QueryValue>& value,
                                          const QueryVariables* variables) const {
  const auto kind = predicate_.kind;
  if (!value) return if_so(predicate_.negated);
  if (pattern_) return negated_if(predicate_.negated, matches(*pattern_, *value, variables));
  if (kind > PredicateKind::matches) return negated_if(predicate_.negated, without_operand(kind, *value));
  const auto operand = std::visit(OperandValue{variables}, predicate_.operand);
  if (operand.has_error()) return never(operand.error().message);
  return negated_if(predicate_.negated, with_operand(kind, *value, *operand));
}

}  // namespace plimsoll
