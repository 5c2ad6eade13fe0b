#include "conduct/audits/cache_audit.h"

#include "conduct/audits/rules_facts.h"
#include "core/random.h"
#include "reports/rules/cache_judgement.h"
#include "scenarios/flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

// Of a block: its connections are opened in it.
constexpr Nanos kBlockWarmup = std::chrono::milliseconds(500);
constexpr std::uint64_t kMostSamples = 1000;  // the repeated one is among the first so many
constexpr std::uint64_t kExactInJson = (1ULL << 53) - 1;

bool differs(const RequestTemplate& request) { return request.varying || request.bodies.payloads.size() > 1; }

Scenario block_of(const Scenario& scenario, const AuditPlan& plan) {
  auto block = scenario;
  auto& load = block.load;
  load.warmup = std::min(kBlockWarmup, plan.block / 4);
  load.duration = plan.block;
  load.until_verdict = false;
  load.requests.reset();
  load.cooldown = Nanos(0);
  load.rests.reset();
  for (auto& part : load.parts) {
    if (auto* closed = std::get_if<ClosedLoad>(&part.model)) {
      if (!closed->stages.empty()) {
        const auto most = std::max_element(closed->stages.begin(), closed->stages.end(),
                                           [](const Stage& a, const Stage& b) { return a.level < b.level; });
        closed->users = static_cast<std::uint32_t>(std::max(1.0, most->level));
        closed->stages.clear();
      }
      closed->spawn_rate = std::max(closed->spawn_rate, closed->users / std::max(0.05, to_seconds(load.warmup) / 2));
    } else if (auto* arrivals = std::get_if<ArrivalRate>(&std::get<OpenLoad>(part.model).arrivals)) {
      double most = 0;
      for (const auto& stage : arrivals->stages) most = std::max(most, stage.level);
      arrivals->stages = {{Nanos(0), most}};
    }
  }
  return block;
}

bool is_stopped(const EngineOptions& options) { return options.is_stopped && options.is_stopped(); }

struct BlockResult {
  std::uint64_t good = 0, failures = 0;
  double mean_ms = 0;
};

Result<BlockResult> run_block(const Scenario& block, const MakeLoad& make_load, const EngineOptions& options) {
  const auto load = make_load(block, options);
  if (load.has_error()) return load.error();
  Snapshot sent(block.request_names().size());
  const bool ends_at_once = is_stopped(options);
  (*load)->start();
  if (ends_at_once) (*load)->stop_now();
  while (auto second = (*load)->next_interval()) {
    sent.merge(second->snapshot);
    if (is_stopped(options)) (*load)->stop_now();
  }
  const auto rest = (*load)->finish();
  if (rest.totals.by_request.size() == sent.by_request.size()) sent.merge(rest.totals);
  const auto total = sent.total();
  constexpr double kMilliseconds = 1e3;
  return BlockResult{total.requests - total.failures, total.failures,
                     kMilliseconds * total.service_time.mean_seconds()};
}

// Fewer samples than were asked for as different ones: a cache of them all would not show.
void doubt(CacheAudit& audit, const std::optional<std::uint64_t>& samples, std::uint64_t sent) {
  if (audit.state != RuleState::holds || !samples || *samples >= sent) return;
  audit.state = RuleState::unknown;
  audit.why += fmt::format(
      "; but the data has {} samples and {} were asked for as different ones: a cache of them all "
      "would not show. More rows, or `vary: unique`, would tell",
      *samples, sent);
}

}  // namespace

std::string why_no_audit(const Scenario& scenario) {
  bool any_differs = false;
  for (const auto& task : scenario.tasks) {
    if (is_flow(task)) return "what a flow asks next depends on its answers: no sample of it can be sent again";
    for (const auto& step : task.steps) any_differs = any_differs || differs(step);
  }
  for (const auto& part : scenario.load.parts)
    if (part.replays_log()) return "a log says itself what is sent";
  for (const auto& feeder : scenario.feeders)
    if (feeder.order == Feeder::Order::once) return "a feeder gives each row once, and the load needs them";
  if (!any_differs) return "all requests are alike: several bodies, rows of a feeder or {{...}} in them are needed";
  return {};
}

// Each pair begins with the other kind than the one before, and repeats another sample.
Result<CacheAudit> audit_cache(const Scenario& scenario, const AuditPlan& plan, const MakeLoad& make_load,
                               const EngineOptions& options, const std::function<void(std::size_t pairs)>& told) {
  CacheAudit none;
  none.allowed = plan.allowed;
  none.why = why_no_audit(scenario);
  if (!none.why.empty()) return none;
  const auto block = block_of(scenario, plan);
  auto different = block;
  std::vector<AuditBlock> pairs;
  std::uint64_t sent = 0;
  for (std::size_t i = 0; i < plan.pairs && !is_stopped(options); ++i) {
    auto random = Random::stream(plan.seed, i);
    auto repeated = block;
    repeated.only_sample = random.below(kMostSamples);
    AuditBlock pair;
    for (int half = 0; half < 2; ++half) {
      const bool repeats = (half == 0) != (i % 2 == 0);
      auto its = options;
      // Different samples are new ones in each block: drawn with another seed, or those that come next.
      its.seed = (plan.seed + 1 + i) & kExactInJson;
      const auto result = run_block(repeats ? repeated : different, make_load, its);
      if (result.has_error()) return result.error();
      (repeats ? pair.repeated : pair.different) = result->good;
      (repeats ? pair.repeated_ms : pair.different_ms) = result->mean_ms;
      pair.failures += result->failures;
      if (!repeats) sent += result->good + result->failures;
    }
    if (is_stopped(options)) break;
    pairs.push_back(pair);
    // Those of the warm-up were sent too.
    different.first_sample = 2 * sent;
    if (told) told(pairs.size());
  }
  if (is_stopped(options)) {
    none.why = "it was interrupted";
    return none;
  }
  auto audit = judge_cache(pairs, plan.allowed);
  doubt(audit, sample_count(scenario), sent);
  return audit;
}

CacheAudit audit_after_load(const Scenario& scenario, const MakeLoad& make_load, const EngineOptions& options) {
  AuditPlan plan;
  plan.seed = options.seed;
  auto audit = audit_cache(scenario, plan, make_load, options);
  if (audit.has_value()) return *std::move(audit);
  CacheAudit none;
  none.why = audit.error().message;
  return none;
}

}  // namespace plimsoll
