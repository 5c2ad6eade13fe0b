#include "record/record_parts.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "record/run_record.h"
#include "record/time_summary.h"

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, RecordParts> parts) {
  a.required("load", parts.has_load);
  a("flows", parts.has_flows);
  a("streams", parts.has_streams);
  a("quality", parts.has_quality);
  a("batches", parts.has_batches);
  a.required("monitors", parts.monitors);
  a.where_known("ttft_p95_ms", parts.ttft_p95_ms);
  a.where_known("tokens_per_second", parts.tokens_per_second);
}

RecordParts record_parts(const RunRecord& record) {
  RecordParts parts;
  parts.has_load = has_load(record);
  parts.has_flows = !record.flows.empty();
  parts.has_streams = has_streams(record);
  parts.has_quality = !record.labelled.empty();
  parts.has_batches = !record.batched.empty();
  for (const auto& monitor : record.monitors) parts.monitors.push_back(monitor.name);
  if (!parts.has_streams) return parts;
  const auto streams = stats_of_streams(record, record.stats).streams;
  if (const auto* times = streams.of(StreamTime::first_token))
    parts.ttft_p95_ms = summarize(*times).percentile_ms("p95");
  if (const double seconds = measured_seconds(record); seconds > 0 && streams.counted > 0)
    parts.tokens_per_second = static_cast<double>(streams.tokens_out) / seconds;
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
