// The traps that clients of token streams fall into, over loopback: which event's instant is which, how many tokens
// there are and by whose count, what has failed. Over epoll, io_uring and TLS.

#include "engine/results/stream_folding.h"
#include "tests/engine/each_io.h"
#include "tests/engine/http1/watched_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_traps_test {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

enum class Way { epoll, uring, tls };

std::string data(const std::string& json) { return "data: " + json + "\n\n"; }
std::string delta(const std::string& fields) { return data(R"({"choices":[{"index":0,"delta":{)" + fields + "}}]}"); }
std::string text(const std::string& words) { return delta(R"("content":")" + words + "\""); }

const std::string kRole = delta(R"("role":"assistant","content":"")");
const std::string kStop = data(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})");
const std::string kDone = "data: [DONE]\n\n";
std::string usage(int tokens) {
  return data(R"({"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":)" + std::to_string(tokens) + "}}");
}

class StreamTraps : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (GetParam() != Way::uring) return;
    const auto refusal = ring_refusal();
    if (!refusal.empty()) GTEST_SKIP() << "no io_uring on this machine: " << refusal;
  }

  static WatchedStream stream(const std::vector<std::string>& parts, StreamRules rules = {},
                              std::string_view head = kStreamHead) {
    auto options = Http1Client::to_port(0);
    options.uses_ring = GetParam() == Way::uring;
    LoopbackOptions server;
    if (GetParam() == Way::tls) {
      server.tls = TestCertificate::self_signed("127.0.0.1");
      options.url.scheme = Url::Scheme::https;
      options.tls.insecure = true;
    }
    return watch_stream(parts, options, rules, server, head);
  }

  static std::string failure(const WatchedStream& watched) { return std::string(to_string(watched.response.failure)); }
  static StreamTime provenance(const WatchedStream& watched) {
    return time_per_token(watched.log()).value().provenance;
  }
};

TEST_P(StreamTraps, a_role_alone_is_an_event_and_no_token) {
  const auto seen = stream({kRole, text("Hi"), text("!"), kStop + kDone});
  EXPECT_EQ(failure(seen), "none") << seen.response.failure_message;
  EXPECT_EQ(seen.part_of(&StreamLog::first_event), 0);
  EXPECT_EQ(seen.part_of(&StreamLog::first_token), 1);
  EXPECT_EQ(seen.part_of(&StreamLog::first_text), 1);
  EXPECT_EQ(seen.log().first_token, seen.after[1].last_token);
  EXPECT_EQ(seen.log().last_token, seen.after[2].last_token);
  EXPECT_EQ(seen.log().token_events, 2U);
  EXPECT_EQ(seen.reads.gaps.count(), 1U);
  EXPECT_THAT(seen.log().tokens_out, Eq(std::nullopt));
  EXPECT_EQ(provenance(seen), StreamTime::token_by_event);
}

TEST_P(StreamTraps, tokens_of_a_first_event_that_has_several_are_not_those_behind_it) {
  const auto counted = [](const std::string& words, int tokens) {
    return data(R"({"choices":[{"index":0,"delta":{"content":")" + words +
                R"("}}],"usage":{"prompt_tokens":4,"completion_tokens":)" + std::to_string(tokens) + "}}");
  };
  const auto seen = stream(
      {counted("Five tokens all at once", 5), counted(" more", 6), counted(" here", 7), kStop + usage(7) + kDone});
  EXPECT_EQ(failure(seen), "none") << seen.response.failure_message;
  EXPECT_EQ(seen.part_of(&StreamLog::first_token), 0);
  EXPECT_THAT(seen.log().tokens_in_first, Optional(5U));
  EXPECT_THAT(seen.log().tokens_out, Optional(7U));
  EXPECT_EQ(provenance(seen), StreamTime::token_by_usage_of_each);
  EXPECT_EQ(time_per_token(seen.log())->time, (seen.log().last_token - seen.log().first_token) / 2);
}

TEST_P(StreamTraps, a_thought_is_the_first_token_and_no_text) {
  const auto seen = stream({kRole, delta(R"("reasoning_content":"Hm")"), text("Yes"), kStop + usage(9) + kDone});
  EXPECT_EQ(failure(seen), "none") << seen.response.failure_message;
  EXPECT_EQ(seen.part_of(&StreamLog::first_token), 1);
  EXPECT_EQ(seen.part_of(&StreamLog::first_text), 2);
  EXPECT_LT(seen.log().first_token, seen.log().first_text);
  EXPECT_THAT(seen.log().tokens_out, Optional(9U));
  EXPECT_EQ(provenance(seen), StreamTime::token_by_usage);
}

TEST_P(StreamTraps, an_error_event_fails_a_200) {
  const auto seen = stream({kRole, text("Hi"), data(R"({"error":{"message":"out of memory","code":500}})"), kDone});
  EXPECT_EQ(seen.response.status, 200);
  EXPECT_EQ(failure(seen), "stream_error");
  EXPECT_EQ(seen.response.failure_message, "an error within the stream: out of memory");
  EXPECT_EQ(seen.log().token_events, 1U);
  const auto named = stream({text("Hi"), "event: error\ndata: overloaded\n\n"});
  EXPECT_EQ(failure(named), "stream_error");
  EXPECT_EQ(named.response.failure_message, "an error within the stream: overloaded");
}

TEST_P(StreamTraps, without_done_or_a_reason_it_was_cut) {
  const auto seen = stream({kRole, text("Hi"), text(" the")});
  EXPECT_EQ(failure(seen), "stream_cut");
  EXPECT_EQ(seen.response.failure_message, "the stream ends without [DONE] or a finish reason");
  EXPECT_EQ(failure(stream({kRole, text("Hi"), kStop})), "none");
  EXPECT_EQ(failure(stream({kRole, text("Hi"), kDone})), "none");
}

TEST_P(StreamTraps, the_usage_event_is_no_token_and_counts_them) {
  const auto seen = stream({text("a"), text("b"), text("c"), kStop, usage(3), kDone});
  EXPECT_EQ(failure(seen), "none") << seen.response.failure_message;
  EXPECT_EQ(seen.log().events, 6U);
  EXPECT_EQ(seen.log().token_events, 3U);
  EXPECT_THAT(seen.log().tokens_out, Optional(3U));
  EXPECT_THAT(seen.log().tokens_in, Optional(4U));
  EXPECT_EQ(seen.log().last_token, seen.after[2].last_token) << "no later event moves it";
  EXPECT_EQ(seen.reads.gaps.count(), 2U);
  EXPECT_EQ(provenance(seen), StreamTime::token_by_usage);
}

TEST_P(StreamTraps, a_character_cut_by_two_reads_is_one_event_when_it_is_whole) {
  const auto event = text("h\xc3\xa9!");
  const auto cut = event.find('\xc3') + 1;
  const auto seen = stream({event.substr(0, cut), event.substr(cut), kStop + kDone});
  EXPECT_EQ(failure(seen), "none") << seen.response.failure_message;
  EXPECT_EQ(seen.part_of(&StreamLog::first_token), 1);
  EXPECT_EQ(seen.log().token_events, 1U);
}

TEST_P(StreamTraps, an_empty_answer_has_failed) {
  const auto seen = stream({kRole, kStop, kDone});
  EXPECT_EQ(failure(seen), "stream_empty");
  EXPECT_EQ(seen.response.failure_message, "no event of the stream has text");
  EXPECT_EQ(seen.log().events, 3U);
  EXPECT_EQ(seen.part_of(&StreamLog::first_token), -1);
  EXPECT_EQ(failure(stream({})), "stream_empty");
}

TEST_P(StreamTraps, instants_are_the_kernels_where_it_tells) {
  const auto seen = stream({text("a"), text("b"), kStop + kDone});
  if (GetParam() == Way::uring) {
    EXPECT_EQ(seen.reads.delays.count(), 0U);
    EXPECT_GE(seen.reads.unstamped, 4U);
  } else {
    EXPECT_GE(seen.reads.delays.count(), 3U);
    EXPECT_LE(seen.reads.unstamped, 1U) << "the kernel begins to stamp a moment after it was asked to";
  }
  EXPECT_LE(seen.response.sent, seen.response.first_byte);
  EXPECT_LE(seen.response.first_byte, seen.log().first_token);
  EXPECT_LE(seen.log().first_token, seen.log().last_token);
  EXPECT_LE(seen.log().last_token, seen.response.done);
}

INSTANTIATE_TEST_SUITE_P(, StreamTraps, testing::Values(Way::epoll, Way::uring, Way::tls), [](const auto& way) {
  return way.param == Way::epoll ? "epoll" : way.param == Way::uring ? "uring" : "tls";
});

}  // namespace plimsoll::stream_traps_test
