#pragma once

// What one event of a stream says, whatever server sent it: fragments of an answer, its end, its tokens by the server's
// own count, an error. Knows the events of OpenAI's chat, completions and responses and of those who answer as it does
// (vLLM, SGLang, llama.cpp, TGI, transformers), Anthropic's messages, Ollama, TGI's and llama.cpp's own; of any other
// event its data is the fragment. One reader a stream: events that differ from one before in nothing but their text are
// not parsed again. Part of a stream meter; one thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct StreamedTokens {
  bool text = false;       // a fragment that is seen by who asked, not empty
  bool reasoning = false;  // one of the model's thoughts
  bool tool_call = false;
  bool done = false;                          // nothing comes after it
  bool of_known_protocol = false;             // whose answers say at their end that they are whole
  bool malformed = false;                     // neither JSON nor [DONE], where events were JSON
  bool plain = false;                         // it is not JSON
  bool several = false;                       // it is several JSON texts, one after the other
  std::optional<std::uint64_t> tokens_out{};  // so far, of the whole answer
  std::optional<std::uint64_t> tokens_in{};
  std::string finish_reason{};  // empty: it says none
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
  bool is_like_before(std::string_view data);
  void parse(std::string_view data);
  void remember(std::string_view data, std::string_view fragment);

  StreamedTokens said_;
  StreamedTokens like_before_;  // what one like the remembered says, where it has a text
  std::string begin_, end_;     // of the remembered event around its text; empty: none is
  std::string text_;
  bool keeps_text_ = false;
  bool was_json_ = false;
};

}  // namespace plimsoll
