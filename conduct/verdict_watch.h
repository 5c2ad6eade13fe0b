#pragma once

// When memory is judged while a run goes on, and whether that is enough: for a run until its verdict. The first look is
// after a quarter of the most that the run may take, for what a short look sees is a cache that fills as often as a
// leak; the others after each quarter more of the time. What that costs: docs/leak-detection.md. Owned by the
// conductor; one thread.

#include "core/time.h"
#include "record/leak_verdict.h"

#include <string>
#include <vector>

namespace plimsoll {

class VerdictWatch {
 public:
  // What is judged begins at the end of the warm-up, and ends at `most_s` at the latest.
  VerdictWatch(double warmup_s, double most_s);

  // What went before is of another version of the target: looks begin anew, on what comes from this instant on.
  void begin_again(double from_s);

  bool is_due(double elapsed_s) const { return elapsed_s >= next_s_; }
  // Of each watched thing the verdict on its memory so far.
  void add(double elapsed_s, const std::vector<LeakVerdict>& verdicts);
  // The last three looks agree: all is clean, or something leaks.
  bool is_decided() const { return agreeing_ >= 3; }

  // "inconclusive, about 6 min more".
  std::string outlook(double elapsed_s) const;

 private:
  double first_look_s() const;

  double begin_s_;
  const double most_s_;
  double next_s_;
  bool looked_ = false;
  Verdict last_ = Verdict::inconclusive;
  int agreeing_ = 0;          // looks in a row with that verdict, where it is one of the two that end the run
  double recommended_s_ = 0;  // length of the judged part that would decide it; 0: not known
};

}  // namespace plimsoll
