#include "scenarios/paths/path_walker.h"

#include "core/utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::json;
using Matches = std::vector<const Json*>;

// Of a text its characters. None: it has no length.
std::optional<std::size_t> length_of(const Json& value) {
  if (value.is_structured()) return value.size();
  if (!value.is_string()) return std::nullopt;
  std::size_t characters = 0;
  for_each_code_point(value.get_ref<const std::string&>(), [&](char32_t, std::string_view) { ++characters; });
  return characters;
}

Matches places_of(const PathOperand& operand, const Json& child, const Json& root) {
  return walk(operand.steps, operand.kind == PathOperand::Kind::of_child ? child : root, root);
}

// What an operand stands for: one value, or none. Several are none that could be compared. `made` holds what a function
// makes.
const Json* operand_of(const PathOperand& operand, const Json& child, const Json& root, Json& made) {
  using Kind = PathOperand::Kind;
  if (operand.kind == Kind::constant) return operand.constant.get();
  if (operand.kind == Kind::count) {
    made = places_of(operand.arguments.front(), child, root).size();
    return &made;
  }
  if (operand.kind == Kind::value) return operand_of(operand.arguments.front(), child, root, made);
  if (operand.kind == Kind::length) {
    const auto* value = operand_of(operand.arguments.front(), child, root, made);
    const auto length = value == nullptr ? std::nullopt : length_of(*value);
    if (!length) return nullptr;
    made = *length;
    return &made;
  }
  const auto found = places_of(operand, child, root);
  return found.size() == 1 ? found.front() : nullptr;
}

bool is_found(const PathFilter& filter, const Json* text, const Json* expression) {
  if (text == nullptr || !text->is_string()) return false;
  const auto pattern = filter.pattern || expression == nullptr ? filter.pattern : pattern_of(*expression, filter.kind);
  return pattern && pattern->search(text->get_ref<const std::string&>()) == Pattern::Search::found;
}

// By RFC 9535: of different types none is less than the other; nothing equals nothing.
bool is_less(const Json* a, const Json* b) {
  if (a == nullptr || b == nullptr) return false;
  const bool are_alike = (a->is_number() && b->is_number()) || (a->is_string() && b->is_string());
  return are_alike && *a < *b;
}

bool is_equal(const Json* a, const Json* b) { return a == nullptr || b == nullptr ? a == b : *a == *b; }

bool holds(const PathFilter& filter, const Json& child, const Json& root) {
  using Kind = PathFilter::Kind;
  const auto part_holds = [&](const PathFilter& part) { return holds(part, child, root); };
  const auto& parts = filter.parts;
  if (filter.kind == Kind::any_of) return std::any_of(parts.begin(), parts.end(), part_holds);
  if (filter.kind == Kind::all_of) return std::all_of(parts.begin(), parts.end(), part_holds);
  if (filter.kind == Kind::none_of) return std::none_of(parts.begin(), parts.end(), part_holds);
  if (filter.kind == Kind::exists) {
    const auto& from = filter.left.kind == PathOperand::Kind::of_child ? child : root;
    return !walk(filter.left.steps, from, root).empty();
  }
  Json made_left;
  Json made_right;
  const auto* left = operand_of(filter.left, child, root, made_left);
  const auto* right = operand_of(filter.right, child, root, made_right);
  if (filter.kind == Kind::matches || filter.kind == Kind::searches) return is_found(filter, left, right);
  if (filter.kind == Kind::equal) return is_equal(left, right);
  if (filter.kind == Kind::unequal) return !is_equal(left, right);
  if (filter.kind == Kind::less) return is_less(left, right);
  if (filter.kind == Kind::greater) return is_less(right, left);
  return is_equal(left, right) || (filter.kind == Kind::less_or_equal ? is_less(left, right) : is_less(right, left));
}

// Takes every match so far one step further.
struct Walker {
  const Json& root;
  Matches from;
  Matches matches;

  void add(const PathMember& step, const Json& value) {
    if (!value.is_object()) return;
    if (const auto found = value.find(step.name); found != value.end()) matches.push_back(&*found);
  }

  void add(const PathElement& step, const Json& value) {
    if (!value.is_array()) return;
    const auto size = static_cast<std::int64_t>(value.size());
    const auto index = step.index < 0 ? size + step.index : step.index;
    if (index >= 0 && index < size) matches.push_back(&value[static_cast<std::size_t>(index)]);
  }

  void add(const PathSlice& step, const Json& value) {
    if (!value.is_array() || step.step == 0) return;
    const auto size = static_cast<std::int64_t>(value.size());
    const bool is_forward = step.step > 0;
    const auto bound = [&](std::int64_t index) {
      const auto from_start = index < 0 ? std::max<std::int64_t>(index, -size - 1) + size : index;
      return is_forward ? std::clamp<std::int64_t>(from_start, 0, size)
                        : std::clamp<std::int64_t>(from_start, -1, size - 1);
    };
    const auto first = step.first ? bound(*step.first) : is_forward ? 0 : size - 1;
    const auto end = step.end ? bound(*step.end) : is_forward ? size : -1;
    // Beyond the size a step leads out of the list at once, and must not overflow.
    const auto stride = std::clamp<std::int64_t>(step.step, -size - 1, size + 1);
    for (auto index = first; is_forward ? index < end : index > end; index += stride)
      matches.push_back(&value[static_cast<std::size_t>(index)]);
  }

  template <class Step>
  void operator()(const Step& step) {
    for (const auto* value : from) add(step, *value);
  }

  void operator()(const PathUnion& step) {
    for (const auto* value : from)
      for (const auto& part : step.parts) std::visit([&](const auto& one) { add(one, *value); }, part);
  }

  void operator()(const PathAnyChild&) {
    for (const auto* value : from)
      if (value->is_structured())
        for (const auto& child : *value) matches.push_back(&child);
  }

  void operator()(const PathWhere& step) {
    for (const auto* value : from)
      if (value->is_structured())
        for (const auto& child : *value)
          if (holds(*step.filter, child, root)) matches.push_back(&child);
  }

  void operator()(const PathDescendant& step) {
    for_each_below([&](const Json& value) { add(PathMember{step.name}, value); });
  }

  void operator()(const PathBelow&) {
    for_each_below([&](const Json& value) { matches.push_back(&value); });
  }

  // A stack of its own: an answer may be nested deeper than ours allows. Each value is looked at once, though it may
  // lie below several matches.
  template <class Visit>
  void for_each_below(Visit visit) {
    Matches open(from.rbegin(), from.rend());
    std::unordered_set<const Json*> seen;
    while (!open.empty()) {
      const auto* value = open.back();
      open.pop_back();
      if (!seen.insert(value).second) continue;
      visit(*value);
      if (!value->is_structured()) continue;
      const auto first_child = open.size();
      for (const auto& child : *value) open.push_back(&child);
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first_child), open.end());
    }
  }
};

}  // namespace

std::shared_ptr<const Pattern> pattern_of(const nlohmann::json& text, PathFilter::Kind kind) {
  if (!text.is_string()) return nullptr;
  const auto& expression = text.get_ref<const std::string&>();
  auto pattern =
      Pattern::compile(kind == PathFilter::Kind::matches ? "(?-ms)^(?:" + expression + ")$" : "(?-ms)" + expression);
  return pattern.has_error() ? nullptr : std::make_shared<const Pattern>(std::move(*pattern));
}

std::vector<const Json*> walk(const std::vector<JsonPathStep>& steps, const Json& from, const Json& root) {
  Matches matches = {&from};
  for (const auto& step : steps) {
    Walker walker{root, std::move(matches), {}};
    std::visit(walker, step);
    matches = std::move(walker.matches);
  }
  return matches;
}

}  // namespace plimsoll
