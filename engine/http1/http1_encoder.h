#pragma once

// Requests in HTTP/1.1's own form. One that never changes is encoded once for all channels of a transport, any other
// into the memory of the channel that sends it. Owned by a transport; its thread only.

#include "engine/exchange/request.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Request line and headers, ended by the empty line; the body follows unchanged.
std::string http1_head(const Request& request);

class Http1Encoder {
 public:
  // The same, valid until the channel's next request; `memory` is the channel's.
  std::string_view head_of(const Request& request, std::string& memory) {
    if (request.number < heads_.size() && !heads_[request.number].empty()) return heads_[request.number];
    return encode(request, memory);
  }

 private:
  std::string_view encode(const Request& request, std::string& memory);

  std::vector<std::string> heads_;  // by the request's number; too long to lie within the string, so that none moves
};

}  // namespace plimsoll
