#include "imports/collections/collection_variables.h"

#include "core/http/secret_names.h"
#include "core/text.h"

#include <fmt/format.h>

#include <array>

namespace plimsoll {
namespace {

constexpr int kDeepestVariable = 8;
constexpr std::string_view kNoText = "$plimsollNoText";
constexpr std::size_t kMostPutIn = std::size_t{64} << 20;  // bytes: ten variables of ten others each are 10^8 values
constexpr std::size_t kOfEach = 256;                       // that count for a value, however short it is

// What Postman and Bruno draw anew for each request, and a scenario does too; empty: it has no such thing.
std::string template_for(std::string_view name) {
  struct Row {
    std::string_view name;
    std::string_view words;
  };
  static constexpr std::array kRows = {Row{"$guid", "uuid"},
                                       Row{"$randomUUID", "uuid"},
                                       Row{"$timestamp", "now unix"},
                                       Row{"$isoTimestamp", "now"},
                                       Row{"$randomInt", "random.int 0 1000"},
                                       Row{"$randomBoolean", "random.choice true false"},
                                       Row{kNoText, "''"}};
  for (const auto& row : kRows)
    if (row.name == name) return template_of(row.words);
  return {};
}

// Of the others, once for all.
std::string drawn_value(std::string_view name) {
  if (name == "$randomEmail") return "ann@example.com";
  return name.starts_with("$random") ? "text" : "";
}

}  // namespace

std::string CollectionVariables::filled_json(std::string text, const std::string& place) {
  for (const auto* number : {"$timestamp", "$randomInt", "$randomBoolean"})
    replace_all(text, fmt::format("\"{{{{{}}}}}\"", number), fmt::format("\"{{{{{}}}}}{{{{{}}}}}\"", number, kNoText));
  return filled(text, place);
}

std::string CollectionVariables::filled(std::string_view text, const std::string& place, int depth) {
  std::string result;
  for (auto begin = text.find("{{"); begin != std::string_view::npos; begin = text.find("{{")) {
    const auto end = text.find("}}", begin);
    if (end == std::string_view::npos) break;
    result += text.substr(0, begin);
    result += value_of(std::string(trimmed(text.substr(begin + 2, end - begin - 2))), place, depth);
    text.remove_prefix(end + 2);
  }
  return result += text;
}

bool CollectionVariables::spend(std::size_t bytes, const std::string& place) {
  if (spent_ > kMostPutIn) return false;
  spent_ += bytes;
  if (spent_ > kMostPutIn)
    draft_.leave_out(place, "variables whose values are more than 64 MiB together: from here on they are empty");
  return spent_ <= kMostPutIn;
}

std::string CollectionVariables::value_of(const std::string& name, const std::string& place, int depth) {
  if (auto words = template_for(name); !words.empty()) return words;
  if (!spend(kOfEach, place)) return "";
  if (name.starts_with('$')) {
    draft_.leave_out(place, fmt::format("{{{{{}}}}}: drawn anew for each request there, one value here", name));
    return drawn_value(name);
  }
  const auto environment = name.starts_with("process.env.") ? name.substr(12) : name;
  const auto known = values_.find(name);
  if (known == values_.end() || known->second.empty() || depth >= kDeepestVariable)
    return draft_.reference(environment, "", fmt::format("variable {} of the collection", name));
  auto value = filled(known->second, place, depth + 1);
  if (!spend(value.size(), place)) return "";
  if (is_secret_name(name) && !has_reference(value))
    return draft_.reference(environment, value, fmt::format("variable {} of the collection", name));
  return value;
}

}  // namespace plimsoll
