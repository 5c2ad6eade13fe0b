#include "scenarios/hurl/assert_text.h"

#include "scenarios/bodies/json_text.h"
#include "scenarios/queries/hurl_text.h"
#include "scenarios/queries/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

enum class Within { nothing, text, block };

Error drawn_in_an_assert(const std::string& name) {
  if (name.starts_with("env."))
    return invalid(fmt::format("{0} is not known: pass --variable {0}=VALUE", name.substr(4)));
  return invalid(fmt::format("{{{{{}}}}} is drawn anew wherever it stands: capture what was sent from the answer",
                             name == "uuid" ? "newUuid" : "newDate"));
}

Result<std::string> embedded(const LoadText& text, Within within) {
  std::string result;
  for (const auto& piece : text.pieces) {
    if (const auto* drawn = std::get_if<LoadText::Drawn>(&piece)) {
      if (!drawn->is_captured) return drawn_in_an_assert(drawn->name);
      result += "{{" + drawn->name + "}}";
      continue;
    }
    const auto& literal = std::get<std::string>(piece);
    const bool breaks_out = literal.find("```") != std::string::npos || literal.find("{{") != std::string::npos;
    if (within == Within::block && breaks_out) return invalid("a value with ``` or {{ in it: write the text in quotes");
    result += within == Within::block ? literal : hurl_escaped(literal);
  }
  return result;
}

// One line, from left to right.
class LineWriter {
 public:
  LineWriter(std::string_view line, const LoadVariables& variables) : cursor_(line), variables_(variables) {}

  Result<std::string> write() {
    while (!cursor_.at_end()) {
      const auto done = step();
      if (done.has_error()) return done.error();
    }
    return std::move(out_);
  }

 private:
  Result<> step() {
    if (cursor_.sees("{{")) return insert(Within::nothing);
    if (cursor_.sees("```")) return copy_text("```", Within::block);
    if (cursor_.peek() == '"') return copy_text("\"", Within::text);
    if (cursor_.peek() == '`') return copy_text("`", Within::text);
    const bool begins = out_.empty() || out_.back() == ' ' || out_.back() == '\t';
    if (begins && cursor_.peek() == '/') return copy_to('/');
    for (const auto* word : {"hex,", "base64,", "file,"})
      if (begins && cursor_.sees(word)) return copy_to(';');
    out_ += cursor_.next();
    return {};
  }

  // A regular expression, or bytes.
  Result<> copy_to(char end) {
    out_ += cursor_.next();
    while (!cursor_.at_end()) {
      const char c = cursor_.next();
      out_ += c;
      if (c == end) break;
      if (c == '\\' && !cursor_.at_end()) out_ += cursor_.next();
    }
    return {};
  }

  Result<> copy_text(std::string_view mark, Within within) {
    cursor_.take(mark);
    out_ += mark;
    while (!cursor_.at_end() && !cursor_.sees(mark)) {
      if (cursor_.sees("{{")) {
        if (auto done = insert(within); done.has_error()) return done;
        continue;
      }
      const bool is_escape = within == Within::text && cursor_.peek() == '\\';
      out_ += cursor_.next();
      if (is_escape && !cursor_.at_end()) out_ += cursor_.next();
    }
    cursor_.take(mark);
    out_ += mark;
    return {};
  }

  Result<> insert(Within within) {
    const auto one = insertion(cursor_);
    if (!one) return invalid("a {{...}} that cannot be read");
    const auto means = variables_.meaning(*one);
    if (means.has_error()) return means.error();
    if (const auto* text = std::get_if<LoadText>(&*means)) return add(*text, within);
    const auto value = std::get<HurlValue>(*means).json();
    if (within == Within::nothing && !value.is_string()) {
      out_ += value_text(value).value_or("null");
      return {};
    }
    LoadText text;
    text.add(value_text(value).value_or(""));
    return add(text, within);
  }

  // A captured value alone keeps its type.
  Result<> add(const LoadText& text, Within within) {
    const bool is_one = text.pieces.size() == 1 && std::holds_alternative<LoadText::Drawn>(text.pieces.front());
    const auto piece = embedded(text, within);
    if (piece.has_error()) return piece.error();
    const std::string_view quote = within == Within::nothing && !is_one ? "\"" : "";
    out_.append(quote).append(*piece).append(quote);
    return {};
  }

  TextCursor cursor_;
  const LoadVariables& variables_;
  std::string out_;
};

// `variable "name"`, by the name that the scenario has for it.
Result<std::string> variable_line(const Query& query, const LoadVariables& variables) {
  if (query.argument.varies()) return invalid("a load asks for a variable by a name that is known before it");
  const auto& name = query.argument.fixed();
  if (!variables.is_captured(name))
    return invalid(fmt::format(
        "variable \"{}\": no answer of this file holds it, so it is the same in every request: ask for it in a test "
        "(plimsoll check), and leave the line out of a load",
        name));
  const auto behind = query.label.find('"', query.label.find('"') + 1);
  auto filters = LineWriter(std::string_view(query.label).substr(behind + 1), variables).write();
  if (filters.has_error()) return filters;
  return fmt::format("variable \"{}\"{}", variables.captured_name(name), *filters);
}

}  // namespace

Result<std::string> query_line(const Query& query, const LoadVariables& variables) {
  if (asks_for_origin(query))
    return invalid("a load keeps no url, ip and redirects of its answers: leave the line out");
  if (query.source == Query::Source::variable) return variable_line(query, variables);
  return LineWriter(query.label, variables).write();
}

Result<std::string> assert_line(const QueryCheck& check, const LoadVariables& variables,
                                const ReadHurlFile& read_file) {
  auto query = query_line(check.query, variables);
  if (query.has_error()) return query;
  const auto& label = check.predicate.label;
  if (const auto* file = std::get_if<QueryFile>(&check.predicate.operand)) {
    auto content = read_file(file->name);
    if (content.has_error()) return content;
    return fmt::format("{} {}base64,{};", *query, label.substr(0, label.find("file,")), to_base64(*content));
  }
  auto predicate = LineWriter(label, variables).write();
  if (predicate.has_error()) return predicate;
  return *query + " " + *predicate;
}

Result<std::string> equality_line(std::string_view begin, const LoadText& text) {
  auto operand = embedded(text, Within::text);
  if (operand.has_error()) return operand;
  return fmt::format("{} \"{}\"", begin, *operand);
}

}  // namespace plimsoll
