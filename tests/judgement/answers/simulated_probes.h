#pragma once

// Runs with probes, simulated: services of each kind of fault and their healthy twins. Pure; any thread.

#include "judgement/answers/answer_trace.h"

#include <cstdint>

namespace plimsoll {

struct SimulatedService {
  double random_share = 0;         // answers drawn anew
  std::size_t random_answers = 0;  // of so many; 0: each a new one
  double drift_at_s = -1;          // from then on ...
  double drift_share = 1;          // ... so many answers of ...
  double drift_rows = 1;           // ... so many rows are others
  unsigned servers = 1;            // the last has another model ...
  double stale_rows = 1;           // ... which answers so many rows otherwise
  bool tells_server = false;
  bool keeps_alive = true;
  double mixed_up_share = 0;    // under load: the answer of another row in the volley
  double under_load_share = 0;  // under load: an answer of nobody
  std::size_t labels = 0;       // so many different answers in all; 0: each row has its own
};

struct SimulatedRun {
  double seconds = 60;
  std::size_t rows = 16, at_once = 4;
  std::size_t alone = 3;  // how often each row is asked alone, before and after
};

AnswerTrace simulate(const SimulatedService& service, const SimulatedRun& run, std::uint64_t seed);

}  // namespace plimsoll
