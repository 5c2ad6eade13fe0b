#include "scenarios/fields/field_table.h"

#include "core/nearest_name.h"
#include "scenarios/document/document_path.h"

#include <fmt/format.h>

namespace plimsoll {

void refuse_key(const Value::Entry& entry, const std::vector<std::string_view>& known,
                const std::vector<Refusal>& refused) {
  auto& log = entry.value.context().log;
  for (const auto& refusal : refused)
    if (refusal.key == entry.key) return log.add(entry.key_line, entry.value.path(), std::string(refusal.reason));
  log.add(entry.key_line, entry.value.path(), "unknown key" + name_advice(entry.key, known));
}

void refuse_absence(const Value& object, const FieldDescription& row) {
  object.context().log.add(object.node().line, path_to_key(object.path(), row.name),
                           fmt::format("is missing: {}", row.summary));
}

}  // namespace plimsoll
