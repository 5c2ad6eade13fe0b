#include "monitors/remote/agent_proof.h"

#include "core/hex.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <random>

namespace plimsoll {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::string_view kDigits = "0123456789abcdef";

std::string keyed_hash(std::string_view key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), hash.data(), &length);
  return to_hex({reinterpret_cast<const char*>(hash.data()), length});
}

}  // namespace

std::string draw_nonce() {
  std::array<unsigned char, kNonceBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    std::random_device device;
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<unsigned char>(device()); });
  }
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_nonce(std::string_view text) {
  return text.size() == 2 * kNonceBytes && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::string proof_of_agent(std::string_view token, std::string_view their_nonce, std::string_view own_nonce) {
  return keyed_hash(token, fmt::format("plimsoll agent\n{}\n{}", their_nonce, own_nonce));
}

std::string proof_of_request(std::string_view token, std::string_view target) {
  return keyed_hash(token, fmt::format("plimsoll request\n{}", target));
}

std::string proof_of_answer(std::string_view token, std::string_view target, int status, std::string_view body) {
  return keyed_hash(token, fmt::format("plimsoll answer\n{}\n{}\n{}", target, status, body));
}

bool same_proof(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace plimsoll
