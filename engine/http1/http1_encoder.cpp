#include "engine/http1/http1_encoder.h"

namespace plimsoll {

namespace {

void append_head(const Request& request, std::string& to) {
  to.append(to_string(request.method)).append(" ").append(request.path).append(" HTTP/1.1\r\n");
  for (const auto& header : request.headers) to.append(header.name).append(": ").append(header.value).append("\r\n");
  to.append("\r\n");
}

}  // namespace

std::string http1_head(const Request& request) {
  std::string head;
  append_head(request, head);
  return head;
}

std::string_view Http1Encoder::encode(const Request& request, std::string& memory) {
  if (request.number == 0) {
    memory.clear();
    append_head(request, memory);
    return memory;
  }
  if (heads_.size() <= request.number) heads_.resize(request.number + 1);
  return heads_[request.number] = http1_head(request);
}

}  // namespace plimsoll
