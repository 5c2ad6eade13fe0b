#pragma once

// Every {{...}} of what is filled in anew for each request. A pure function; any thread.

#include "scenarios/request_template.h"

namespace plimsoll {

template <class Use>
void for_each_insertion(const VaryingParts& parts, Use use) {
  const auto all = [&](const TemplateText& text) {
    for (const auto& insertion : text.insertions) use(insertion);
  };
  if (parts.path) all(*parts.path);
  for (const auto& header : parts.headers) all(header.text);
  for (const auto& body : parts.bodies) all(body);
  if (parts.turns) all(*parts.turns);
  for (const auto& text : parts.expected) all(text);
}

}  // namespace plimsoll
