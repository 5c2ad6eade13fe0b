#include "engine/http1/http1_head.h"

#include <fmt/format.h>

namespace plimsoll {

std::string http1_head(const Request& request) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", to_string(request.method), request.path);
  for (const auto& header : request.headers) head += fmt::format("{}: {}\r\n", header.name, header.value);
  return head + "\r\n";
}

}  // namespace plimsoll
