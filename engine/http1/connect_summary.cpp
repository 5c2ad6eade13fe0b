#include "engine/http1/connect_summary.h"

#include <utility>

namespace plimsoll {

void add_connect(ConnectOutcome outcome, Response& response) {
  response.remarkable = true;
  response.connect_time = outcome.connect_time;
  response.handshake_time = outcome.handshake_time;
  response.resolve_time = outcome.resolve_time;
  response.connect_resent = outcome.resent;
  response.sessions_resumed = outcome.resumed ? 1 : 0;
  response.aborted = outcome.aborted;
  response.failure = outcome.failure;
  response.failure_message = std::move(outcome.message);
  if (outcome.is_open()) ++response.connections_opened;
  if (outcome.failure != FailureKind::none) ++response.connections_failed;
}

}  // namespace plimsoll
