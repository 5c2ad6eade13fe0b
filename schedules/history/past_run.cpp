#include "schedules/history/past_run.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/nearest_name.h"
#include "core/text.h"
#include "record/metric.h"
#include "reports/words/headline.h"
#include "reports/words/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 5> kNewsNames = {"fail", "leak", "change", "recovered", "always"};

bool is_undecided(const RunRecord& record) {
  const auto* gravest = gravest_leak(record);
  return gravest && gravest->verdict.verdict != Verdict::clean && gravest->verdict.verdict != Verdict::leaking;
}

// A threshold that fails one night and another one the next are two troubles.
void add_failed_thresholds(const RunRecord& record, std::vector<Trouble>& troubles) {
  for (const auto& result : record.thresholds) {
    const bool leaks =
        result.threshold.metric->kind == Metric::Kind::leak && record.verdict.outcome == RunOutcome::leak;
    if (!result.judged || result.ok || leaks) continue;
    troubles.push_back({NewsKind::fail, "threshold " + result.threshold.expression, threshold_sentence(result)});
  }
}

}  // namespace

template <>
struct EnumNames<NewsKind> {
  static constexpr std::size_t kCount = kNewsNames.size();
  static std::string_view name(NewsKind value) { return kNewsNames[static_cast<std::size_t>(value)]; }
};

template <class A>
void describe(A& a, FieldsOf<A, StatusShare> share) {
  a("status", share.status);
  a("answers", share.answers);
}

template <class A>
void describe(A& a, FieldsOf<A, RunFigures> figures) {
  a("p50_ms", figures.p50_ms);
  a("p95_ms", figures.p95_ms);
  a("requests", figures.requests);
  a("failures", figures.failures);
  a("answers", figures.answers);
  a("growth_bytes_per_h", figures.growth_bytes_per_h);
}

template <class A>
void describe(A& a, FieldsOf<A, Trouble> trouble) {
  a("kind", trouble.kind);
  a("key", trouble.key);
  a("sentence", trouble.sentence);
}

template <class A>
void describe(A& a, FieldsOf<A, PastRun> run) {
  a("planned_s", run.planned_s);
  a("run", run.run);
  a("outcome", run.outcome);
  a("headline", run.headline);
  a("troubles", run.troubles);
  a("leak_undecided", run.leak_undecided);
  a("leak_onset_s", run.leak_onset_s);
  a("figures", run.figures);
}

std::string_view to_string(NewsKind kind) { return EnumNames<NewsKind>::name(kind); }

Result<std::vector<NewsKind>> parse_news_kinds(std::string_view list) {
  std::vector<NewsKind> kinds;
  for (std::size_t begin = 0; begin <= list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    const auto word = trimmed(list.substr(begin, end - begin));
    const auto found = std::find(kNewsNames.begin(), kNewsNames.end(), word);
    if (found == kNewsNames.end())
      return Error{ErrorKind::usage, fmt::format("expected fail, leak, change, recovered or always, got \"{}\"{}", word,
                                                 name_advice(word, kNewsNames))};
    kinds.push_back(static_cast<NewsKind>(found - kNewsNames.begin()));
    begin = end + 1;
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

PastRun past_run_of(const RunRecord& record) {
  PastRun run;
  run.run = record.id;
  run.outcome = to_string(record.verdict.outcome);
  run.headline = headline(record);
  run.leak_undecided = is_undecided(record);
  if (const auto* gravest = gravest_leak(record)) run.leak_onset_s = later_onset(record, *gravest);
  switch (record.verdict.outcome) {
    case RunOutcome::pass:
      break;
    case RunOutcome::leak:
      run.troubles.push_back({NewsKind::leak, "leak", run.headline});
      add_failed_thresholds(record, run.troubles);
      break;
    case RunOutcome::fail:
      if (record.ended_by == EndedBy::guard) run.troubles.push_back({NewsKind::fail, "guard", run.headline});
      add_failed_thresholds(record, run.troubles);
      if (run.troubles.empty()) run.troubles.push_back({NewsKind::fail, "fail", run.headline});
      break;
    default:
      run.troubles.push_back({NewsKind::fail, run.outcome,
                              record.verdict.reasons.empty() ? run.headline : record.verdict.reasons.front()});
  }
  const bool measured = run.outcome == "pass" || run.outcome == "fail" || run.outcome == "leak";
  if (measured) run.figures = figures_of(record);
  return run;
}

std::string to_json(const PastRun& run) { return to_text(JsonWriter::json_of(run)); }

Result<PastRun> past_run_from_json(std::string_view text) {
  const Json json = parse_ordered_json(text);
  if (json.is_discarded()) return invalid("a run of the history is no JSON");
  std::string problem;
  PastRun run;
  JsonReader reader(json, "", problem);
  reader.read(run);
  if (reader.failed()) return invalid(problem);
  return run;
}

}  // namespace plimsoll
