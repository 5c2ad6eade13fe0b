#pragma once

// What is read of one process, once: its name as a series, its name in what an agent answers, how it is kept. The sums
// over the processes, what each process came to, what is judged of each of them and the agent's answers follow this
// list. A new figure is a field of ProcessSample and a row here. Values; any thread.

#include "monitors/process_sample.h"

namespace plimsoll {

struct ProcessFigure {
  // As a column of memory.csv of its own, judged for each process and for all together.
  enum class Judged { never, always, where_not_zero };

  const char* name;        // as in record/series.h; of what is counted since the start of the process, as in run.json
  const char* short_name;  // in what an agent answers
  std::optional<std::uint64_t> ProcessSample::*value;
  bool summed = true;  // the sum over all processes is a series
  Judged judged = Judged::never;
};

// Anonymous and resident memory are judged too, as fields of every row.
inline constexpr ProcessFigure kProcessFigures[] = {
    {"rss_bytes", "rss", &ProcessSample::rss_bytes},
    {"anon_bytes", "anon", &ProcessSample::anon_bytes},
    {"pss_bytes", "pss", &ProcessSample::pss_bytes},
    {"uss_bytes", "uss", &ProcessSample::uss_bytes},
    {"swap_bytes", "swap", &ProcessSample::swap_bytes},
    {"shmem_bytes", "shmem", &ProcessSample::shmem_bytes, true, ProcessFigure::Judged::where_not_zero},
    {"threads", "threads", &ProcessSample::threads},
    {"fds", "fds", &ProcessSample::fds, true, ProcessFigure::Judged::always},
    {"fds_limit", "fds_limit", &ProcessSample::fds_limit, false},
    {"gpu_bytes", "gpu", &ProcessSample::gpu_bytes, true, ProcessFigure::Judged::always},
    {"minor_faults", "minor_faults", &ProcessSample::minor_faults, false},
    {"major_faults", "major_faults", &ProcessSample::major_faults, false},
};

}  // namespace plimsoll
