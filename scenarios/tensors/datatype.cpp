#include "scenarios/tensors/datatype.h"

#include <algorithm>

namespace plimsoll {

const DatatypeFacts& facts_of(Datatype type) { return kDatatypes[static_cast<std::size_t>(type)]; }

std::optional<Datatype> datatype_of(std::string_view name) {
  const auto* found = std::find_if(kDatatypes.begin(), kDatatypes.end(), [&](auto& one) { return one.name == name; });
  return found == kDatatypes.end() ? std::nullopt : std::optional(found->type);
}

std::string datatype_names() {
  std::string names;
  for (const auto& one : kDatatypes) names.append(names.empty() ? "" : ", ").append(one.name);
  return names;
}

}  // namespace plimsoll
