#pragma once

// Whether /proc shows a person no processes of others (hidepid), so that a search that finds nothing can say why. Reads
// of the moment; no state; any thread.

#include "monitors/processes/process_reader.h"

#include <string>
#include <string_view>

namespace plimsoll {

// In a text as /proc/self/mounts: the option of /proc that hides processes, "hidepid=2"; empty without one.
std::string hiding_option(std::string_view mounts);

// "/proc hides the processes of other users (hidepid=2): run plimsoll as the user of the service or as root"; empty
// where it hides none from us.
std::string why_hidden(const ProcRoot& proc);

}  // namespace plimsoll
