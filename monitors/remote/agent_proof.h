#pragma once

// How an agent and who asks it prove to each other that they know the same token, which itself is never sent: keyed
// hashes over numbers used once. Pure but for the drawing of numbers; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// 128 random bits, as hexadecimal digits.
std::string draw_nonce();
bool is_nonce(std::string_view text);

// Each says what it proves, so that none can be passed off as another.
std::string proof_of_agent(std::string_view token, std::string_view their_nonce, std::string_view own_nonce);
std::string proof_of_request(std::string_view token, std::string_view target);
std::string proof_of_answer(std::string_view token, std::string_view target, int status, std::string_view body);

// In constant time.
bool same_proof(std::string_view one, std::string_view other);

}  // namespace plimsoll
