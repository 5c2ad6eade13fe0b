// Token streams of the built program: counts equal to the server's, failures by name, limits, what every report says.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace plimsoll::test::stream_run_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

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
    return run_with([&](const ReceivedRequest&) { return reply; }, more);
  }
  ProcessResult run_with(const std::function<Reply(const ReceivedRequest&)>& answer, const std::string& more = "") {
    LoopbackServer server(answer);
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

  // Where its times a token have their counts from.
  std::set<std::string> counted_by() const {
    std::set<std::string> found;
    for (const auto* one : {"token_by_usage_of_each", "token_by_usage", "token_by_event"})
      if (counted_times(one) > 0) found.insert(one);
    return found;
  }

  // Values in one of its histograms.
  std::uint64_t counted_times(const std::string& time) const {
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
  EXPECT_EQ(counted_times("first_token"), 50U) << streams().dump(1);
  EXPECT_EQ(counted_times("gap"), 50U * 2);
  EXPECT_EQ(counted_times("token_by_usage"), 50U);
  EXPECT_THAT(result.out, HasSubstr("Token streams"));
  EXPECT_THAT(result.out,
              HasSubstr("chat: Time a token: tokens counted by the server. A prompt had 4 tokens in the mean,"));
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
    EXPECT_EQ(counted_times("first_token"), 0U) << "times are of good answers";
    EXPECT_EQ(counted_times("first_token_failed"), one.kind == "stream_empty" ? 0U : 50U) << one.kind;
  }
}

// What a stream of each trap comes to in the record: of 50 streams that are all alike.
TEST_F(StreamRun, falls_into_none_of_the_traps) {
  struct Trap {
    std::string name;
    Reply reply;
    std::string failure;  // empty: all are good
    std::uint64_t events, tokens_in_events, tokens_counted;
    std::string provenance;
  };
  const auto counted = [](const std::string& words, int tokens) {
    return fmt::format(
        R"(data: {{"choices":[{{"index":0,"delta":{{"content":"{}"}}}}],"usage":{{"completion_tokens":{}}}}})"
        "\n\n",
        words, tokens);
  };
  const std::string stop = event(R"("delta":{},"finish_reason":"stop")");
  const std::string done = "data: [DONE]\n\n";
  const auto thought = event(R"("delta":{"reasoning_content":"Hm"})");
  const auto accent = text("h\xc3\xa9");
  const Trap traps[] = {
      {"a role alone", Reply::chunked({kRole, text("a"), text("b"), stop + done}), "", 5, 2, 0, "token_by_event"},
      {"several in the first", Reply::chunked({counted("five at once", 5), counted(" and", 6), stop + done}), "", 4, 2,
       6, "token_by_usage_of_each"},
      {"a thought first", Reply::chunked({kRole, thought, text("a"), kEnd}), "", 6, 2, 6, "token_by_usage"},
      {"an error", Reply::chunked({text("a"), "data: {\"error\":{\"message\":\"no\"}}\n\n", done}), "stream_error", 0,
       0, 0, ""},
      {"no [DONE]", Reply::chunked({text("a"), text("b")}), "stream_cut", 0, 0, 0, ""},
      {"a usage event", Reply::chunked({text("a"), text("b"), kEnd}), "", 5, 2, 6, "token_by_usage"},
      {"a character cut by two reads",
       Reply::raw(Reply::until_close(accent + text("b") + done).bytes).byte_by_byte().then_close(), "", 3, 2, 0,
       "token_by_event"},
      {"nothing", Reply::chunked({kRole, stop + done}), "stream_empty", 0, 0, 0, ""},
  };
  for (const auto& trap : traps) {
    const auto result = run(trap.reply);
    if (!trap.failure.empty()) {
      EXPECT_EQ(record_["totals"]["failures_by_kind"], json({{trap.failure, 50}})) << trap.name << result.out;
      continue;
    }
    EXPECT_EQ(result.exit_code, 0) << trap.name << result.out << result.err;
    EXPECT_EQ(streams()["streams"], 50) << trap.name;
    EXPECT_EQ(streams()["events"], 50 * trap.events) << trap.name;
    EXPECT_EQ(streams()["token_events"], 50 * trap.tokens_in_events) << trap.name;
    EXPECT_EQ(streams()["tokens_out"], 50 * trap.tokens_counted) << trap.name;
    EXPECT_EQ(counted_by(), std::set<std::string>{trap.provenance}) << trap.name;
    EXPECT_EQ(counted_times("gap"), 50 * (trap.tokens_in_events - 1)) << trap.name;
  }
}

TEST_F(StreamRun, takes_no_heartbeat_for_a_token) {
  const std::string beats = "event: ping\ndata: {}\n\ndata: {\"object\":\"heartbeat\"}\n\ndata: {\"waiting\":1}\n\n";
  const auto result = run(Reply::chunked({beats, beats, text("a"), beats, text("b"), beats, kEnd}));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(streams()["token_events"], 50 * 2);
  EXPECT_EQ(counted_times("gap"), 50U);
}

TEST_F(StreamRun, measures_a_server_of_its_own_shape) {
  const auto result = run(Reply::chunked({"data: {\"prediction\":1}\n\n", "data: {}\n\n", "data: 2\n\n"}));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(streams()["events"], 50 * 3);
  EXPECT_EQ(streams()["token_events"], 50 * 2);
  EXPECT_EQ(counted_times("gap"), 50U);
  EXPECT_EQ(counted_times("first_token"), 50U);
}

TEST_F(StreamRun, counts_the_reasons_of_all_choices_and_fails_an_abort) {
  const auto second = [](const std::string& choice) { return R"(data: {"choices":[{"index":1,)" + choice + "}]}\n\n"; };
  const auto reasons = event(R"("delta":{},"finish_reason":"stop")") + second(R"("delta":{},"finish_reason":"length")");
  const auto both = run(Reply::chunked({text("a"), second(R"("delta":{"content":"b"})"), reasons}));
  EXPECT_EQ(both.exit_code, 0) << both.out << both.err;
  EXPECT_EQ(streams()["finish_reasons"], json({{"length", 50}, {"stop", 50}}));
  const auto aborted =
      run(Reply::chunked({text("a"), event(R"("delta":{},"finish_reason":"abort")"), "data: [DONE]\n\n"}));
  EXPECT_EQ(aborted.exit_code, 1);
  EXPECT_EQ(record_["totals"]["failures_by_kind"], json({{"stream_error", 50}}));
  EXPECT_EQ(record_["failures"][0]["message"], R"(an error within the stream: it ended with the reason "abort")");
  EXPECT_EQ(streams()["held"], 0);
}

TEST_F(StreamRun, tells_what_is_no_stream) {
  const auto result = run(Reply::with(200, "text/html", "<html><body>Sign in</body></html>"));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(record_["totals"]["failures_by_kind"], json({{"malformed", 50}}));
  EXPECT_EQ(record_["failures"][0]["message"], "answered text/html, not an event stream: is this the path of the API?");
}

TEST_F(StreamRun, does_not_believe_a_count_that_contradicts_itself) {
  const auto lie = "data: {\"choices\":[],\"usage\":{\"completion_tokens\":0}}\n\ndata: [DONE]\n\n";
  const auto result = run(Reply::chunked({text("a"), text("b"), lie}));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(streams()["distrusted"], 50);
  EXPECT_EQ(streams()["counted"], 0);
  EXPECT_EQ(counted_by(), std::set<std::string>{"token_by_event"});
  EXPECT_THAT(result.out, HasSubstr("contradicts itself"));
}

TEST_F(StreamRun, has_goodput_of_what_has_an_slo) {
  const auto answer = [](const ReceivedRequest& request) {
    return request.target == "/title" ? Reply::chunked({"data: {\"error\":{\"message\":\"no\"}}\n\n"}) : good();
  };
  const auto result = run_with(answer,
                               "  - {name: title, post: /title, stream: sse}\n"
                               "thresholds: [goodput > 99%, goodput_per_second > 0.1/s, failed_requests < 100]\n");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto all = streams();
  EXPECT_GT(all["limited"], 0);
  EXPECT_EQ(all["limited"], all["held"]);
  EXPECT_EQ(all["limited"], record_["requests"][0]["requests"]);
  EXPECT_EQ(record_["requests"][1]["streams"].value("limited", 0), 0);
  EXPECT_GT(record_["requests"][1]["failures"], 0);
  EXPECT_THAT(folder_.read("out/report.html"),
              HasSubstr("100 % of all streams that have an slo met every limit of it"));
}

// The ids differ, the words do not; what turns the direction of the text around it is shown nowhere.
TEST_F(StreamRun, counts_errors_together_that_name_another_request_each) {
  std::atomic<int> count = 0;
  const auto answer = [&](const ReceivedRequest&) {
    return Reply::chunked(
        {fmt::format("data: {{\"error\":{{\"message\":\"request req-{} \\u202edeliaf \\u009b31m\"}}}}\n\n", ++count)});
  };
  const auto result = run_with(answer, "thresholds: [failed_requests < 100]\n");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  ASSERT_EQ(record_["failures"].size(), 1U) << record_["failures"].dump(1);
  EXPECT_EQ(record_["failures"][0]["count"], 50);
  EXPECT_EQ(record_["failures"][0]["message"], "an error within the stream: request # \uFFFDdeliaf \uFFFD31m");
  EXPECT_THAT(record_["failures"][0]["examples"][0].dump(), HasSubstr("request req-"));
  EXPECT_EQ(streams()["limited"], 50) << "what failed is among those that have an slo";
  EXPECT_EQ(streams()["held"], 0);
  // NOLINTNEXTLINE(misc-misleading-bidirectional): what must not come out
  for (const std::string point : {"\u202E", "\xC2\x9B"}) {
    EXPECT_THAT(result.out + result.err, Not(HasSubstr(point)));
    for (const auto* file : {"out/report.html", "out/junit.xml", "out/summary.md", "out/run.json"})
      EXPECT_THAT(folder_.read(file), Not(HasSubstr(point))) << file;
  }
}

TEST_F(StreamRun, fails_by_its_thresholds) {
  const auto result = run(good(), "thresholds: [ttft_p95 < 1us]\n");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("ttft_p95 < 1us"));
}

}  // namespace plimsoll::test::stream_run_test
