#include "engine/differences/difference_text.h"

#include "core/json/json.h"
#include "engine/differences/deepdiff_walk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <map>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestLine = 400;
constexpr auto kWhole = std::numeric_limits<std::size_t>::max();

std::string whole(const JsonTree& tree, JsonTree::Id id, JsonNumbers numbers = JsonNumbers::with_nan) {
  std::string text;
  tree.write(id, text, kWhole, numbers);
  return text;
}

std::string in_quotes(std::string_view text) { return to_text(nlohmann::json(text)); }

// "key":value,"key":value
class MembersText {
 public:
  void add(std::string_view key, std::string_view value) {
    if (!text_.empty()) text_ += ", ";
    text_ += fmt::format("{}: {}", in_quotes(key), value);
  }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string value_in_deepdiff(const Difference& one, const JsonTree& expected, const JsonTree& actual) {
  MembersText members;
  switch (one.kind) {
    case DifferenceKind::type_changes:
      members.add("old_type", in_quotes(python_type(expected[one.expected])));
      members.add("new_type", in_quotes(python_type(actual[one.actual])));
      members.add("old_value", whole(expected, one.expected));
      members.add("new_value", whole(actual, one.actual));
      return members.object();
    case DifferenceKind::values_changed:
      members.add("new_value", whole(actual, one.actual));
      members.add("old_value", whole(expected, one.expected));
      return members.object();
    case DifferenceKind::repetition_change:
      members.add("old_repeat", std::to_string(one.expected_indexes.size()));
      members.add("new_repeat", std::to_string(one.actual_indexes.size()));
      members.add("old_indexes", fmt::format("[{}]", fmt::join(one.expected_indexes, ", ")));
      members.add("new_indexes", fmt::format("[{}]", fmt::join(one.actual_indexes, ", ")));
      members.add("value", whole(expected, one.expected));
      return members.object();
    default:
      break;
  }
  return one.actual != JsonTree::kNone ? whole(actual, one.actual) : whole(expected, one.expected);
}

bool is_list_of_paths(DifferenceKind kind) {
  return kind == DifferenceKind::dictionary_item_added || kind == DifferenceKind::dictionary_item_removed;
}

}  // namespace

std::string shown_value(const JsonTree& tree, JsonTree::Id id, std::size_t most) {
  std::string text;
  tree.write(id, text, most);
  if (text.size() <= most) return text;
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

std::string difference_message(const Difference& difference, const JsonTree& expected, const JsonTree& actual) {
  if (difference.kind == DifferenceKind::repetition_change)
    return fmt::format("expected {} {} times, got {} times", shown_value(expected, difference.expected),
                       difference.expected_indexes.size(), difference.actual_indexes.size());
  if (difference.actual == JsonTree::kNone) return "is missing, expected " + shown_value(expected, difference.expected);
  if (difference.expected == JsonTree::kNone) return "is not expected, got " + shown_value(actual, difference.actual);
  return fmt::format("expected {}, got {}", shown_value(expected, difference.expected),
                     shown_value(actual, difference.actual));
}

std::string difference_lines(const Difference& difference, const JsonTree& expected, const JsonTree& actual,
                             bool coloured) {
  const std::string_view red = coloured ? "\x1b[31m" : "";
  const std::string_view green = coloured ? "\x1b[32m" : "";
  const std::string_view bold = coloured ? "\x1b[1m" : "";
  const std::string_view plain = coloured ? "\x1b[0m" : "";
  std::string times;
  if (difference.kind == DifferenceKind::repetition_change)
    times = fmt::format("  ({} times, now {})", difference.expected_indexes.size(), difference.actual_indexes.size());
  auto lines =
      fmt::format("{}{}{}  {}{}\n", bold, in_quotes(difference.path).substr(1, in_quotes(difference.path).size() - 2),
                  plain, name_of(difference.kind), times);
  if (difference.expected != JsonTree::kNone)
    lines += fmt::format("  {}- {}{}\n", red, shown_value(expected, difference.expected, kLongestLine), plain);
  if (difference.actual != JsonTree::kNone && difference.kind != DifferenceKind::repetition_change)
    lines += fmt::format("  {}+ {}{}\n", green, shown_value(actual, difference.actual, kLongestLine), plain);
  return lines;
}

std::string deepdiff_json(const std::vector<Difference>& differences, const JsonTree& expected,
                          const JsonTree& actual) {
  std::map<DifferenceKind, MembersText> kinds;
  std::map<DifferenceKind, std::vector<std::string>> paths;
  for (const auto& one : differences) {
    if (is_list_of_paths(one.kind))
      paths[one.kind].push_back(in_quotes(one.path));
    else
      kinds[one.kind].add(one.path, value_in_deepdiff(one, expected, actual));
  }
  MembersText text;
  for (std::size_t i = 0; i < kDifferenceNames.size(); ++i) {
    const auto kind = static_cast<DifferenceKind>(i);
    if (const auto list = paths.find(kind); list != paths.end())
      text.add(name_of(kind), fmt::format("[{}]", fmt::join(list->second, ", ")));
    if (const auto object = kinds.find(kind); object != kinds.end()) text.add(name_of(kind), object->second.object());
  }
  return text.object();
}

std::string differences_json(const std::vector<Difference>& differences, const JsonTree& expected,
                             const JsonTree& actual) {
  std::vector<std::string> list;
  for (const auto& one : differences) {
    MembersText members;
    members.add("kind", in_quotes(name_of(one.kind)));
    members.add("path", in_quotes(one.path));
    if (one.expected != JsonTree::kNone) members.add("expected", whole(expected, one.expected, JsonNumbers::strict));
    if (one.actual != JsonTree::kNone) members.add("actual", whole(actual, one.actual, JsonNumbers::strict));
    if (one.kind == DifferenceKind::repetition_change) {
      members.add("expected_indexes", fmt::format("[{}]", fmt::join(one.expected_indexes, ", ")));
      members.add("actual_indexes", fmt::format("[{}]", fmt::join(one.actual_indexes, ", ")));
    }
    list.push_back(members.object());
  }
  MembersText text;
  text.add("equal", differences.empty() ? "true" : "false");
  text.add("differences", fmt::format("[{}]", fmt::join(list, ", ")));
  return text.object();
}

}  // namespace plimsoll
