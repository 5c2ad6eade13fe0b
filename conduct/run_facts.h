#pragma once

// What a record says of the run besides its figures: its name, the machine, the load in words, and the secrets that
// must not be in it. Pure but for reading the machine; any thread.

#include "core/time.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// "20260131-080509-3f2a": sorts by time.
std::string make_run_id(WallTime started_at, std::uint64_t seed);

// Each once, with the limits of its `slo`.
std::vector<StreamedRequest> streamed_requests(const Scenario& scenario);

// Those whose rows have labels, with their classes; those that say how many rows a body has. Each once.
std::vector<LabelledRequest> labelled_requests(const Scenario& scenario);
std::vector<BatchedRequest> batched_requests(const Scenario& scenario);

Facts load_facts(const Scenario& scenario);
Facts machine_facts();

// What a reader must know to trust the figures: unverified TLS, proxy variables that are ignored.
std::vector<std::string> notes_of(const Scenario& scenario);

// The text with the values of secret headers and of the target's environment replaced.
std::string without_secrets(std::string text, const Scenario& scenario);

}  // namespace plimsoll
