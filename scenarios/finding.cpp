#include "scenarios/finding.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

std::string Finding::text() const {
  std::string text = place;
  for (const auto* part : {&path, &message})
    if (!part->empty()) text += (text.empty() ? "" : ": ") + *part;
  return text;
}

void add_once(std::vector<Finding>& findings, std::string path, std::string message) {
  const auto is_told = [&](const Finding& one) { return one.path == path && one.message == message; };
  if (std::none_of(findings.begin(), findings.end(), is_told))
    findings.push_back({"", std::move(path), std::move(message)});
}

}  // namespace plimsoll
