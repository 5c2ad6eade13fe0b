#include "engine/queries/json_lookup.h"

#include <simdjson.h>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

namespace plimsoll {
namespace {

using nlohmann::json;
using simdjson::dom::element;
using simdjson::dom::element_type;

// The thread keeps seven times as much.
constexpr std::size_t kLongestLookedInto = 1 << 20;
constexpr std::size_t kFirstCapacity = 4096;
// Below the depth that the whole value is built to.
constexpr std::size_t kDeepestLookedInto = 500;

simdjson::dom::parser& parser_of_thread() {
  thread_local auto parser = [] {
    auto made = std::make_unique<simdjson::dom::parser>();
    // Where that fails, so does the first parse, and nothing is decided.
    [[maybe_unused]] const auto outcome = made->allocate(kFirstCapacity, kDeepestLookedInto);
    return made;
  }();
  return *parser;
}

std::optional<element> parsed(std::string_view text) {
  if (text.size() > kLongestLookedInto) return std::nullopt;
  element root;
  if (parser_of_thread().parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  return root;
}

// Of keys that are there twice the last, as in the whole value.
std::optional<element> child(const element& of, const JsonPath::Member& member) {
  simdjson::dom::object object;
  if (of.get(object) != simdjson::SUCCESS) return std::nullopt;
  std::optional<element> found;
  for (const auto field : object)
    if (field.key == member.name) found = field.value;
  return found;
}

std::optional<element> child(const element& of, const JsonPath::Element& item) {
  simdjson::dom::array array;
  if (of.get(array) != simdjson::SUCCESS) return std::nullopt;
  auto index = item.index;
  if (index < 0) index += static_cast<std::int64_t>(std::distance(array.begin(), array.end()));
  if (index < 0) return std::nullopt;
  for (const auto one : array)
    if (index-- == 0) return one;
  return std::nullopt;
}

json value_of(const element& from) {
  switch (from.type()) {
    case element_type::ARRAY: {
      auto array = json::array();
      for (const auto one : simdjson::dom::array(from)) array.push_back(value_of(one));
      return array;
    }
    case element_type::OBJECT: {
      auto object = json::object();
      for (const auto field : simdjson::dom::object(from)) object[std::string(field.key)] = value_of(field.value);
      return object;
    }
    case element_type::INT64: {
      // Numbers without a sign are so in the whole value too.
      const auto number = std::int64_t(from);
      return number < 0 ? json(number) : json(static_cast<std::uint64_t>(number));
    }
    case element_type::UINT64:
      return std::uint64_t(from);
    case element_type::DOUBLE:
      return double(from);
    case element_type::STRING:
      return std::string(std::string_view(from));
    case element_type::BOOL:
      return bool(from);
    case element_type::NULL_VALUE:
      break;
  }
  return nullptr;
}

}  // namespace

JsonLookup::Came JsonLookup::at(std::string_view text, const JsonPath& path, json& value) {
  auto place = parsed(text);
  if (!place) return Came::undecided;
  const auto step = [&](const auto& to) {
    place = child(*place, to);
    return place.has_value();
  };
  if (!path.follow(step)) return Came::nothing;
  value = value_of(*place);
  return Came::found;
}

bool JsonLookup::is_json(std::string_view text) { return parsed(text).has_value(); }

}  // namespace plimsoll
