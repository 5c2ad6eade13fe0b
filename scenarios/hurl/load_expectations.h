#pragma once

// What a .hurl file expects of an answer, and captures from it, as the keys of a scenario's step. One thread.

#include "scenarios/hurl/entry_settings.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/load_context.h"
#include "scenarios/hurl/scenario_lines.h"

namespace plimsoll {

// `capture`, and `expect`, or `until` where the entry is tried again. From then on the captured names are known.
ScenarioLines expectation_lines(const HurlEntry& entry, const EntryOptions& options, LoadContext& context);

}  // namespace plimsoll
