#pragma once

// Literal values in the source of a script, of Python and of JavaScript: text, numbers, lists, dictionaries, and names
// of constants that were literal themselves. Nothing is run. Owned by one import; the text must outlive it; one thread.

#include "imports/plan/import_draft.h"

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class LiteralReader {
 public:
  using Json = nlohmann::ordered_json;

  struct Call {
    std::vector<std::optional<Json>> positional;       // nothing: no literal
    std::map<std::string, std::optional<Json>> named;  // of Python
    std::size_t end = 0;                               // after the closing bracket
  };

  LiteralReader(std::string_view text, ImportDraft& draft);

  // `at`: where it begins; moved to its end where it is a literal.
  std::optional<Json> read(std::size_t& at);
  // `at`: after the opening bracket.
  Call read_call(std::size_t at);

  void set_constant(const std::string& name, const Json& value);
  std::size_t line_of(std::size_t at) const;  // from 1

 private:
  std::optional<Json> value(std::size_t& at, int depth);
  struct TextForm {
    bool raw, braces;  // a backslash is one; {name} is filled in
    std::string ends;  // its quotes
  };
  std::string quotes_at(std::size_t at) const;
  bool begins_text(std::size_t at) const;
  bool take_filled(std::size_t& at, std::string& text);
  bool take_escape(std::size_t& at, std::string& text) const;
  bool take_text(std::size_t& at, const TextForm& form, std::string& text);
  void skip_text(std::size_t& at) const;
  std::optional<Json> text_value(std::size_t& at);
  std::optional<Json> number(std::size_t& at);
  std::optional<Json> list(std::size_t& at, char close, int depth);
  std::optional<Json> object(std::size_t& at, int depth);
  std::optional<Json> word(std::size_t& at, int depth);
  std::optional<std::string> part(std::string_view inside);
  std::optional<Json> constant(const std::string& name);
  std::string name_at(std::size_t at) const;
  void skip_blanks(std::size_t& at) const;
  void skip_expression(std::size_t& at) const;
  bool is_at(std::size_t at, std::string_view what) const {
    return text_.substr(std::min(at, text_.size()), what.size()) == what;
  }
  char peek(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  std::string_view text_;
  ImportDraft& draft_;
  std::map<std::string, Json> constants_;
  std::vector<std::size_t> line_ends_;
  std::size_t put_in_ = 0;  // bytes of constants that were named: those of others may be twice as long each
  std::size_t read_ = 0;    // bytes of calls: one that is not closed goes to the end of the script
};

}  // namespace plimsoll
