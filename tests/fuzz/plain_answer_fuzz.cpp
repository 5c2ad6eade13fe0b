// Any bytes as an answer: the plain path and the general parser come to the same, in the same pieces. The first byte
// chooses what the request wants and how the connection ends, the second the size of the pieces.

#include "engine/http1/cache_signs.h"
#include "tests/support/both_parsers.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::uint64_t kLimit = 4 << 10;

void compare(std::string_view bytes, const plimsoll::Request& request, std::size_t piece, bool reset) {
  const auto difference = plimsoll::BothParsers::difference(bytes, request, piece, kLimit, reset);
  if (difference.empty()) return;
  std::fprintf(stderr, "the plain path and the general parser differ: %s\n", difference.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  plimsoll::Request request;
  request.keeps_body = (data[0] & 1) != 0;
  request.keeps_headers = (data[0] & 2) != 0;
  if ((data[0] & 4) != 0) request.method = plimsoll::Method::head;
  const bool reset = (data[0] & 8) != 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto sign = plimsoll::sign_of_cache(bytes);
  if (!sign.empty() && sign.find(':') == std::string_view::npos) std::abort();
  compare(bytes, request, std::string_view::npos, reset);
  compare(bytes, request, data[1] + 1U, reset);
  return 0;
}
