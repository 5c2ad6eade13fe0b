#include "engine/exchange/request.h"

#include <algorithm>

namespace plimsoll {

void Response::reset() {
  failure = FailureKind::none;
  failure_message.clear();
  aborted = left = false;
  status = 0;
  headers.clear();
  body.clear();
  bytes_sent = bytes_received = 0;
  sent = first_byte = done = {};
  if (!remarkable) return;
  remarkable = false;
  connections_opened = connections_failed = sessions_resumed = 0;
  connect_time = handshake_time = resolve_time = Nanos(0);
  connect_resent = resent = charset_as_coding = looked_at = false;
  body_hash = 0;
  cache_sign.clear();
  ends = {};
  connections_ended = 0;
  attempts = nullptr;
}

std::optional<std::string_view> Response::header(std::string_view lower_case_name) const {
  for (std::string_view rest = headers; !rest.empty();) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    if (line.starts_with(lower_case_name) && line.substr(lower_case_name.size()).starts_with(':')) {
      auto value = line.substr(lower_case_name.size() + 1);
      value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
      return value.substr(0, value.find_last_not_of(" \t") + 1);
    }
    rest.remove_prefix(std::min(line.size() + 2, rest.size()));
  }
  return std::nullopt;
}

}  // namespace plimsoll
