#include "scenarios/paths/path_compiler.h"

#include "scenarios/paths/path_reader.h"
#include "scenarios/paths/path_walker.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

// Filters within filters and brackets recurse.
constexpr int kDeepestFilter = 20;

class PathCompiler {
 public:
  explicit PathCompiler(std::string_view text) : read_{text} {}

  Result<std::vector<JsonPathStep>> compile() {
    if (!read_.take("$")) return invalid(fmt::format(R"(a path starts with "$": write "$.{}")", read_.text));
    std::vector<JsonPathStep> found;
    if (steps(found) && read_.done()) return found;
    read_.fail(R"(".name", "['name']", "[0]", "[*]" or "..name")");
    return invalid(std::move(read_.trouble));
  }

 private:
  // All that follow; what is no step ends them.
  bool steps(std::vector<JsonPathStep>& into) {
    while (read_.peek() == '.' || read_.peek() == '[')
      if (!step(into)) return false;
    return true;
  }

  bool step(std::vector<JsonPathStep>& into) {
    if (read_.take("..")) return descendant(into);
    if (read_.take("[")) return bracket(into);
    read_.take(".");
    if (read_.take("*")) {
      into.emplace_back(PathAnyChild{});
      return true;
    }
    auto name = bare_name();
    if (!name) return false;
    into.emplace_back(PathMember{*std::move(name)});
    return true;
  }

  bool descendant(std::vector<JsonPathStep>& into) {
    if (read_.peek() == '[' || read_.peek() == '*') {
      into.emplace_back(PathBelow{});
      if (read_.take("[")) return bracket(into);
      read_.take("*");
      into.emplace_back(PathAnyChild{});
      return true;
    }
    auto name = bare_name();
    if (!name) return false;
    into.emplace_back(PathDescendant{*std::move(name)});
    return true;
  }

  std::optional<std::string> bare_name() {
    // Within a filter a name ends where the comparison begins.
    const auto ends = depth_ > 0 ? ".[] '\"*=<>!&|()," : ".[] '\"*";
    const auto end = std::min(read_.text.find_first_of(ends, read_.at), read_.text.size());
    std::string name(read_.text.substr(read_.at, end - read_.at));
    read_.at = end;
    const bool stopped = depth_ == 0 && !read_.done() && read_.peek() != '.' && read_.peek() != '[';
    if (!name.empty() && !stopped) return name;
    read_.fail(R"(a name, one with other characters as ['the name'])");
    return std::nullopt;
  }

  bool bracket(std::vector<JsonPathStep>& into) {
    if (read_.take("*]")) {
      into.emplace_back(PathAnyChild{});
      return true;
    }
    if (read_.take("?")) return where(into);
    PathUnion found;
    do {
      read_.skip_blanks();
      if (!part(found)) return false;
      read_.skip_blanks();
    } while (read_.take(","));
    if (!read_.take("]")) return read_.fail("]");
    if (found.parts.size() > 1)
      into.emplace_back(std::move(found));
    else
      std::visit([&](auto& one) { into.emplace_back(std::move(one)); }, found.parts.front());
    return true;
  }

  // A name, an index or a slice.
  bool part(PathUnion& into) {
    if (read_.peek() == '\'' || read_.peek() == '"') {
      auto name = read_.quoted();
      if (!name) return false;
      into.parts.emplace_back(PathMember{*std::move(name)});
      return true;
    }
    const auto first = read_.integer();
    if (!first && read_.peek() != ':') return read_.fail("a number, * or a quoted name");
    if (!take_colon()) {
      into.parts.emplace_back(PathElement{*first});
      return true;
    }
    PathSlice slice{first, read_.integer(), 1};
    if (take_colon()) slice.step = read_.integer().value_or(1);
    into.parts.emplace_back(slice);
    return true;
  }

  // With blanks around it.
  bool take_colon() {
    const auto before = read_.at;
    read_.skip_blanks();
    if (read_.take(":")) {
      read_.skip_blanks();
      return true;
    }
    read_.at = before;
    return false;
  }

  bool where(std::vector<JsonPathStep>& into) {
    if (++depth_ > kDeepestFilter) return read_.fail("a filter that is not nested deeper than 20 levels");
    auto filter = std::make_shared<PathFilter>();
    read_.skip_blanks();
    if (!any_of(*filter)) return false;
    read_.skip_blanks();
    --depth_;
    if (!read_.take("]")) return read_.fail("]");
    into.emplace_back(PathWhere{std::move(filter)});
    return true;
  }

  bool any_of(PathFilter& into) { return joined("||", PathFilter::Kind::any_of, &PathCompiler::all_of, into); }
  bool all_of(PathFilter& into) { return joined("&&", PathFilter::Kind::all_of, &PathCompiler::one, into); }

  bool joined(std::string_view sign, PathFilter::Kind kind, bool (PathCompiler::*read_part)(PathFilter&),
              PathFilter& into) {
    PathFilter first;
    if (!(this->*read_part)(first)) return false;
    read_.skip_blanks();
    if (!read_.take(sign)) {
      into = std::move(first);
      return true;
    }
    into.kind = kind;
    into.parts.push_back(std::move(first));
    do {
      read_.skip_blanks();
      if (!(this->*read_part)(into.parts.emplace_back())) return false;
      read_.skip_blanks();
    } while (read_.take(sign));
    return true;
  }

  bool one(PathFilter& into) {
    read_.skip_blanks();
    if (read_.peek() != '!' && read_.peek() != '(') return comparison(into);
    if (++depth_ > kDeepestFilter) return read_.fail("a filter that is not nested deeper than 20 levels");
    const bool is_negated = read_.take("!");
    if (is_negated) {
      into.kind = PathFilter::Kind::none_of;
      if (!one(into.parts.emplace_back())) return false;
    } else {
      read_.take("(");
      if (!any_of(into)) return false;
      read_.skip_blanks();
      if (!read_.take(")")) return read_.fail(")");
    }
    --depth_;
    return true;
  }

  bool comparison(PathFilter& into) {
    using Kind = PathFilter::Kind;
    constexpr std::array<std::pair<std::string_view, Kind>, 6> kSigns = {{{"==", Kind::equal},
                                                                          {"!=", Kind::unequal},
                                                                          {"<=", Kind::less_or_equal},
                                                                          {">=", Kind::greater_or_equal},
                                                                          {"<", Kind::less},
                                                                          {">", Kind::greater}}};
    if (read_.take("match(")) return by_pattern(into, Kind::matches);
    if (read_.take("search(")) return by_pattern(into, Kind::searches);
    if (!operand(into.left)) return false;
    read_.skip_blanks();
    for (const auto& [sign, kind] : kSigns) {
      if (!read_.take(sign)) continue;
      into.kind = kind;
      read_.skip_blanks();
      return operand(into.right);
    }
    into.kind = Kind::exists;
    const bool is_query = into.left.kind == PathOperand::Kind::of_child || into.left.kind == PathOperand::Kind::of_root;
    return is_query || read_.fail("==, !=, <, <=, > or >=");
  }

  // Behind match( or search(.
  bool by_pattern(PathFilter& into, PathFilter::Kind kind) {
    into.kind = kind;
    read_.skip_blanks();
    if (!operand(into.left)) return false;
    read_.skip_blanks();
    if (!read_.take(",")) return read_.fail(", and a regular expression");
    read_.skip_blanks();
    const auto begin = read_.at;
    if (!operand(into.right)) return false;
    read_.skip_blanks();
    if (!read_.take(")")) return read_.fail(")");
    if (into.right.kind != PathOperand::Kind::constant) return true;
    into.pattern = pattern_of(*into.right.constant, kind);
    if (into.pattern) return true;
    read_.at = begin;
    return read_.fail("a regular expression in quotes");
  }

  // Behind length(, count( or value(.
  bool function(PathOperand& into, PathOperand::Kind kind) {
    into.kind = kind;
    if (++depth_ > kDeepestFilter) return read_.fail("a filter that is not nested deeper than 20 levels");
    read_.skip_blanks();
    const bool is_query = read_.peek() == '@' || read_.peek() == '$';
    if (!is_query && kind != PathOperand::Kind::length) return read_.fail("@ or $");
    if (!operand(into.arguments.emplace_back())) return false;
    read_.skip_blanks();
    --depth_;
    return read_.take(")") || read_.fail(")");
  }

  bool operand(PathOperand& into) {
    if (read_.take("length(")) return function(into, PathOperand::Kind::length);
    if (read_.take("count(")) return function(into, PathOperand::Kind::count);
    if (read_.take("value(")) return function(into, PathOperand::Kind::value);
    if (read_.peek() == '@' || read_.peek() == '$') {
      into.kind = read_.peek() == '@' ? PathOperand::Kind::of_child : PathOperand::Kind::of_root;
      ++read_.at;
      return steps(into.steps);
    }
    auto value = constant();
    if (!value) return read_.fail("@.name, a number, a text in quotes, true, false or null");
    into.constant = std::make_shared<const nlohmann::json>(*std::move(value));
    return true;
  }

  std::optional<nlohmann::json> constant() {
    if (read_.peek() == '\'' || read_.peek() == '"') {
      auto text = read_.quoted();
      return text ? std::optional<nlohmann::json>(*std::move(text)) : std::nullopt;
    }
    if (read_.take("true")) return nlohmann::json(true);
    if (read_.take("false")) return nlohmann::json(false);
    if (read_.take("null")) return nlohmann::json(nullptr);
    double value = 0;
    const auto rest = read_.text.substr(read_.at);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (error != std::errc()) return std::nullopt;
    read_.at += static_cast<std::size_t>(end - rest.data());
    return nlohmann::json(value);
  }

  PathReader read_;
  int depth_ = 0;  // of filters
};

}  // namespace

Result<std::vector<JsonPathStep>> compile_path(std::string_view text) { return PathCompiler(text).compile(); }

}  // namespace plimsoll
