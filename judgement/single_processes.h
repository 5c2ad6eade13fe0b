#pragma once

// Each process that stayed, judged alone: which of them leaks where the sum only says that something does. A pure
// function; any thread.

#include "judgement/judge.h"

#include <optional>

namespace plimsoll {

struct ProcessVerdict {
  double life = 0;  // as the trace names it
  LeakVerdict verdict;
};

// The one that leaks by itself, or is suspected where the whole is accused, and clearly faster than any other, also
// for each second of CPU where another is accused too: of workers that leak alike the one with more of the load does
// not stand out. At most 64 processes are judged, those that grew the most; more than 16 only where the whole is
// accused.
std::optional<ProcessVerdict> process_that_stands_out(const Trace& trace, const JudgeOptions& options,
                                                      const LeakVerdict& whole);

}  // namespace plimsoll
