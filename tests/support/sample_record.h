#pragma once

// Hand-built run records for the tests of everything that shows one: each exercises another ending of a run.
// Always the same; values; any thread.

#include "record/run_record.h"

namespace plimsoll {

// All is well: two request types, a warm-up, a gunicorn tree judged clean.
RunRecord passing_record();

// A leak, failures of several kinds with hostile texts, unfinished and dropped requests, a restart, percentiles that
// the run cannot support, a name too long for a table.
RunRecord leaking_record();

// Nothing listened: no figure at all.
RunRecord error_record();

// The same with a threshold, of which there was nothing to judge.
RunRecord unjudged_record();

}  // namespace plimsoll
