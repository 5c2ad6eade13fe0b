#include "scenarios/reading/load_rules.h"

#include "core/units.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class LoadRules : private RuleFindings {
 public:
  explicit LoadRules(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Finding> findings() {
    load();
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i)
      if (const auto& own = scenario_.tasks[i].wait) wait(*own, path_to_item("requests", i) + ".wait");
    return taken();
  }

 private:
  void load() {
    const auto& load = scenario_.load;
    for (std::size_t i = 0; i < load.parts.size(); ++i) {
      const auto path = load.parts.size() == 1 && load.parts[i].name.empty() ? "load" : path_to_item("loads", i);
      std::visit([&](const auto& model) { hold(model, path); }, load.parts[i].model);
    }
    above_zero(load.duration, "load.duration");
    if (load.requests == 0u) refuse("load.requests", "expected a whole number from 1, got 0");
    until_verdict();
    cooldown();
    guard();
    rests();
    if (load.duration > Nanos(0) && load.warmup >= load.duration)
      refuse("load.warmup", fmt::format("{} leaves nothing to measure: it is a part of the duration, which is {}",
                                        format_duration_exact(load.warmup), format_duration_exact(load.duration)));
  }

  // Where it is known before the run that nothing will be.
  bool is_unwatched() const {
    const auto& monitoring = scenario_.monitoring;
    if (!monitoring.watches.empty()) return false;
    return !monitoring.automatic || (!scenario_.target.managed && !scenario_.target.url.is_loopback());
  }

  std::string watch_advice() const {
    return scenario_.monitoring.automatic ? "the target is not on this machine, so no memory is watched: say what is, "
                                            "under `monitor`"
                                          : "nothing is watched: remove `monitor: none`, or this";
  }

  void until_verdict() {
    const auto& load = scenario_.load;
    if (!load.until_verdict) return;
    if (is_unwatched()) refuse("load.duration", "until_verdict: " + watch_advice());
    if (load.requests)
      refuse("load.duration", "until_verdict: a run ends with its verdict or after its requests: remove `requests`");
  }

  void cooldown() {
    constexpr Nanos kLongest = std::chrono::hours(24);
    const auto cooldown = scenario_.load.cooldown;
    if (cooldown < Nanos(0)) refuse("load.cooldown", "expected a duration from 0");
    if (cooldown > kLongest)
      refuse("load.cooldown", fmt::format("{} is longer than a day", format_duration_exact(cooldown)));
    if (cooldown > Nanos(0) && is_unwatched()) refuse("load.cooldown", watch_advice());
  }

  void guard() {
    if (scenario_.guard && scenario_.guard->memory_bytes && is_unwatched()) refuse("guard.memory", watch_advice());
  }

  void rests() {
    constexpr Nanos kShortest = std::chrono::seconds(1);
    constexpr int kFewest = 3;
    constexpr int kMost = 10'000;
    const auto times = rest_times(scenario_.load);
    const auto duration = scenario_.load.duration;
    if (!times || duration <= Nanos(0)) return;
    if (std::any_of(scenario_.load.parts.begin(), scenario_.load.parts.end(), std::mem_fn(&LoadPart::replays_log)))
      refuse("load.rests", "a log keeps its own pace: remove `rests`");
    if (times->length <= Nanos(0)) return refuse("load.rests.for", "expected a duration above 0");
    if (times->every < kShortest)
      return refuse("load.rests.every",
                    fmt::format("{} is too short for memory to show anything: expected at least {}",
                                format_duration_exact(times->every), format_duration_exact(kShortest)));
    if (times->length >= times->every)
      return refuse("load.rests.for",
                    fmt::format("{} leaves no load: it is a part of `every`, which is {}",
                                format_duration_exact(times->length), format_duration_exact(times->every)));
    if (duration / times->every > kMost)
      return refuse("load.rests.every",
                    fmt::format("{} makes more than {} rests in {}", format_duration_exact(times->every), kMost,
                                format_duration_exact(duration)));
    if (kFewest * times->every > duration)
      refuse("load.rests.every", fmt::format("expected at least {} rests, and {} has room for {} of {}", kFewest,
                                             format_duration_exact(duration), duration / times->every,
                                             format_duration_exact(times->every)));
  }

  void hold(const ClosedLoad& load, const std::string& path) {
    stages(load.stages, path, "users");
    if (load.users < 1 || load.users > kMostUsers)
      refuse(path + ".users", fmt::format("expected a whole number from 1 to {}, got {}", kMostUsers, load.users));
    if (!(load.spawn_rate > 0) || !std::isfinite(load.spawn_rate))
      refuse(path + ".spawn_rate", R"(expected a rate above 0 like "1/s")");
    wait(load.wait, path + ".wait");
  }

  void hold(const OpenLoad& load, const std::string& path) {
    if (const auto* log = std::get_if<ReplayLog>(&load.arrivals)) {
      if (!(log->speed > 0)) refuse(path + ".replay.speed", R"(expected a factor above 0 like "2x")");
      return;
    }
    if (const auto* trace = std::get_if<ArrivalTrace>(&load.arrivals)) {
      if (!(trace->speed > 0)) refuse(path + ".trace.speed", R"(expected a factor above 0 like "2x")");
      return;
    }
    const auto& rate = std::get<ArrivalRate>(load.arrivals);
    if (!(rate.burstiness >= kLeastBurstiness && rate.burstiness <= kMostBurstiness))
      refuse(path + ".burstiness", fmt::format("expected a number from {} to {}", kLeastBurstiness, kMostBurstiness));
    if (rate.stages.empty())
      return refuse(path, "arrivals of an open load come at a rate: add rate, stages, trace or replay");
    const bool alone = rate.stages.size() == 1 && rate.stages[0].length == Nanos(0);
    if (!alone) stages(rate.stages, path, "rates");
    for (std::size_t i = 0; i < rate.stages.size(); ++i)
      if (rate.stages[i].level > kHighestRate)
        refuse(alone ? path + ".rate" : path_to_item(path + ".stages", i),
               fmt::format("{}/s is more than one machine can send: {}/s is the most",
                           format_number(rate.stages[i].level), format_number(kHighestRate)));
    if (alone && !(rate.stages[0].level > 0)) refuse(path + ".rate", R"(expected a rate above 0 like "200/s")");
  }

  void stages(const std::vector<Stage>& stages, const std::string& path, std::string_view what) {
    if (stages.empty()) return;
    const auto has_level = [](const Stage& stage) { return stage.level > 0; };
    if (std::none_of(stages.begin(), stages.end(), has_level))
      refuse(path + ".stages", fmt::format("the {} of all stages are 0: nothing would be sent", what));
  }

  void wait(const Wait& wait, const std::string& path) {
    if (const auto* range = std::get_if<UniformWait>(&wait); range && range->low > range->high)
      refuse_value(path, fmt::format("{0}..{1}: the lower end is above the upper; write {1}..{0}",
                                     format_duration_exact(range->low), format_duration_exact(range->high)));
    if (const auto* mean = std::get_if<ExponentialWait>(&wait)) above_zero(mean->mean, path + ".exponential");
    if (const auto* pacing = std::get_if<Pacing>(&wait)) above_zero(pacing->period, path + ".pacing");
    if (const auto* rate = std::get_if<ThroughputWait>(&wait); rate && !(rate->tasks_per_second > 0))
      refuse(path + ".throughput", R"(expected a rate above 0 like "0.5/s")");
  }

  const Scenario& scenario_;
};

}  // namespace

std::vector<Finding> load_findings(const Scenario& scenario) { return LoadRules(scenario).findings(); }

}  // namespace plimsoll
