#include "scenarios/cases/fault_place.h"

#include "core/json/json.h"
#include "core/json/json_shape.h"
#include "scenarios/cases/mutation.h"

#include <fmt/format.h>

#include <compare>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace plimsoll {

using FaultJson = nlohmann::ordered_json;

struct FaultAt {
  FaultJson::json_pointer place;
  std::optional<FaultJson> good, bad;  // nothing: the member is missing
};

namespace {

constexpr std::string_view kNan = "NaN";

// A NaN, which is no JSON, becomes a text that stands for it.
FaultJson parsed_body(std::string_view text) {
  FaultJson value(FaultJson::value_t::discarded);
  if (!why_unbuildable(text).empty()) return value;
  value = parse_ordered_json(text);
  for (auto at = text.find(kNan); value.is_discarded() && at != std::string_view::npos; at = text.find(kNan, at + 1))
    value = parse_ordered_json(fmt::format("{}\"{}\"{}", text.substr(0, at), kRawPlace, text.substr(at + kNan.size())));
  return value;
}

std::string text_of_body(const FaultJson& value) { return with_raw(to_text(value), kNan); }

std::vector<std::string> differing_members(const FaultJson& good, const FaultJson& bad) {
  std::vector<std::string> names;
  for (const auto& [key, value] : good.items())
    if (const auto same = bad.find(key); same == bad.end() || *same != value) names.push_back(key);
  for (const auto& [key, value] : bad.items())
    if (!good.contains(key)) names.push_back(key);
  return names;
}

void narrow(const FaultJson& good, const FaultJson& bad, const FaultJson::json_pointer& at, FaultAt& into) {
  into.place = at;
  into.good = good;
  into.bad = bad;
  if (good.is_object() && bad.is_object()) {
    const auto names = differing_members(good, bad);
    if (names.size() != 1) return;
    const auto& only = names.front();
    if (good.contains(only) && bad.contains(only)) return narrow(good.at(only), bad.at(only), at / only, into);
    into.place = at / only;
    into.good = good.contains(only) ? std::optional(good.at(only)) : std::nullopt;
    into.bad = bad.contains(only) ? std::optional(bad.at(only)) : std::nullopt;
  } else if (good.is_array() && bad.is_array() && good.size() == bad.size()) {
    std::optional<std::size_t> only;
    for (std::size_t i = 0; i < good.size(); ++i) {
      if (good[i] == bad[i]) continue;
      if (only) return;
      only = i;
    }
    if (only) narrow(good[*only], bad[*only], at / *only, into);
  }
}

std::size_t length_of_value(const FaultJson& value) {
  return value.is_string() ? value.get_ref<const std::string&>().size() : value.size();
}

// Shorter texts and lists may be as wrong; what was too long has to stay too long.
bool is_wrong_alike(const FaultJson& value, const FaultAt& fault) {
  if (value.type() != fault.bad->type()) return false;
  if (fault.good && value == *fault.good) return false;
  if (!value.is_string() && !value.is_structured()) return value == *fault.bad;
  const auto length = length_of_value(value);
  const auto wrong = length_of_value(*fault.bad);
  if (length == 0 && wrong > 0) return false;
  if (!fault.good || fault.good->type() != value.type()) return true;
  const auto right = length_of_value(*fault.good);
  return (length <=> right) == (wrong <=> right);
}

}  // namespace

FaultPlace::FaultPlace(std::shared_ptr<const FaultAt> at) : at_(std::move(at)) {}

std::optional<FaultPlace> FaultPlace::between(std::string_view good, std::string_view bad) {
  const auto right = parsed_body(good);
  const auto wrong = parsed_body(bad);
  if (right.is_discarded() || wrong.is_discarded() || right == wrong) return std::nullopt;
  auto at = std::make_shared<FaultAt>();
  narrow(right, wrong, FaultJson::json_pointer(), *at);
  return FaultPlace(std::move(at));
}

bool FaultPlace::is_in(std::string_view body) const {
  const auto value = parsed_body(body);
  if (value.is_discarded()) return false;
  if (at_->bad) return value.contains(at_->place) && is_wrong_alike(value.at(at_->place), *at_);
  const auto parent = at_->place.parent_pointer();
  return value.contains(parent) && value.at(parent).is_object() && !value.contains(at_->place);
}

std::string FaultPlace::repaired(std::string_view body) const {
  auto value = parsed_body(body);
  if (at_->good)
    value[at_->place] = *at_->good;
  else
    value[at_->place.parent_pointer()].erase(at_->place.back());
  return text_of_body(value);
}

bool has_form_of(std::string_view smaller, std::string_view whole) {
  if (smaller.empty()) return whole.empty();
  return FaultJson::accept(smaller) == FaultJson::accept(whole);
}

}  // namespace plimsoll
