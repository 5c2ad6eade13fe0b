#pragma once

// A strict chat endpoint of OpenAI's form for tests: POST /v1/chat/completions alone, streamed or whole, with the usage
// where it is asked for. A token is a word. Whatever a real server would not take it answers with a 400 and counts.
// Owned by the test; any thread.

#include "tests/support/loopback_server.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace plimsoll {

class ChatServer {
 public:
  // What it did, exactly.
  struct Log {
    std::uint64_t answers = 0;
    std::uint64_t refused = 0;
    std::uint64_t tokens_in = 0;
    std::uint64_t tokens_out = 0;
    std::vector<std::string> first_texts;     // the first message of each request that was answered
    std::vector<std::size_t> message_counts;  // of each of them
    std::string last_refusal;
  };

  ChatServer();
  std::string url() const { return server_.url(); }
  Log log() const;

 private:
  Reply answer(const ReceivedRequest& request);
  Reply refuse(const std::string& why);

  mutable std::mutex mutex_;
  Log log_;
  LoopbackServer server_;
};

}  // namespace plimsoll
