#include "engine/http1/malformed_answer.h"

#include <fmt/format.h>

namespace plimsoll {

std::string describe_malformed(std::span<const unsigned char, 2> first_bytes, std::string_view reason) {
  constexpr unsigned char kTlsAlert = 0x15;
  constexpr unsigned char kTlsHandshake = 0x16;
  constexpr unsigned char kTlsMajor = 0x03;
  if ((first_bytes[0] == kTlsAlert || first_bytes[0] == kTlsHandshake) && first_bytes[1] == kTlsMajor)
    return "not an HTTP/1 answer but TLS: the server speaks TLS on this port (use https://)";
  return fmt::format("not a well-formed HTTP/1 answer: {}", reason.empty() ? "broken syntax" : reason);
}

}  // namespace plimsoll
