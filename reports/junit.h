#pragma once

// junit.xml: a test case for each threshold, for leak and for measurement. A pure function of the record; any thread.

#include "record/run_record.h"

#include <iosfwd>

namespace plimsoll {

void write_junit(const RunRecord& record, std::ostream& out);

}  // namespace plimsoll
