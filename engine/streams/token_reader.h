#pragma once

// What one event of a stream says, whatever server sent it: fragments of an answer, its end, its tokens by the server's
// own count, an error. Knows the events of OpenAI's chat, completions and responses and of those who answer as it does
// (vLLM, SGLang, llama.cpp, TGI, transformers), Anthropic's messages, Ollama, TGI's and llama.cpp's own, and texts by
// their usual names; of any other it says whether it bears something. Heartbeats and empty events say nothing. One
// reader a stream: events that differ from one before in nothing but their text are not parsed again. Part of a stream
// meter; one thread.

#include "engine/streams/streamed_tokens.h"

#include <string>
#include <string_view>

namespace plimsoll {

class TokenReader {
 public:
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
