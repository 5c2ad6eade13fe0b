#pragma once

// A process of a tree that is watched, while it lives and as it is spoken of when it came or ended. Plain values and
// the words for them; any thread.

#include "monitors/process_sample.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct TreeMember {
  ProcessStat stat;
  std::uint64_t life = 0;  // a pid that is used again gets another
  std::string ending{};    // " by signal 9 (Killed)", where it is known
  bool killed = false;
  std::string started_at{};  // "2026-11-21T17:31:02Z"; empty where the kernel does not report it
  std::string program{};     // what it runs, as program_of() has it
};

// What a process runs, so that one that took the place of another is told from one that has nothing to do with it: its
// command line without numbers, else its command.
std::string program_of(const ProcessStat& stat, const ProcessReader& reader);

// "gunicorn 4711" without the pid.
std::string command_of(const ProcessStat& stat);

// How it ended, as the end of a sentence. Only as long as the parent has not asked, and nothing where we may not see
// it.
std::string ending_of(const ProcessStat& stat);

// What a pid that was watched names now, where that is something else: "; pid 70 is another program's now: ...".
std::string next_of(const ProcessReader& reader, int pid, std::uint64_t start_ticks);

// The events of one refresh: who runs what another ran that ended took its place; of very many the first ones, and how
// many more.
std::vector<ProcessEvent> news_of(const std::vector<TreeMember>& ended, const std::vector<TreeMember>& came,
                                  const ProcessReader& reader);

}  // namespace plimsoll
