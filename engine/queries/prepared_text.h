#pragma once

// What is compiled of a text, a regular expression or a path: once where the text is fixed, else for each answer.
// Immutable; any thread.

#include "core/pattern.h"
#include "engine/queries/text_filling.h"
#include "scenarios/json_path.h"

#include <memory>
#include <utility>

namespace plimsoll {

template <class Compiled>
class PreparedText {
 public:
  // Error: of a fixed text that does not compile.
  static Result<PreparedText> prepare(const QueryText& text) {
    PreparedText prepared(text);
    if (text.varies()) return prepared;
    auto compiled = compile(text.fixed());
    if (compiled.has_error()) return compiled.error();
    prepared.fixed_ = *compiled;
    return prepared;
  }

  Result<std::shared_ptr<const Compiled>> get(const QueryVariables* variables) const {
    if (fixed_) return fixed_;
    const auto text = filled(text_, variables);
    if (text.has_error()) return text.error();
    return compile(*text);
  }

 private:
  explicit PreparedText(QueryText text) : text_(std::move(text)) {}

  static Result<std::shared_ptr<const Compiled>> compile(const std::string& text) {
    auto compiled = Compiled::compile(text);
    if (compiled.has_error()) return compiled.error();
    return std::make_shared<const Compiled>(std::move(*compiled));
  }

  QueryText text_;
  std::shared_ptr<const Compiled> fixed_;
};

// A regular expression as Rust reads it: ^ and $ are the ends of the text, a dot is no line end.
struct QueryPattern {
  Pattern pattern;

  static Result<QueryPattern> compile(const std::string& text) {
    auto pattern = Pattern::compile("(?-ms)" + text);
    if (pattern.has_error()) return pattern.error();
    return QueryPattern{std::move(*pattern)};
  }
};

// The first group of the first place, or none. Error: the text is longer than 1 MiB, or the expression backtracks too
// much on it.
Result<std::optional<std::string>> first_group(const QueryPattern& pattern, std::string_view text);
// Whether there is a place. Error: as above.
Result<bool> is_found(const QueryPattern& pattern, std::string_view text);
// Every place replaced. Error: as above.
Result<std::string> replaced(const QueryPattern& pattern, std::string_view text, const std::string& with);

// No match is none, one is its value, several are a list.
std::optional<QueryValue> selected(const JsonPath& path, const nlohmann::json& root);

}  // namespace plimsoll
