#pragma once

// The two scenarios of `demo`: the embedded prediction service as a managed target, healthy and leaking. No state.

#include "core/error.h"
#include "scenarios/scenario.h"

#include <string>

namespace plimsoll {

enum class DemoKind { healthy, leaking };

Result<Nanos> parse_demo_duration(const std::string& text);  // long enough for a verdict

// Takes a free port of 127.0.0.1 and starts this very program as `demo-target` on it.
Result<Scenario> demo_scenario(DemoKind kind, Nanos duration);

}  // namespace plimsoll
