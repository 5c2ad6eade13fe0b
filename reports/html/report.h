#pragma once

// The report page: one file, offline. A pure function of the record: the same record gives the same bytes. Any thread.

#include "record/run_record.h"

#include <iosfwd>

namespace plimsoll {

void write_html(const RunRecord& record, std::ostream& out);

}  // namespace plimsoll
