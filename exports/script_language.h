#pragma once

// Values of a scenario as expressions of Python or JavaScript: text with {{...}} and variables in it, and JSON. It
// notes which modules and helpers the expressions need. Owned by one export; one thread.

#include "exports/export_draft.h"

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

class ScriptLanguage {
 public:
  enum class Name { python, javascript };
  ScriptLanguage(Name language, const ExportDraft& draft) : language_(language), draft_(draft) {}

  bool is_python() const { return language_ == Name::python; }

  // A literal, or what reads a variable of the environment.
  std::string text(std::string_view text);
  // Filled in anew each time that it is reached.
  std::string text(const TemplateText& text);
  // With the insertions of the text that the value was read from, in its order; null: there are none. Nothing where the
  // two do not fit.
  std::optional<std::string> json(const nlohmann::ordered_json& value, const TemplateText* filled);

  std::string literal(std::string_view text) const;

  // "uuid", "random": what has to be imported; "seq", "user", "row of 0": what has to be there.
  const std::set<std::string>& needs() const { return needs_; }
  void need(std::string name) { needs_.insert(std::move(name)); }
  bool needs(std::string_view name) const { return needs_.contains(std::string(name)); }

  std::string row_name(std::size_t feeder) const;  // of the variable that holds its row

  // The name of a value at the top of the script; equal ones have one name: RETRY, RETRY_2.
  std::string constant(std::string_view stem, std::string code);
  struct Constant {
    std::string name;
    std::string code;
  };
  const std::vector<Constant>& constants() const { return constants_; }

  // The variable that holds a captured value, by its slot; text alone, or whatever JSON has.
  void name_captured(std::size_t slot, std::string variable, bool is_text) {
    captured_[slot] = {std::move(variable), is_text ? Kind::text : Kind::any};
  }
  const std::string& captured(std::size_t slot) const { return captured_.at(slot).code; }

 private:
  enum class Kind { text, number, any };
  struct Expression {
    std::string code;
    Kind kind = Kind::text;
  };

  static std::string quoted(std::string_view text, char quote);
  Expression needing(std::string_view python, std::string_view javascript, Expression expression);
  Expression value_of(const Insertion& insertion);
  Expression drawn(const Insertion& insertion);
  Expression column(const Insertion& insertion);
  Expression choice(const Insertion& insertion);
  Expression filtered(Expression value, const TemplateFilter& filter, bool in_json);
  Expression finished(const Insertion& insertion, bool in_json);
  std::string as_text(const Expression& value);
  std::string as_escaped(const Insertion& insertion);
  struct TextPart {
    std::string text;  // a literal, or an expression that gives text
    bool is_code = false;
  };
  std::vector<TextPart> parts_of(std::string_view text);
  std::string in_template(const TextPart& part) const;
  std::string joined(const std::vector<TextPart>& parts) const;
  std::string json_value(const nlohmann::ordered_json& value, std::size_t indent);
  std::string json_text(const std::string& whole);
  std::string json_list(const nlohmann::ordered_json& value, std::size_t indent);

  const Name language_;
  const ExportDraft& draft_;
  std::set<std::string> needs_;
  std::map<std::size_t, Expression> captured_;
  std::vector<Constant> constants_;
  const TemplateText* filled_ = nullptr;  // of the JSON that is written
  std::size_t next_ = 0;                  // of its insertions
  bool fits_ = true;
};

}  // namespace plimsoll
