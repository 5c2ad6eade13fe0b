#include "record/record_parts.h"

#include "core/json.h"
#include "core/json_archive.h"
#include "record/run_record.h"

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, RecordParts> parts) {
  a.required("load", parts.has_load);
  a("flows", parts.has_flows);
  a.required("monitors", parts.monitors);
}

RecordParts record_parts(const RunRecord& record) {
  RecordParts parts{has_load(record), !record.flows.empty(), {}};
  for (const auto& monitor : record.monitors) parts.monitors.push_back(monitor.name);
  return parts;
}

std::string to_json_line(const RecordParts& parts) { return to_text(JsonWriter::json_of(parts)); }

std::optional<RecordParts> record_parts_from_json(std::string_view text) {
  const auto json = parse_ordered_json(text);
  std::string problem;
  RecordParts parts;
  JsonReader reader(json, "", problem);
  reader.read(parts);
  if (reader.failed()) return std::nullopt;
  return parts;
}

}  // namespace plimsoll
