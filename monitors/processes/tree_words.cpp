#include "monitors/processes/tree_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {

std::size_t MostSeen::number() const {
  return static_cast<std::size_t>(std::max_element(times_.begin(), times_.end()) - times_.begin());
}

void TreeWords::add(Look look) {
  roots_ = std::move(look.roots);
  below_.add(look.below);
  beside_.add(look.beside);
  if (look.below > 0) all_alike_ = look.all_alike;
}

std::string TreeWords::text() const {
  if (!busiest_.empty()) return fmt::format("{} ({})", roots_, busiest_);
  const auto below = below_.number(), beside = beside_.number();
  auto text = roots_;
  if (below > 0)
    text += all_alike_ ? fmt::format(" + {} worker{}", below, below == 1 ? "" : "s")
                       : fmt::format(" + {} process{}", below, below == 1 ? "" : "es");
  if (beside > 0) text += fmt::format(", beside {} more process{} of the command", beside, beside == 1 ? "" : "es");
  return text;
}

}  // namespace plimsoll
