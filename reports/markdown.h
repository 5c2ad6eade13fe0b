#pragma once

// summary.md. A pure function of the record; any thread.

#include "record/run_record.h"

#include <iosfwd>

namespace plimsoll {

void write_markdown(const RunRecord& record, std::ostream& out);

}  // namespace plimsoll
