#pragma once

// One try of one request: counted as begun, sent over a channel by whoever starts it, then judged and recorded. A value
// in the coroutine of its owner, which sends it there: a coroutine of its own would cost more than all the rest here.
// Its shard's thread.

#include "engine/checks/checks.h"
#include "engine/exchange/request.h"
#include "engine/requests/row_judge.h"
#include "engine/results/recorder.h"

namespace plimsoll {

// The rows that a request was made of, to be looked at too in an answer that is good so far.
struct AskedRows {
  const RowJudge& judge;
  TemplateInputs& inputs;
  RowLook& look;
  bool is_looked_at = false;  // `look` is of this answer
};

// Everything given outlives it.
struct Attempt {
  const Request& request;
  const Checker& checker;
  Instant due{};
  Nanos lateness{0};  // started so much later than due, by our own fault
  bool late = false;  // by more than the load tolerates

  // Right before it is sent ...
  void begin(Recorder& recorder, Response& response) const {
    recorder.begin(due, lateness);
    if (request.stream != nullptr) recorder.begin_stream(request, due, response);
  }
  // ... and once what came of it is there.
  void end(const Response& response, Recorder& recorder) const;

  // The same in two parts, for who looks into the answer in between: what is wrong, of the exchange or with the answer.
  // Nothing where the attempt was ended or went wrong on purpose.
  CheckFailure judge(Answer& answer, Recorder& recorder, AskedRows* rows = nullptr) const;
  // `look`: what its rows came to; null: it has none, or there was no time for them.
  void record(const Response& response, const CheckFailure& found, Recorder& recorder,
              const RowLook* look = nullptr) const;

 private:
  Outcome outcome_of(const Response& response) const;
  CheckFailure look_into(Answer& answer, Recorder& recorder, AskedRows* rows) const;
  CheckFailure judge_whole(Answer& answer, AskedRows* rows) const;
};

}  // namespace plimsoll
