#include "schedules/messages/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace plimsoll {

std::string signature_of(std::string_view secret, std::string_view timestamp, std::string_view body) {
  const auto text = fmt::format("{}.{}", timestamp, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
  std::string signature = "v1=";
  for (unsigned i = 0; i < length; ++i) signature += fmt::format("{:02x}", digest[i]);
  return signature;
}

}  // namespace plimsoll
