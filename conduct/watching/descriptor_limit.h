#pragma once

// When the process that comes nearest to its own limit of open files reaches it: the sum over processes tells nothing
// of that. A pure function; any thread.

#include "record/monitor_record.h"

#include <optional>

namespace plimsoll {

struct DescriptorLimit {
  double most = 0;           // open files that the process may have
  double seconds_to_it = 0;  // from its last reading, at its pace since the first one
};

// Of the processes that were there for half of the watch and opened more than they closed; nothing where there is none,
// or where no limit is known.
std::optional<DescriptorLimit> nearest_descriptor_limit(const MonitorRecord& monitor);

}  // namespace plimsoll
