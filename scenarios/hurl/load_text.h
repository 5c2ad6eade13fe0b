#pragma once

// The texts of a .hurl file as a scenario has them: what is known before the load is filled in, what answers hold stays
// a {{name}}. Values; one thread.

#include "core/error.h"
#include "scenarios/environment.h"
#include "scenarios/hurl/hurl_variables.h"
#include "scenarios/query.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

// Text, and between it what differs from request to request.
struct LoadText {
  struct Drawn {
    std::string name;  // of a captured value, as the scenario calls it; uuid, now; env.NAME
    bool is_captured = true;
    bool is_environment() const { return !is_captured && name.starts_with("env."); }
  };
  using Piece = std::variant<std::string, Drawn>;
  std::vector<Piece> pieces;

  void add(std::string text);
  // Where nothing of it differs.
  std::optional<std::string> fixed() const;
  // "{{job}}", or "{{job | url}}": text that would mean something else in a scenario is escaped.
  std::string written(std::string_view filter = {}) const;
};

// As it stands in a scenario: neither a {{...}} nor a ${...}.
std::string literal_text_of(std::string_view text);
// The ${ alone: of texts in which {{...}} means nothing.
std::string without_references(std::string_view text);

// What the names stand for, entry by entry.
class LoadVariables {
 public:
  // `environment`: none: it may not be read. `leaves_unknown`: what is not known is one of its variables when the
  // scenario is read.
  LoadVariables(HurlVariables given, Environment environment, bool leaves_unknown = false)
      : given_(std::move(given)), environment_(std::move(environment)), leaves_unknown_(leaves_unknown) {}

  // Error: there is no such variable, or it is no text.
  Result<LoadText> filled(const QueryText& text) const;
  // The same where nothing may differ. Error: it does.
  Result<std::string> fixed(const QueryText& text) const;

  // What one {{...}} stands for: a value with its type, or what an answer holds.
  using Meaning = std::variant<HurlValue, LoadText>;
  Result<Meaning> meaning(const QueryInsertion& insertion) const;
  bool is_captured(std::string_view name) const { return captured_.contains(name); }

  // From here on. Error: what is drawn anew cannot be kept.
  Result<> define(const std::string& name, const QueryOperand& value);
  // The name that the scenario has for it: not one that means something there.
  std::string capture(const std::string& name);
  std::string captured_name(std::string_view name) const { return captured_.find(name)->second; }

  // Of the environment, that were left.
  const std::set<std::string>& left() const { return left_; }

 private:
  Result<std::string> variable_of_environment(const std::string& name) const;

  HurlVariables given_;
  Environment environment_;
  std::map<std::string, LoadText, std::less<>> texts_;  // defined of what answers hold
  std::map<std::string, std::string, std::less<>> captured_;
  bool leaves_unknown_ = false;
  mutable std::set<std::string> left_;
};

}  // namespace plimsoll
