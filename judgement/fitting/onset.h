#pragma once

// When the growth began. A pure function; any thread.

#include "judgement/fitting/series.h"

namespace plimsoll {

// In the trace's own seconds: where a hinge shows that memory first stood still, else the trace's beginning.
double onset(const Series& series);

}  // namespace plimsoll
