#include "engine/checks/json_compare.h"

#include "core/json.h"
#include "scenarios/json_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestShown = 80;

void append_shown(std::string& text, const json& value) {
  const auto opening = value.is_array() ? '[' : '{';
  const auto closing = value.is_array() ? ']' : '}';
  if (value.is_string()) {
    const auto start = value.get_ref<const std::string&>().substr(0, kLongestShown);
    text += to_text(json(start));
  } else if (!value.is_structured()) {
    text += to_text(value);
  } else {
    text += opening;
    for (auto item = value.begin(); item != value.end() && text.size() <= kLongestShown; ++item) {
      if (item != value.begin()) text += ',';
      if (value.is_object()) text += to_text(json(item.key().substr(0, kLongestShown))) + ":";
      append_shown(text, *item);
    }
    text += closing;
  }
}

bool within_tolerance(const json& expected, const json& actual, const JsonTolerance& tolerance) {
  if (expected == actual) return true;
  const auto wanted = expected.get<double>();
  const auto found = actual.get<double>();
  const double allowed = std::max(tolerance.absolute, tolerance.relative * std::abs(wanted));
  // 0.51 is within 0.01 of 0.5, as a person reads it, though not in binary.
  const double rounding = 2 * std::numeric_limits<double>::epsilon() * std::max(std::abs(wanted), std::abs(found));
  return allowed > 0 && std::abs(found - wanted) <= allowed + rounding;
}

// Where a value stands: made for each, written out only for those that differ.
struct Place {
  const Place* parent = nullptr;      // null: the root
  const std::string* name = nullptr;  // a member's; null: an element
  std::size_t index = 0;
};

bool is_plain(const std::string& name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

std::string path_of(const Place& place) {
  if (place.parent == nullptr) return "$";
  const auto parent = path_of(*place.parent);
  if (place.name == nullptr) return fmt::format("{}[{}]", parent, place.index);
  // Names of the other side may be of any length.
  const auto name = place.name->size() > kLongestShown ? place.name->substr(0, kLongestShown) + "..." : *place.name;
  return is_plain(name) ? fmt::format("{}.{}", parent, name) : fmt::format("{}['{}']", parent, name);
}

}  // namespace

std::string shown_json(const json& value) {
  std::string text;
  append_shown(text, value);
  if (text.size() <= kLongestShown) return text;
  auto end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

struct JsonComparison::State {
  JsonTolerance tolerance;
  std::vector<JsonPath> ignored;
};

namespace {

class Walk {
 public:
  Walk(const JsonTolerance& tolerance, std::set<const json*> ignored, std::size_t limit)
      : tolerance_(tolerance), ignored_(std::move(ignored)), limit_(limit) {}

  void compare(const json& expected, const json& actual, const Place& place) {
    if (found_.size() >= limit_ || is_ignored(expected) || is_ignored(actual)) return;
    if (expected.is_object() && actual.is_object())
      compare_objects(expected, actual, place);
    else if (expected.is_array() && actual.is_array())
      compare_arrays(expected, actual, place);
    else if (!are_equal(expected, actual))
      add(place, fmt::format("expected {}, got {}", shown_json(expected), shown_json(actual)));
  }

  std::vector<JsonDifference> take() { return std::move(found_); }

 private:
  bool is_ignored(const json& value) const { return !ignored_.empty() && ignored_.contains(&value); }

  bool are_equal(const json& expected, const json& actual) const {
    if (expected.is_number() && actual.is_number()) return within_tolerance(expected, actual, tolerance_);
    return expected.type() == actual.type() && expected == actual;
  }

  void add(const Place& place, std::string message) {
    if (found_.size() < limit_) found_.push_back({path_of(place), std::move(message)});
  }

  void compare_objects(const json& expected, const json& actual, const Place& place) {
    for (auto item = expected.begin(); item != expected.end(); ++item) {
      const Place here{&place, &item.key(), 0};
      const auto other = actual.find(item.key());
      if (other != actual.end())
        compare(*item, *other, here);
      else if (!is_ignored(*item))
        add(here, "is missing, expected " + shown_json(*item));
    }
    for (auto item = actual.begin(); item != actual.end(); ++item)
      if (!expected.contains(item.key()) && !is_ignored(*item))
        add(Place{&place, &item.key(), 0}, "is not expected, got " + shown_json(*item));
  }

  void compare_arrays(const json& expected, const json& actual, const Place& place) {
    if (expected.size() != actual.size())
      add(place, fmt::format("expected {} elements, got {}", expected.size(), actual.size()));
    for (std::size_t i = 0; i < std::min(expected.size(), actual.size()) && found_.size() < limit_; ++i)
      compare(expected[i], actual[i], Place{&place, nullptr, i});
  }

  const JsonTolerance& tolerance_;
  std::set<const json*> ignored_;
  std::size_t limit_;
  std::vector<JsonDifference> found_;
};

}  // namespace

JsonComparison::JsonComparison(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonComparison::JsonComparison(JsonComparison&&) noexcept = default;
JsonComparison& JsonComparison::operator=(JsonComparison&&) noexcept = default;
JsonComparison::~JsonComparison() = default;

Result<JsonComparison> JsonComparison::make(JsonTolerance tolerance, const std::vector<std::string>& ignored_paths) {
  auto state = std::make_unique<State>();
  state->tolerance = tolerance;
  for (const auto& text : ignored_paths) {
    auto path = JsonPath::compile(text);
    if (path.has_error()) return path.error();
    state->ignored.push_back(std::move(*path));
  }
  return JsonComparison(std::move(state));
}

std::vector<JsonDifference> JsonComparison::differences(const json& expected, const json& actual,
                                                        std::size_t limit) const {
  std::set<const json*> ignored;
  for (const auto& path : state_->ignored) {
    for (const auto* place : path.select(expected)) ignored.insert(place);
    for (const auto* place : path.select(actual)) ignored.insert(place);
  }
  Walk walk(state_->tolerance, std::move(ignored), limit);
  walk.compare(expected, actual, Place());
  return walk.take();
}

}  // namespace plimsoll
