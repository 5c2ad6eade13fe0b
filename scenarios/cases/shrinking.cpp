#include "scenarios/cases/shrinking.h"

#include "core/json/json.h"
#include "core/json/json_shape.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongRun = 16;
constexpr std::size_t kDeepestJson = 200;  // what is deeper is shortened as text

struct Run {
  std::size_t begin = 0;
  std::size_t length = 0;
};

Run longest_run(std::string_view text) {
  Run longest;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && text[end] == text[i]) ++end;
    if (end - i > longest.length) longest = {i, end - i};
    i = end;
  }
  return longest;
}

class Shrinking {
 public:
  Shrinking(std::string body, const std::function<std::optional<bool>(const std::string&)>& shows, std::size_t most)
      : shows_(shows), most_(most) {
    result_.body = std::move(body);
  }

  ShrinkResult run() {
    if (try_instead("")) return finish();
    shorten_runs();
    const auto json =
        depth_of_json(result_.body) > kDeepestJson ? Json(Json::value_t::discarded) : parse_ordered_json(result_.body);
    if (json.is_discarded())
      shorten_text();
    else
      shorten_json();
    return finish();
  }

 private:
  ShrinkResult finish() {
    result_.is_finished = !over_;
    return std::move(result_);
  }

  bool try_instead(const std::string& smaller) {
    if (over_ || smaller.size() >= result_.body.size()) return false;
    if (result_.tries >= most_) {
      over_ = true;
      return false;
    }
    ++result_.tries;
    const auto still = shows_(smaller);
    if (!still) over_ = true;
    if (!still.value_or(false)) return false;
    result_.body = smaller;
    return true;
  }

  // Levels of lists are closed as often as they are opened.
  static std::string with_run_of(const std::string& text, const Run& run, std::size_t length) {
    auto shorter = text;
    if (text[run.begin] == '[') {
      const auto closing = text.find(std::string(run.length, ']'), run.begin);
      if (closing != std::string::npos) shorter.erase(closing, run.length - length);
    }
    return shorter.erase(run.begin, run.length - length);
  }

  void shorten_runs() {
    for (auto run = longest_run(result_.body); run.length >= kLongRun; run = longest_run(result_.body)) {
      const auto whole = result_.body;
      std::size_t low = 0, high = run.length;  // shows with `high`; not, as far as is known, with `low - 1`
      while (low < high && !over_) {
        const auto middle = low + (high - low) / 2;
        if (try_instead(with_run_of(whole, run, middle)))
          high = middle;
        else
          low = middle + 1;
      }
      if (high >= kLongRun) return;
    }
  }

  void shorten_json() {
    for (bool changed = true; changed && !over_;) {
      changed = false;
      const auto json = parse_ordered_json(result_.body);
      if (json.is_discarded()) return;
      std::vector<Json::json_pointer> places;
      add_containers(json, Json::json_pointer(), places);
      for (const auto& place : places)
        if (take_from(place)) changed = true;
    }
  }

  static void add_containers(const Json& value, const Json::json_pointer& at, std::vector<Json::json_pointer>& places) {
    if (!value.is_structured()) return;
    places.push_back(at);
    if (value.is_object())
      for (const auto& [key, member] : value.items()) add_containers(member, at / key, places);
    else
      for (std::size_t i = 0; i < value.size(); ++i) add_containers(value[i], at / i, places);
  }

  // Halves first, then quarters ... down to one at a time.
  bool take_from(const Json::json_pointer& place) {
    bool any = false;
    for (std::size_t piece = size_at(place); piece >= 1 && !over_; piece /= 2)
      for (std::size_t from = 0; from < size_at(place) && !over_;)
        if (try_instead(without(place, from, piece)))
          any = true;
        else
          from += piece;
    return any;
  }

  std::size_t size_at(const Json::json_pointer& place) const {
    const auto json = parse_ordered_json(result_.body);
    return json.contains(place) && json.at(place).is_structured() ? json.at(place).size() : 0;
  }

  std::string without(const Json::json_pointer& place, std::size_t from, std::size_t count) const {
    auto json = parse_ordered_json(result_.body);
    auto& container = json.at(place);
    Json fewer = container.is_object() ? Json::object() : Json::array();
    std::size_t index = 0;
    for (const auto& [key, member] : container.items()) {
      if (index < from || index >= from + count) {
        if (container.is_object())
          fewer[key] = member;
        else
          fewer.push_back(member);
      }
      ++index;
    }
    container = std::move(fewer);
    return to_text(json);
  }

  void shorten_text() {
    for (std::size_t piece = result_.body.size() / 2; piece >= 1 && !over_; piece /= 2)
      for (std::size_t from = 0; from < result_.body.size() && !over_;) {
        auto shorter = result_.body;
        if (!try_instead(shorter.erase(from, piece))) from += piece;
      }
  }

  const std::function<std::optional<bool>(const std::string&)>& shows_;
  const std::size_t most_;
  ShrinkResult result_;
  bool over_ = false;
};

}  // namespace

ShrinkResult shrink(std::string body, const std::function<std::optional<bool>(const std::string&)>& shows,
                    std::size_t most_tries) {
  return Shrinking(std::move(body), shows, most_tries).run();
}

}  // namespace plimsoll
