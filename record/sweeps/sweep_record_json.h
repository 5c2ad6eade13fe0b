#pragma once

// A sweep as sweep.json, and back. Pure; any thread.

#include "core/error.h"
#include "record/sweeps/sweep_record.h"

#include <iosfwd>
#include <string_view>

namespace plimsoll {

void write_json(const SweepRecord& record, std::ostream& out);
Result<SweepRecord> read_sweep_record(std::string_view text);

}  // namespace plimsoll
