#include "scenarios/json_path.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

namespace plimsoll {

// Reads the text from left to right; `at` is the next character.
struct JsonPath::Compiler {
  std::string_view text;
  std::size_t at = 0;
  std::vector<Step> steps;
  std::string trouble;

  bool done() const { return at >= text.size(); }
  bool take(std::string_view piece) {
    if (text.substr(at, piece.size()) != piece) return false;
    at += piece.size();
    return true;
  }
  bool fail(std::string_view expected) {
    trouble = fmt::format(R"(expected {} at column {} of the path "{}")", expected, at + 1, text);
    return false;
  }

  bool compile() {
    if (!take("$")) {
      trouble = fmt::format(R"(a path starts with "$": write "$.{}")", text);
      return false;
    }
    while (!done())
      if (!step()) return false;
    return true;
  }

  bool step() {
    if (take("..")) return descendant();
    if (take(".")) return member();
    if (take("[")) return bracket();
    return fail(R"(".name", "['name']", "[0]", "[*]" or "..name")");
  }

  bool descendant() {
    auto name = bare_name();
    if (!name) return false;
    steps.emplace_back(Descendant{*std::move(name)});
    return true;
  }

  bool member() {
    if (take("*")) return fail(R"([*] instead of .*)");
    auto name = bare_name();
    if (!name) return false;
    steps.emplace_back(Member{*std::move(name)});
    return true;
  }

  std::optional<std::string> bare_name() {
    const auto end = std::min(text.find_first_of(".[] '\"*", at), text.size());
    std::string name(text.substr(at, end - at));
    at = end;
    const bool stopped = !done() && text[at] != '.' && text[at] != '[';
    if (name.empty() || stopped) {
      fail(R"(a name, one with other characters as ['the name'])");
      return std::nullopt;
    }
    return name;
  }

  bool bracket() {
    if (take("*]")) {
      steps.emplace_back(AnyChild{});
      return true;
    }
    if (!done() && (text[at] == '\'' || text[at] == '"')) return quoted_member(text[at++]);
    return element();
  }

  bool quoted_member(char quote) {
    std::string name;
    for (; !done() && text[at] != quote; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      name += text[at];
    }
    if (done()) return fail("the closing quote");
    ++at;
    if (!take("]")) return fail("]");
    steps.emplace_back(Member{std::move(name)});
    return true;
  }

  bool element() {
    std::int64_t index = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), index);
    if (error != std::errc()) return fail("a number, * or a quoted name");
    at = static_cast<std::size_t>(end - text.data());
    if (!take("]")) return fail("]");
    steps.emplace_back(Element{index});
    return true;
  }
};

// Takes every match so far one step further.
struct JsonPath::Walker {
  using Value = nlohmann::json;
  std::vector<const Value*> from;
  std::vector<const Value*> matches;

  void operator()(const Member& step) {
    for (const auto* value : from) {
      if (!value->is_object()) continue;
      if (const auto found = value->find(step.name); found != value->end()) matches.push_back(&*found);
    }
  }

  void operator()(const Element& step) {
    for (const auto* value : from) {
      if (!value->is_array()) continue;
      const auto size = static_cast<std::int64_t>(value->size());
      const auto index = step.index < 0 ? size + step.index : step.index;
      if (index >= 0 && index < size) matches.push_back(&(*value)[static_cast<std::size_t>(index)]);
    }
  }

  void operator()(const AnyChild&) {
    for (const auto* value : from)
      if (value->is_structured())
        for (const auto& child : *value) matches.push_back(&child);
  }

  // A stack of its own: an answer may be nested deeper than ours allows. Each value is looked at once, though it may
  // lie below several matches.
  void operator()(const Descendant& step) {
    std::vector<const Value*> open(from.rbegin(), from.rend());
    std::unordered_set<const Value*> seen;
    while (!open.empty()) {
      const auto* value = open.back();
      open.pop_back();
      if (!seen.insert(value).second) continue;
      if (value->is_object())
        if (const auto found = value->find(step.name); found != value->end()) matches.push_back(&*found);
      if (!value->is_structured()) continue;
      const auto first_child = open.size();
      for (const auto& child : *value) open.push_back(&child);
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first_child), open.end());
    }
  }
};

Result<JsonPath> JsonPath::compile(std::string_view text) {
  Compiler compiler{text, 0, {}, {}};
  if (!compiler.compile()) return Error{ErrorKind::invalid, std::move(compiler.trouble)};
  JsonPath path;
  path.text_ = text;
  path.steps_ = std::move(compiler.steps);
  return path;
}

bool JsonPath::is_one_place() const noexcept {
  return std::all_of(steps_.begin(), steps_.end(), [](const Step& step) {
    return std::holds_alternative<Member>(step) || std::holds_alternative<Element>(step);
  });
}

std::vector<const nlohmann::json*> JsonPath::select(const nlohmann::json& root) const {
  std::vector<const nlohmann::json*> matches = {&root};
  for (const auto& step : steps_) {
    Walker walker{std::move(matches), {}};
    std::visit(walker, step);
    matches = std::move(walker.matches);
  }
  return matches;
}

}  // namespace plimsoll
