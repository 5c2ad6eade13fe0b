#include "scenarios/templates/captured_names.h"

#include "core/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace plimsoll {

CapturedNames::CapturedNames(const std::vector<std::string>& names)
    : names_(names), places_(names.size()), there_(names.size()) {}

std::optional<std::string> CapturedNames::add(std::size_t slot, SentBy by, const std::string& path) {
  auto& places = places_[slot];
  places.push_back({by, path});
  if (places.front().by == by) return std::nullopt;
  return fmt::format("{} captures it already, for all: choose another name", places.front().path);
}

void CapturedNames::begin(SentBy by) {
  for (std::size_t slot = 0; slot < there_.size(); ++slot)
    there_[slot] =
        by != SentBy::before_all && std::any_of(places_[slot].begin(), places_[slot].end(), [by](const Place& place) {
          return place.by == SentBy::before_all || (place.by == SentBy::login && by == SentBy::user);
        });
}

std::string CapturedNames::trouble(std::size_t slot) const {
  const auto& name = names_[slot];
  if (!places_[slot].empty())
    return fmt::format("{{{{{}}}}} is not there yet: {} captures it, and no step before this one does", name,
                       places_[slot].front().path);
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (!places_[i].empty()) known.push_back(names_[i]);
  if (known.empty())
    return fmt::format(R"(nothing captures "{}": a step before has to, capture: {{{}: "$.{}"}})", name, name, name);
  return fmt::format("nothing captures \"{}\"{}", name, name_advice(name, known));
}

}  // namespace plimsoll
