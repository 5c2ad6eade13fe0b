#pragma once

// Several processes in one trace: those that stayed are one series, those that came and went one life each. Pure
// functions; any thread.

#include "judgement/fitting/samples.h"

#include <optional>

namespace plimsoll {

struct Processes {
  Samples stayed;  // the sum of them; empty where none stayed
  std::optional<Samples> others;
  double others_alive = 1;  // how many of the others there are at a time, on average
  double memory_bytes = 0;  // of all that are alive at the end
};

// Of samples with lives.
Processes part_processes(const Samples& samples);

}  // namespace plimsoll
