#pragma once

// What one event of a stream says: fragments of an answer, its end, its tokens by the server's own count, an error. A
// plain value; any thread.

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct FinishedChoice {
  std::size_t choice = 0;  // below StreamedTokens::kMostChoices
  std::string reason;
};

struct StreamedTokens {
  static constexpr std::size_t kMostChoices = 128;  // those beyond are not told apart
  static constexpr std::size_t kLongestReason = 40;
  static constexpr std::size_t kLongestError = 500;
  using Choices = std::bitset<kMostChoices>;

  bool text = false;       // a fragment that is seen by who asked, not empty
  bool reasoning = false;  // one of the model's thoughts
  bool tool_call = false;
  bool recognised = false;  // it is of a known shape, and more than a heartbeat, an end or an error
  bool own_shape = false;   // it is not, and bears something: a fragment where no event of its stream is recognised
  bool done = false;        // nothing comes after it
  bool of_known_protocol = false;             // whose answers say at their end that they are whole
  bool malformed = false;                     // neither JSON nor [DONE], where events were JSON
  bool json = false;                          // it is one JSON text
  bool plain = false;                         // it is none, nor [DONE], a heartbeat or empty
  bool several = false;                       // it is several JSON texts, one after the other
  std::optional<std::uint64_t> tokens_out{};  // so far, of the whole answer
  std::optional<std::uint64_t> tokens_in{};
  Choices begun{};  // the choices that it is about
  std::vector<FinishedChoice> finished{};
  std::optional<std::string> error{};
  std::string_view visible{};  // the text that is seen, of the first answer; where it is kept

  bool has_fragment() const { return text || reasoning || tool_call; }
};

}  // namespace plimsoll
