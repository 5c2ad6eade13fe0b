#include "scenarios/templates/unique_json.h"

#include "core/json/json.h"
#include "core/json/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostNumbers = 16;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEnds = " \t\r\n,:]}";

// One value that is no list and no object, where it stands in the text.
struct JsonToken {
  std::size_t at = 0;
  std::size_t size = 0;
  std::string path;  // "$.rows[0].id"
};

// Walks JSON that is known to be right, and gives its scalar values one after the other.
class JsonTokens {
 public:
  explicit JsonTokens(std::string_view json) : json_(json) {}

  bool next(JsonToken& token) {
    while (at_ < json_.size()) {
      const char c = json_[at_];
      if (c == ':' || kBlanks.find(c) != std::string_view::npos) {
        ++at_;
      } else if (c == '{' || c == '[') {
        levels_.push_back({c == '['});
        ++at_;
      } else if (c == '}' || c == ']') {
        levels_.pop_back();
        ++at_;
      } else if (c == ',') {
        auto& level = levels_.back();
        if (level.is_list)
          ++level.index;
        else
          level.has_key = false;
        ++at_;
      } else if (!levels_.empty() && !levels_.back().is_list && !levels_.back().has_key) {
        take_key();
      } else {
        token.at = at_;
        token.size = token_end() - at_;
        token.path = path();
        at_ += token.size;
        return true;
      }
    }
    return false;
  }

 private:
  struct Level {
    bool is_list = false;
    bool has_key = false;
    std::size_t index = 0;
    std::string key{};
  };

  std::size_t token_end() const {
    if (json_[at_] != '"') return std::min(json_.find_first_of(kEnds, at_), json_.size());
    auto end = at_ + 1;
    while (end < json_.size() && json_[end] != '"') end += json_[end] == '\\' ? 2 : 1;
    return std::min(end + 1, json_.size());
  }

  void take_key() {
    const auto end = token_end();
    const auto key = parse_json(json_.substr(at_, end - at_));
    levels_.back().key = key.is_string() ? key.get<std::string>() : "";
    levels_.back().has_key = true;
    at_ = end;
  }

  std::string path() const {
    std::string path = "$";
    for (const auto& level : levels_) path += level.is_list ? fmt::format("[{}]", level.index) : "." + level.key;
    return path;
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
};

bool has_point(std::string_view number) {
  return number.find_first_of(".eE") != std::string_view::npos && number_of_text(number).value_or(0) != 0;
}

std::string unique_number(std::string_view number) { return fmt::format(R"("{{{{unique {}}}}}")", number); }

// "$['id']" and "$.id" are the same.
std::string plain_path(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const auto quoted = path.starts_with("['") ? path.find("']") : std::string_view::npos;
    if (quoted != std::string_view::npos) {
      plain += "." + std::string(path.substr(2, quoted - 2));
      path.remove_prefix(quoted + 2);
    } else {
      plain += path.front();
      path.remove_prefix(1);
    }
  }
  return plain;
}

}  // namespace

Result<std::string> with_unique_numbers(std::string_view json) {
  std::string result;
  JsonTokens tokens(json);
  std::size_t written = 0;
  std::size_t found = 0;
  for (JsonToken token; found < kMostNumbers && tokens.next(token);) {
    const auto text = json.substr(token.at, token.size);
    if (!is_number_text(text) || !has_point(text)) continue;
    ++found;
    result.append(json, written, token.at - written).append(unique_number(text));
    written = token.at + token.size;
  }
  if (found == 0)
    return invalid(
        "vary: unique: no number with a point is in it that could differ by a hair: name a place that may differ, "
        "vary: {unique: $.id}");
  return result.append(json, written);
}

Result<std::string> with_unique_place(std::string_view json, std::string_view path) {
  const auto wanted = plain_path(path);
  JsonTokens tokens(json);
  for (JsonToken token; tokens.next(token);) {
    if (token.path != wanted) continue;
    const auto text = json.substr(token.at, token.size);
    std::string instead;
    if (text.starts_with('"'))
      instead = R"("{{uuid}} )" + std::string(text.substr(1));
    else if (is_number_text(text))
      instead = has_point(text) ? unique_number(text) : R"("{{unique}}")";
    else
      break;
    return std::string(json.substr(0, token.at)) + instead + std::string(json.substr(token.at + token.size));
  }
  return invalid(fmt::format("vary: unique: {}: expected text or a number there", path));
}

Result<> make_bodies_unique(BodySet& bodies, const std::string& place) {
  for (std::size_t i = 0; i < bodies.payloads.size(); ++i) {
    const auto& payload = *bodies.payloads[i];
    auto text = place.empty() ? with_unique_numbers(payload) : with_unique_place(payload, place);
    if (text.has_error())
      return bodies.labels[i] == "inline" ? text.error()
                                          : invalid(fmt::format("{}: {}", bodies.labels[i], text.error().message));
    bodies.payloads[i] = std::make_shared<const std::string>(*std::move(text));
  }
  return {};
}

}  // namespace plimsoll
