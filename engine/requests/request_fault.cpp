#include "engine/requests/request_fault.h"

namespace plimsoll {
namespace {

constexpr std::string_view kVersion = " HTTP/1.1\r\n";

// A version that does not exist, for servers that look at the first line, and a header without a colon for the others.
// Path, length and body stay, so that a log tells which request it was.
void break_head(std::string& head) {
  head.replace(head.find(kVersion), kVersion.size(), " HTTP/x.y\r\nthis line is malformed on purpose\r\n");
}

}  // namespace

Request with_fault(Request request, const Fault& fault) {
  request.fault = &fault;
  if (fault.kind == FaultKind::malformed) break_head(request.http1_head);
  return request;
}

}  // namespace plimsoll
