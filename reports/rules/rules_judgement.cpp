#include "reports/rules/rules_judgement.h"

#include "core/units.h"
#include "judgement/curves/proportions.h"
#include "record/time_summary.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

// Of load with its warm-up left out.
constexpr double kUltraLowSeconds = 600;
constexpr double kOtherSeconds = 1200;
constexpr std::uint32_t kUltraLowMost = 32;
constexpr double kP90 = 0.9;
constexpr double kP99 = 0.99;

class Rules {
 public:
  Rules(const RunRecord& record, const RulesFacts& facts)
      : record_(record), total_(record.stats.total()), facts_(facts) {}

  std::vector<RuleResult> results(const std::optional<CacheAudit>& audit) {
    add_concurrency();
    add_seconds();
    add_warmup();
    add_data();
    add_seed();
    add_samples("p90", kP90);
    add_samples("p99", kP99);
    add_first_token();
    add_time_per_token();
    add_limits();
    add_audit(audit);
    return std::move(results_);
  }

 private:
  void add(std::string rule, RuleState state, std::string figure, std::string remedy = {}) {
    results_.push_back({std::move(rule), state, std::move(figure), state == RuleState::holds ? "" : std::move(remedy)});
  }
  void add(std::string rule, bool holds, std::string figure, std::string remedy) {
    add(std::move(rule), holds ? RuleState::holds : RuleState::broken, std::move(figure), std::move(remedy));
  }

  void add_concurrency() {
    const bool is_fixed = facts_.why_not_fixed.empty();
    add("the concurrency is fixed: the next request comes with the answer", is_fixed,
        is_fixed ? plural(facts_.concurrency, "user") : facts_.why_not_fixed,
        "load: users alone, without wait or stages");
  }

  void add_seconds() {
    const bool is_low = facts_.concurrency > 0 && facts_.concurrency <= kUltraLowMost;
    const double least = is_low ? kUltraLowSeconds : kOtherSeconds;
    const double issued = measured_seconds(record_);
    add(fmt::format("requests are issued for at least {} ({})", seconds_text(least),
                    is_low ? "concurrency 1 to 32" : "concurrency above 32"),
        issued >= least, seconds_text(issued),
        fmt::format("duration: {} more than the warm-up", format_duration_exact(from_seconds(least))));
  }

  void add_warmup() {
    const bool is_apart = record_.warmup_s > 0;
    add("a warm-up is apart", is_apart,
        is_apart ? fmt::format("{}, {} in no figure", seconds_text(record_.warmup_s),
                               plural(record_.stats.warmup.requests, "request"))
                 : "there is none",
        "warmup: 30s");
  }

  void add_data() {
    const std::string whole = "at least one whole pass of the data is sent";
    const std::string multiple = "requests are a whole multiple of the data";
    if (!facts_.samples) {
      const std::string figure = "the data has no end that is known: each request draws its own, or rows are read on";
      const std::string remedy = "rows of a file of at most 1 MiB, synthetic: {rows: N}, or bodies";
      add(whole, RuleState::unknown, figure, remedy);
      add(multiple, RuleState::unknown, figure, remedy);
      return;
    }
    const auto sent = total_.requests + total_.unfinished;
    const auto samples = *facts_.samples;
    const auto figure = fmt::format("{} of {}", plural(sent, "request"), plural(samples, "sample"));
    add(whole, sent >= samples, figure, "a longer duration");
    const auto next = (sent / samples + 1) * samples;
    add(multiple, sent > 0 && sent % samples == 0, figure,
        fmt::format("requests: {} ends a run there, warm-up not counted", next));
  }

  void add_seed() {
    add("seeds are pinned", facts_.seed_is_pinned,
        facts_.seed_is_pinned ? fmt::format("{}", record_.seed) : "a new one was drawn",
        fmt::format("seed: {}", record_.seed));
  }

  std::uint64_t good() const {
    return total_.streams.empty() ? total_.requests - total_.failures : total_.streams.streams;
  }

  void add_samples(std::string_view name, double quantile) {
    const auto needed = samples_needed(1, quantile);
    add(fmt::format("enough samples for {} with 99 % confidence where one is above (early stopping)", name),
        good() >= needed, fmt::format("{} of {}", format_count(good()), format_count(needed)), "a longer duration");
  }

  // What can be said with 99 % confidence: of so many the most may lie above, and the next below is the bound.
  static std::string shown_bound(const Histogram& times, double quantile) {
    const auto above = most_above(times.count(), quantile);
    if (!above) return "too few to bound it";
    const double share = 1 - static_cast<double>(*above) / static_cast<double>(times.count());
    return fmt::format("at most {} with 99 % confidence", milliseconds_text(to_milliseconds(times.quantile(share))));
  }

  static std::string figure_of(const Histogram& times) {
    return fmt::format("p90 {}, {}", milliseconds_text(to_milliseconds(times.quantile(kP90))),
                       shown_bound(times, kP90));
  }

  void add_first_token() {
    const auto* times = total_.streams.of(StreamTime::first_token_service);
    const std::string rule = "TTFT is from sent to the first fragment that is not empty";
    if (times == nullptr || times->empty())
      return add(rule, RuleState::unknown, "no answer came as a stream with a fragment", "stream: sse");
    add(rule, RuleState::holds, figure_of(*times));
  }

  void add_time_per_token() {
    const std::string rule = "TPOT is of the tokens behind the first chunk";
    const auto* each = total_.streams.of(StreamTime::token_by_usage_of_each);
    if (each != nullptr && each->count() == total_.streams.streams)
      return add(rule, RuleState::holds, figure_of(*each) + ", by the usage of each event");
    const auto remedy = "a server that counts in each event (continuous_usage_stats of vLLM)";
    const auto* at_end = total_.streams.of(StreamTime::token_by_usage);
    if (at_end != nullptr && !at_end->empty())
      return add(rule, RuleState::unknown, figure_of(*at_end) + ", where one token is taken to be in the first chunk",
                 remedy);
    add(rule, RuleState::unknown,
        total_.streams.of(StreamTime::token_by_event) != nullptr
            ? "no tokens are counted: one an event would be a guess"
            : "no stream of several events",
        remedy);
  }

  // Each limit on a percentile of a time, by early stopping.
  void add_limits() {
    for (const auto& result : record_.thresholds) {
      const auto& limit = result.threshold;
      using Operator = Threshold::Operator;
      if (!limit.metric->is_percentile() || !(limit.op == Operator::less || limit.op == Operator::less_or_equal))
        continue;
      const auto stats = stats_of(record_, limit.request);
      const auto* times = limit.metric->times(stats);
      if (times == nullptr || times->empty()) continue;
      const auto above = count_above(*times, limit.value);
      const bool is_shown = shows_quantile(times->count(), above, limit.quantile);
      add(fmt::format("{} is shown with 99 % confidence", limit.expression),
          is_shown    ? RuleState::holds
          : result.ok ? RuleState::unknown
                      : RuleState::broken,
          fmt::format("{} of {} are above; {} are needed with so many", format_count(above),
                      format_count(times->count()), format_count(samples_needed(above, limit.quantile))),
          "a longer duration");
    }
  }

  void add_audit(const std::optional<CacheAudit>& audit) {
    const std::string rule = "the server does not answer out of a cache (audit after the load)";
    if (!audit) return add(rule, RuleState::unknown, "it was not audited");
    add(rule, audit->state, audit->why);
  }

  const RunRecord& record_;
  const RequestStats total_;
  const RulesFacts& facts_;
  std::vector<RuleResult> results_;
};

}  // namespace

RulesRecord judge_rules(const RunRecord& record, const RulesFacts& facts, std::optional<CacheAudit> audit) {
  RulesRecord rules;
  rules.results = Rules(record, facts).results(audit);
  rules.audit = std::move(audit);
  rules.not_judged = {
      "that answers are right: the accuracy run is not made",
      "tokens by a tokeniser of our own: they are counted as the server does",
      "the curve: a submission has 7 to 32 points of concurrency, and this run is one of them",
      "that the data, the model and the system are those of a submission",
  };
  return rules;
}

std::uint64_t count_above(const Histogram& histogram, double milliseconds) {
  double above = 0;
  for (const auto& bucket : histogram.buckets()) {
    const auto low = to_milliseconds(std::max(Histogram::bucket_low(bucket.index), histogram.minimum()));
    const auto high = to_milliseconds(std::min(Histogram::bucket_high(bucket.index), histogram.maximum()));
    if (high <= milliseconds) continue;
    const double share = low >= milliseconds ? 1 : (high - milliseconds) / (high - low);
    above += share * static_cast<double>(bucket.count);
  }
  return static_cast<std::uint64_t>(std::ceil(above));
}

}  // namespace plimsoll
