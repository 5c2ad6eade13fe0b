#include "store/stored_run_json.h"

#include "core/json/json_archive.h"

namespace plimsoll {

Json stored_run_json(const StoredRun& run) {
  JsonWriter json;
  json("id", run.id);
  json("name", run.name);
  json("target", run.target);
  json("started_at", run.started_at);
  json("state", to_string(run.state));
  json("outcome", run.outcome ? std::optional(to_string(*run.outcome)) : std::nullopt);
  json("exit_code", run.exit_code);
  json("headline", run.headline);
  json("note", run.note);
  json("tags", run.tags);
  json("kept", run.kept);
  json("duration_s", run.duration_s);
  json("requests", run.requests);
  json("failures", run.failures);
  json("p95_ms", run.p95_ms);
  if (run.parts) json.where_known("ttft_p95_ms", run.parts->ttft_p95_ms);
  if (run.parts) json.where_known("tokens_per_second", run.parts->tokens_per_second);
  return json.take();
}

}  // namespace plimsoll
