#include "scenarios/cases/mutation.h"

#include "core/json/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;
using Kind = MutationKind;

constexpr int kDeepestPlace = 8;
constexpr std::size_t kMostPlaces = 512;

struct Place {
  Pointer pointer;
  std::string path;  // "$.features[0]"
  bool is_member = false;
};

// Every member, and of each list its first element: the others are like it.
void add_places(const Json& value, const Place& at, int depth, std::vector<Place>& places) {
  if (depth > kDeepestPlace || places.size() >= kMostPlaces) return;
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      const Place place{at.pointer / key, fmt::format("{}.{}", at.path, key), true};
      places.push_back(place);
      add_places(member, place, depth + 1, places);
    }
  } else if (value.is_array() && !value.empty()) {
    const Place place{at.pointer / 0, at.path + "[0]", false};
    places.push_back(place);
    add_places(value.front(), place, depth + 1, places);
  }
}

bool is_template(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("{{") != std::string::npos;
}

// Of another type than the value, or than what a template may become.
Json of_another_type(const Json& value) {
  if (value.is_string() && !is_template(value)) return 12345;
  if (value.is_string() || value.is_array()) return Json{{"wrong", "type"}};
  return "wrong type";
}

class Mutation {
 public:
  explicit Mutation(const MutationInput& good) : good_(good), json_(parse_ordered_json(good.body)) {
    if (!json_.is_discarded()) add_places(json_, {Pointer(), "$", false}, 0, places_);
  }

  Mutants all(const std::vector<Kind>& kinds) {
    for (const auto kind : kinds) {
      kind_ = kind;
      of_kind_ = 0;
      add_kind();
    }
    return std::move(mutants_);
  }

 private:
  void add_kind() {
    if (kind_ == Kind::schema) return;
    if (kind_ == Kind::wrong_method) return add_wrong_method();
    if (good_.body.empty()) return;
    if (kind_ == Kind::wrong_content_type)
      return add({kind_, name(""), std::string(good_.body), "", is_json(), "text/plain"});
    if (kind_ == Kind::empty) add({kind_, name("body"), "", "", false});
    if (!is_json()) return;
    if (kind_ == Kind::broken_json) return add_broken();
    if (kind_ == Kind::deep) add_raw("$", Json(std::string(kRawPlace)), deep());
    if (kind_ == Kind::extra_field) add_extra(json_, {Pointer(), "$", false});
    if (kind_ == Kind::empty) add_empty(json_, {Pointer(), "$", false});
    for (const auto& place : places_) add_at(json_.at(place.pointer), place);
  }

  bool is_json() const { return !json_.is_discarded(); }
  std::string name(std::string_view what) const {
    return what.empty() ? std::string(to_string(kind_)) : fmt::format("{} {}", to_string(kind_), what);
  }

  void add(Mutant mutant) {
    if (of_kind_++ < kMostOfAKind)
      mutants_.list.push_back(std::move(mutant));
    else
      ++mutants_.left_out;
  }
  void add_json(std::string_view what, const Json& body) { add({kind_, name(what), to_text(body), "", true}); }
  void add_raw(std::string_view what, const Json& body, std::string raw) {
    add({kind_, name(what), to_text(body), std::move(raw), true});
  }
  Json with(const Place& place, Json value) const {
    Json body = json_;
    body[place.pointer] = std::move(value);
    return body;
  }

  void add_at(const Json& value, const Place& place) {
    switch (kind_) {
      case Kind::missing_field:
        return add_missing(value, place);
      case Kind::wrong_type:
        return add_json(place.path, with(place, of_another_type(value)));
      case Kind::null:
        return add_json(place.path, with(place, nullptr));
      case Kind::nan:
        if (value.is_number() || is_template(value)) add_raw(place.path, with(place, kRawPlace), "NaN");
        return;
      case Kind::extra_field:
        return add_extra(value, place);
      case Kind::empty:
        return add_empty(value, place);
      case Kind::huge:
        return add_huge(value, place);
      case Kind::deep:
        if (place.is_member) add_raw(place.path, with(place, kRawPlace), deep());
        return;
      default:
        return;
    }
  }

  void add_missing(const Json& value, const Place& place) {
    if (place.is_member) {
      Json body = json_;
      body[place.pointer.parent_pointer()].erase(place.pointer.back());
      add_json(place.path, body);
    }
    if (!value.is_array() || value.size() < 2) return;
    Json shorter = value;
    shorter.erase(shorter.size() - 1);
    add_json(place.path + " (one element less)", with(place, std::move(shorter)));
  }

  void add_extra(const Json& value, const Place& place) {
    Json more = value;
    if (value.is_object())
      more["plimsoll_extra"] = 1;
    else if (value.is_array() && !value.empty() && place.is_member)
      more.push_back(value.back());
    else
      return;
    add_json(place.path, place.path == "$" ? more : with(place, std::move(more)));
  }

  void add_empty(const Json& value, const Place& place) {
    if (!value.is_string() && !value.is_structured()) return;
    if (value.is_structured() && value.empty()) return;
    const Json none = value.is_string() ? Json("") : value.is_array() ? Json::array() : Json::object();
    add_json(place.path, place.path == "$" ? none : with(place, none));
  }

  void add_huge(const Json& value, const Place& place) {
    if (is_template(value) || value.is_string())
      return add_raw(place.path, with(place, kRawPlace), '"' + std::string(kHugeBytes, 'a') + '"');
    if (value.is_number()) return add_raw(place.path, with(place, kRawPlace), "1" + std::string(400, '0'));
    if (!value.is_array() || value.empty()) return;
    const auto element = to_text(value.front());
    std::string list = "[" + element;
    while (list.size() < kHugeBytes) list += "," + element;
    add_raw(place.path, with(place, kRawPlace), list + "]");
  }

  void add_broken() {
    const auto text = to_text(json_);
    add({kind_, name("cut off"), text.substr(0, text.size() - 1), "", false});
    add({kind_, name("more behind it"), text + "}", "", false});
    if (text.size() > 2) add({kind_, name("comma at the end"), text.substr(0, text.size() - 1) + ",}", "", false});
    add({kind_, name("no JSON"), "plimsoll", "", false});
  }

  void add_wrong_method() {
    Mutant mutant{kind_, name(""), "", "", false};
    mutant.method = good_.method == Method::get || good_.method == Method::head ? Method::post : Method::get;
    add(std::move(mutant));
  }

  static std::string deep() { return std::string(kDeepLevels, '[') + std::string(kDeepLevels, ']'); }

  const MutationInput& good_;
  const Json json_;
  std::vector<Place> places_;
  Mutants mutants_;
  Kind kind_ = Kind::missing_field;
  std::size_t of_kind_ = 0;
};

}  // namespace

std::string_view to_string(MutationKind kind) {
  return std::find_if(kMutationKinds.begin(), kMutationKinds.end(), [&](auto& one) { return one.second == kind; })
      ->first;
}

Mutants mutate(const MutationInput& good, const std::vector<MutationKind>& kinds) { return Mutation(good).all(kinds); }

std::string with_raw(std::string_view text, std::string_view raw) {
  std::string filled(text);
  const auto place = fmt::format("\"{}\"", kRawPlace);
  for (auto at = filled.find(place); at != std::string::npos; at = filled.find(place, at + raw.size()))
    filled.replace(at, place.size(), raw);
  return filled;
}

}  // namespace plimsoll
