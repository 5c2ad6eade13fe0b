#pragma once

// One try of one request: sent, judged, recorded. Runs in the coroutine of whoever starts it; its shard's thread.

#include "core/awaitable.h"
#include "engine/checks/checks.h"
#include "engine/exchange/request.h"
#include "engine/exchange/transport.h"
#include "engine/results/recorder.h"

namespace plimsoll {

struct Attempt {
  const Request& request;
  const Checker& checker;
  Instant due{};
  Nanos lateness{0};  // started so much later than due, by our own fault
  bool late = false;  // by more than the load tolerates
};

// The response is there when it returns. Everything given outlives the call.
Awaitable<> run_attempt(const Attempt& attempt, Channel& channel, Response& response, Recorder& recorder);

}  // namespace plimsoll
