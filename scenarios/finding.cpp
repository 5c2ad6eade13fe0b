#include "scenarios/finding.h"

namespace plimsoll {

std::string Finding::text() const {
  std::string text = place;
  for (const auto* part : {&path, &message})
    if (!part->empty()) text += (text.empty() ? "" : ": ") + *part;
  return text;
}

}  // namespace plimsoll
