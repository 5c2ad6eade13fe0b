#pragma once

// Finds out whether a target keeps answers: loads it in short blocks with different samples and with one of them
// repeated, in turn, outside of every figure of a run. Blocks on its caller's thread, as a run does.

#include "core/error.h"
#include "core/time.h"
#include "engine/engine.h"
#include "record/rules/rules_record.h"
#include "scenarios/scenario.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace plimsoll {

struct AuditPlan {
  std::size_t pairs = 10;                 // of blocks
  Nanos block = std::chrono::seconds(3);  // each
  double allowed = 0.1;
  std::uint64_t seed = 0;
};

// Why the scenario cannot be audited: all its requests are alike already, an answer decides what comes next, a log is
// replayed. Empty: it can.
std::string why_no_audit(const Scenario& scenario);

// The scenario's own load, shortened to blocks; arrivals of a rate stay one. `options`: how the load is made; its seed
// is not used, and its is_stopped is asked on the way. `told` is called after each pair with how many are done; may be
// empty. Error: a load that cannot be made. An audit that was interrupted tells nothing.
using MakeLoad = std::function<Result<std::unique_ptr<RunningLoad>>(const Scenario&, const EngineOptions&)>;
Result<CacheAudit> audit_cache(const Scenario& scenario, const AuditPlan& plan, const MakeLoad& make_load,
                               const EngineOptions& options, const std::function<void(std::size_t pairs)>& told = {});

// By the seed of the options; where it cannot be made the audit says why.
CacheAudit audit_after_load(const Scenario& scenario, const MakeLoad& make_load, const EngineOptions& options);

}  // namespace plimsoll
