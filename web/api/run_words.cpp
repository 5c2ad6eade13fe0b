#include "web/api/run_words.h"

#include "core/json/json_archive.h"
#include "core/units.h"
#include "reports/words/text.h"
#include "store/stored_run_json.h"

namespace plimsoll {

std::string shown_instant(const std::string& rfc3339) {
  constexpr std::size_t kToTheMinute = 16;
  auto text = rfc3339.substr(0, kToTheMinute);
  if (text.size() < kToTheMinute) return text;
  text[text.find('T')] = ' ';
  return text + " UTC";
}

Json run_json(const StoredRun& run) {
  auto object = stored_run_json(run);
  object["can_control"] = !run.control.empty();
  Json& shown = object["shown"];
  shown["started_at"] = shown_instant(run.started_at);
  shown["duration"] = seconds_text(run.duration_s);
  shown["requests"] = format_count(run.requests);
  shown["failures"] = format_count(run.failures);
  shown["p95"] = run.p95_ms ? milliseconds_text(run.p95_ms) : "–";
  if (run.parts && run.parts->ttft_p95_ms) shown["ttft_p95"] = milliseconds_text(run.parts->ttft_p95_ms);
  if (run.parts && run.parts->tokens_per_second)
    shown["tokens_per_second"] = rate_text(*run.parts->tokens_per_second) + " /s";
  shown["outcome"] = run.outcome ? std::string(to_string(*run.outcome)) : std::string(to_string(run.state));
  return object;
}

}  // namespace plimsoll
