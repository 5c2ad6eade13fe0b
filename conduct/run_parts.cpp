#include "conduct/run_parts.h"

#include "conduct/machine_limits.h"
#include "conduct/run_facts.h"
#include "conduct/versions/target_version.h"
#include "core/units.h"
#include "core/version.h"
#include "scenarios/batches/batch_turns.h"

#include <random>
#include <utility>

namespace plimsoll {

RunParts::RunParts()
    : make_load([](const Scenario& scenario, const EngineOptions& options) -> Result<std::unique_ptr<RunningLoad>> {
        auto engine = Engine::make(scenario, options);
        if (engine.has_error()) return engine.error();
        return std::unique_ptr<RunningLoad>(std::move(*engine));
      }),
      find(find_watched),
      ask_version(plimsoll::ask_version),
      clock(&machine_clock()) {}

std::uint64_t fresh_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32 | device()) >> 11;
}

EngineOptions engine_options(const RunSettings& settings, std::uint64_t seed, const Redaction& redaction) {
  EngineOptions options;
  options.threads = *settings.threads;
  options.seed = seed;
  options.io = settings.io;
  options.redaction = redaction;
  return options;
}

RunRecord begun_record(const Scenario& scenario, const RunSettings& settings) {
  RunRecord record;
  record.tool_version = version();
  record.name = scenario.name;
  record.note = without_secrets(scenario.note, scenario);
  record.target = scenario.target.url.text();
  record.warmup_s = to_seconds(scenario.load.warmup);
  if (const auto rests = rest_times(scenario.load)) {
    record.rest_every_s = to_seconds(rests->every);
    record.rest_s = to_seconds(rests->length);
  }
  record.scenario_text = without_secrets(scenario.source_text, scenario);
  record.folder = without_secrets(settings.folder.string(), scenario);
  record.scenario_folder = without_secrets(settings.scenario_folder.string(), scenario);
  record.load = load_facts(scenario);
  record.environment = machine_facts();
  record.environment.emplace_back("threads", std::to_string(*settings.threads));
  record.request_names = scenario.request_names();
  record.streamed = streamed_requests(scenario);
  record.labelled = labelled_requests(scenario);
  record.batched = batched_requests(scenario);
  for (const auto& turn : batch_turns(scenario))
    record.batch_blocks.push_back({to_seconds(turn.from), to_seconds(turn.to), turn.rows});
  record.stats = Snapshot(record.request_names.size());
  record.measurement.notes = notes_of(scenario);
  return record;
}

}  // namespace plimsoll
