#pragma once

// A HAR file, as browsers save it, into requests: each once, as often as it came by weight; or each at its own instant.
// Static files are left out. One thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <istream>

namespace plimsoll {

// `timed`: the requests keep the instants at which they were sent, for a replay.
Result<> import_har(std::istream& in, bool timed, ImportDraft& draft);

}  // namespace plimsoll
