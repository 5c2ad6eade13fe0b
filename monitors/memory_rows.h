#pragma once

// What the leak verdict is made from: a row a process and instant, in bounded memory. When full, every second instant is
// thinned keeping each process's extremes. Owned by a sampler; one thread.

#include "engine/core/snapshot.h"
#include "monitors/process_sample.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

struct ProcessRow {
  double t_s = 0;
  std::uint64_t life = 0;
  int pid = 0;
  std::optional<double> anon_bytes, rss_bytes;
  bool warmup = false;
  LoadReading load;
  std::uint64_t restarts_total = 0;
  std::uint32_t processes = 1;
};

}  // namespace plimsoll
