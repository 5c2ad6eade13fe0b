// Token streams of the built program: counts equal to the server's, failures by name, limits, what every report says.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::stream_run_test {

using nlohmann::json;
using ::testing::HasSubstr;

std::string event(const std::string& choice) { return R"(data: {"choices":[{"index":0,)" + choice + "}]}\n\n"; }

std::string text(const std::string& words) {
  return event(R"("delta":{"content":")" + words + R"("},"finish_reason":null)");
}

const std::string kRole = event(R"("delta":{"role":"assistant","content":""})");
const std::string kEnd =
    event(R"("delta":{},"finish_reason":"stop")") +
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":6}}\n\ndata: [DONE]\n\n";

class StreamRun : public ::testing::Test {
 protected:
  ProcessResult run(const Reply& reply, const std::string& more = "") {
    LoopbackServer server([&](const ReceivedRequest&) { return reply; });
    const auto file = folder_.write(
        "soak.yaml", fmt::format("target: {}\nload: {{users: 2, requests: 50}}\nmonitor: none\nrequests:\n"
                                 "  - name: chat\n    post: /v1/chat/completions\n    json: {{stream: true}}\n"
                                 "    stream: sse\n    slo: {{ttft: \"< 10s\"}}\n{}",
                                 server.url(), more));
    auto result =
        run_process({PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string(), "--no-store"});
    record_ = json::parse(folder_.read("out/run.json"), nullptr, false);
    return result;
  }
  json streams() const { return record_.value("totals", json::object()).value("streams", json::object()); }

  // Values in one of its histograms.
  std::uint64_t counted(const std::string& time) const {
    std::uint64_t values = 0;
    const auto histogram = streams().value(time + "_histogram", json::object());
    for (const auto& bucket : histogram.value("buckets", json::array())) values += bucket[1].get<std::uint64_t>();
    return values;
  }

  TempFolder folder_;
  json record_;
};

Reply good() { return Reply::chunked({kRole, text("One"), text(" two"), text(" three"), kEnd}); }

TEST_F(StreamRun, counts_what_came_and_times_it) {
  const auto result = run(good(), "thresholds: [ttft_p95 < 10s, gap_max < 10s, goodput > 99%]\n");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(streams()["streams"], 50);
  EXPECT_EQ(streams()["events"], 50 * 7);
  EXPECT_EQ(streams()["token_events"], 50 * 3);
  EXPECT_EQ(streams()["counted"], 50);
  EXPECT_EQ(streams()["tokens_out"], 50 * 6);
  EXPECT_EQ(streams()["tokens_in"], 50 * 4);
  EXPECT_EQ(streams()["held"], 50);
  EXPECT_EQ(streams()["finish_reasons"], json({{"stop", 50}}));
  EXPECT_EQ(counted("first_token"), 50U) << streams().dump(1);
  EXPECT_EQ(counted("gap"), 50U * 2);
  EXPECT_EQ(counted("token_by_usage"), 50U);
  EXPECT_THAT(result.out, HasSubstr("Token streams"));
  EXPECT_THAT(result.out, HasSubstr("chat: Time a token: tokens counted by the server. A prompt had 4 tokens in "
                                    "the mean, by the server's count."));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("tokens counted by the server"));
  EXPECT_THAT(folder_.read("out/junit.xml"), HasSubstr("chat: 50 good streams: first token after "));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("| chat | 50 | 0 | "));
  EXPECT_THAT(folder_.read("out/streams.csv"), HasSubstr("\nchat,50,0,50,350,150,50,300,200,"));
  EXPECT_EQ(record_["streamed"][0]["first_token_ms"], 10'000);
  std::uint64_t over_time = 0;
  for (const auto& step : record_["streams_over_time"]["steps"]) over_time += step["streams"].get<std::uint64_t>();
  EXPECT_EQ(over_time, 50U);
}

TEST_F(StreamRun, names_what_is_wrong_within_a_200) {
  struct Case {
    Reply reply;
    std::string kind;
    std::string words;
  };
  const Case cases[] = {
      {Reply::chunked({kRole, text("One"), "data: {\"error\":{\"message\":\"out of memory\"}}\n\n", kEnd}),
       "stream_error", "an error within the stream: out of memory"},
      {Reply::chunked({kRole, text("One")}), "stream_cut", "the stream ends without [DONE] or a finish reason"},
      {Reply::chunked({kRole, kEnd}), "stream_empty", "no event of the stream has text"},
      {Reply::chunked({kRole, text("One"), "data: {\"cho\n\n", kEnd}), "malformed",
       "an event of the stream is not JSON, where those before it are"},
  };
  for (const auto& one : cases) {
    const auto result = run(one.reply);
    EXPECT_EQ(result.exit_code, 1) << one.kind << result.out << result.err;
    EXPECT_EQ(record_["totals"]["failures_by_kind"], json({{one.kind, 50}})) << one.kind;
    EXPECT_EQ(record_["failures"][0]["message"], one.words);
    EXPECT_EQ(counted("first_token"), 0U) << "times are of good answers";
    EXPECT_EQ(counted("first_token_failed"), one.kind == "stream_empty" ? 0U : 50U) << one.kind;
  }
}

TEST_F(StreamRun, fails_by_its_thresholds) {
  const auto result = run(good(), "thresholds: [ttft_p95 < 1us]\n");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("ttft_p95 < 1us"));
}

}  // namespace plimsoll::test::stream_run_test
