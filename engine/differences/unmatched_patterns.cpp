#include "engine/differences/unmatched_patterns.h"

#include "core/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::size_t kMostPlaces = 10'000;  // among which the nearest is looked for

// A place with its indexes left open, as a path and in DeepDiff's form; and its own name.
struct KnownPlace {
  std::string path;
  std::string of_root;
  std::string name;
};

std::string with_any_index(const std::string& path) {
  std::string general;
  for (std::size_t i = 0; i < path.size(); ++i) {
    general += path[i];
    const bool is_index = path[i] == '[' && i + 1 < path.size() && path[i + 1] >= '0' && path[i + 1] <= '9';
    if (!is_index) continue;
    general += '*';
    while (i + 1 < path.size() && path[i + 1] != ']') ++i;
  }
  return general;
}

class PatternSearch {
 public:
  explicit PatternSearch(const CompiledRules& rules) {
    const auto add = [this](const PlacePattern& pattern) { unmatched_.emplace(pattern.text(), &pattern); };
    for (const auto& pattern : rules.ignored) add(pattern);
    for (const auto& pattern : rules.ignored_texts) add(pattern);
    for (const auto& pattern : rules.unordered) add(pattern);
    for (const auto& tolerance : rules.tolerances) add(tolerance.place);
  }

  void look_through(const JsonTree& tree) {
    if (!unmatched_.empty() && !tree.empty()) look_at(tree, 0);
  }

  std::vector<UnmatchedPattern> found(std::span<const JsonTree* const> trees) {
    std::vector<UnmatchedPattern> found;
    if (unmatched_.empty()) return found;
    for (const auto* tree : trees)
      if (!tree->empty()) note_places(*tree, 0);
    for (const auto& [text, pattern] : unmatched_) found.push_back({text, pattern->is_of_text() ? "" : nearest(text)});
    return found;
  }

 private:
  template <class Use>
  void for_children(const JsonTree& tree, JsonTree::Id id, const Use& use) {
    std::size_t index = 0;
    tree.for_children(id, [&](JsonTree::Id child) {
      const auto& parent = tree[id];
      place_.push_back({tree[child].name, index++, parent.count, parent.kind == JsonKind::array});
      use(child);
      place_.pop_back();
    });
  }

  void look_at(const JsonTree& tree, JsonTree::Id id) {
    std::erase_if(unmatched_, [this](const auto& one) {
      const auto& pattern = *one.second;
      return pattern.is_of_text()
                 ? pattern.matches(path_text(place_)) || pattern.matches(deepdiff_path_text(place_, true))
                 : pattern.matches(place_);
    });
    if (unmatched_.empty()) return;
    for_children(tree, id, [&](JsonTree::Id child) { look_at(tree, child); });
  }

  void note_places(const JsonTree& tree, JsonTree::Id id) {
    if (places_.size() >= kMostPlaces) return;
    if (!place_.empty()) {
      auto path = with_any_index(path_text(place_));
      if (seen_.insert(path).second)
        places_.push_back({std::move(path), with_any_index(deepdiff_path_text(place_, true)),
                           place_.back().is_index ? "" : std::string(place_.back().name)});
    }
    for_children(tree, id, [&](JsonTree::Id child) { note_places(tree, child); });
  }

  // Where the same name is, else what is written much alike.
  std::string nearest(const std::string& text) const {
    const bool is_of_root = text.starts_with("root");
    const auto in_form = [&](const KnownPlace& place) { return is_of_root ? place.of_root : place.path; };
    const auto last = text.find_last_of(".[");
    std::string name = last == std::string::npos ? text : text.substr(last + 1);
    std::erase_if(name, [](char c) { return c == '\'' || c == '"' || c == ']'; });
    const bool has_name = !name.empty() && name != "*" && name.find_first_not_of("-0123456789") != std::string::npos;
    if (has_name)
      for (const auto& place : places_)
        if (place.name == name) return in_form(place);
    std::vector<std::string> texts;
    for (const auto& place : places_) texts.push_back(in_form(place));
    std::vector<std::string_view> known(texts.begin(), texts.end());
    const auto general = with_any_index(text);
    if (const auto near = nearest_name(general, known); !near.empty() && !text.starts_with("$.."))
      return std::string(near);
    if (!has_name) return {};
    std::vector<std::string_view> names;
    for (const auto& place : places_) names.emplace_back(place.name);
    const auto near = nearest_name(name, names);
    for (const auto& place : places_)
      if (!near.empty() && place.name == near) return in_form(place);
    return {};
  }

  std::map<std::string, const PlacePattern*> unmatched_;
  std::vector<PlaceSegment> place_;
  std::vector<KnownPlace> places_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<UnmatchedPattern> unmatched_patterns(const CompiledRules& rules, std::span<const JsonTree* const> trees) {
  PatternSearch search(rules);
  for (const auto* tree : trees) search.look_through(*tree);
  return search.found(trees);
}

std::string advice_on(const UnmatchedPattern& pattern) {
  return pattern.nearest.empty() ? std::string("is it spelled right?")
                                 : fmt::format("is it spelled right? \"{}\" is a place", pattern.nearest);
}

}  // namespace plimsoll
