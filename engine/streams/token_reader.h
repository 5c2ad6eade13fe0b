#pragma once

// What one event of a stream says, whatever server sent it: fragments of an answer, its end, its tokens by the server's
// own count, an error. Knows the events of OpenAI's chat, completions and responses and of those who answer as it does
// (vLLM, SGLang, llama.cpp, TGI, transformers), Anthropic's messages, Ollama, TGI's and llama.cpp's own, and texts by
// their usual names; of any other it says whether it bears something. Heartbeats and empty events say nothing. One
// reader a stream: events that differ from one before in nothing but their text are not parsed again. Part of a stream
// meter; one thread.

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

class TokenReader {
 public:
  static constexpr std::size_t kLongestError = 500;
  static constexpr std::size_t kLongestReason = 40;

  // `keeps_text`: `visible` is asked for.
  void begin(bool keeps_text = false) noexcept;
  // `type`: of a server-sent event, else empty. Valid until the next call.
  const StreamedTokens& read(std::string_view data, std::string_view type);

 private:
  static StreamedTokens one_of_known_shape();
  bool is_like_before(std::string_view data);
  void parse(std::string_view data);
  void remember(std::string_view data, std::string_view fragment);

  StreamedTokens said_;
  // What one like the remembered says, where it has a text; all else it has said already.
  StreamedTokens like_before_ = one_of_known_shape();
  std::string begin_, end_;  // of the remembered event around its text; empty: none is
  std::string text_;
  bool keeps_text_ = false;
  bool was_json_ = false;
};

}  // namespace plimsoll
