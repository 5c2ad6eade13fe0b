#pragma once

// All processes of the machine at one instant, as libproc2 sees them (6 ms for 80). Not cheap: for the start and for
// rare scans; known processes are read one by one by ProcessReader. No state; any thread.

#include "monitors/process_reader.h"

#include <vector>

namespace plimsoll {

// Zombies included; in ascending order of pids. libproc2 knows /proc alone: another root is read by ProcessReader.
std::vector<ProcessStat> read_process_table(const ProcRoot& root);

}  // namespace plimsoll
