#pragma once

// All processes of the machine at one instant, as libproc2 sees them: for the search for a target. The library keeps
// 256 KiB for each thread that ever asked it, so it is asked from threads that live as long as the program; a
// sampler's thread does not, and scans with ProcessReader::all. No state of ours.

#include "monitors/processes/process_reader.h"

#include <vector>

namespace plimsoll {

// Zombies included; in ascending order of pids. libproc2 knows /proc alone: another root is read by ProcessReader.
std::vector<ProcessStat> read_process_table(const ProcRoot& root);

}  // namespace plimsoll
