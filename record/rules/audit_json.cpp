#include "record/rules/audit_json.h"

#include "core/json/json_layout.h"
#include "record/rules/rules_fields.h"

namespace plimsoll {

std::string audit_json(const CacheAudit& audit) {
  JsonWriter writer;
  describe(writer, audit);
  return lay_out(writer.take()) + "\n";
}

}  // namespace plimsoll
