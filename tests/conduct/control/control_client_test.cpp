// A client of the control socket over a pair of sockets, without a thread: what it is answered, and what becomes of one
// that does not read.

#include "conduct/control/control_client.h"

#include "conduct/control/control_protocol.h"
#include "record/run_record_json.h"
#include "tests/conduct/control/fake_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll::control_client_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ControlClientTest : public ::testing::Test {
 public:
  ControlClientTest() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    reader_ = ends[0];
    client_ = std::make_unique<ControlClient>(ends[1], run_.control);
  }
  ~ControlClientTest() override { close(reader_); }

 protected:
  void say(const std::string& line) {
    const auto text = line + "\n";
    EXPECT_EQ(send(reader_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    EXPECT_TRUE(client_->serve(POLLIN));
  }

  // What has come, by line.
  std::vector<std::string> lines() {
    char buffer[4096];
    for (ssize_t count = 0; (count = recv(reader_, buffer, sizeof buffer, 0)) > 0;)
      received_.append(buffer, static_cast<std::size_t>(count));
    std::vector<std::string> lines;
    for (auto end = received_.find('\n'); end != std::string::npos; end = received_.find('\n')) {
      lines.push_back(received_.substr(0, end));
      received_.erase(0, end + 1);
    }
    return lines;
  }

  std::string answer_to(const std::string& line) {
    say(line);
    const auto answers = lines();
    EXPECT_EQ(answers.size(), 1u);
    return answers.empty() ? "" : answers.front();
  }

  static std::vector<RunNews> news_in(const std::vector<std::string>& lines) {
    std::vector<RunNews> news;
    for (const auto& line : lines)
      if (auto one = news_from(line); one.has_value()) news.push_back(std::move(*one));
    return news;
  }

  static double second_of(const RunNews& news) { return std::get<SecondNews>(news.what).row.t_s; }

  FakeRun run_;
  int reader_ = -1;
  std::unique_ptr<ControlClient> client_;
  std::string received_;
};

TEST_F(ControlClientTest, answers_the_words_that_people_type) {
  EXPECT_EQ(answer_to("users 50 users"), "ok");
  EXPECT_EQ(answer_to("rate 200/s bots"), "ok");
  EXPECT_EQ(answer_to("pause"), "ok");
  EXPECT_EQ(answer_to("resume"), "ok");
  EXPECT_EQ(answer_to("status"), "ok users 7 requests 123");
  EXPECT_EQ(answer_to("stop"), "ok");
  EXPECT_THAT(run_.load.calls, ElementsAre("users 0 50", "rate 1 200", "pause", "resume", "stop"));
  EXPECT_EQ(answer_to("users many users"), "error: expected users from 0 to 100000");
  EXPECT_EQ(answer_to("users 100001 users"), "error: expected users from 0 to 100000");
  EXPECT_THAT(answer_to("rate fast bots"), StartsWith("error: expected a rate like"));
  EXPECT_THAT(answer_to("users 5"), HasSubstr("there are several loads: name one"));
  EXPECT_THAT(answer_to("users 5 bots"), HasSubstr("of the other model"));
  EXPECT_THAT(answer_to("users 5 nobody"), HasSubstr("no load named \"nobody\""));
  EXPECT_THAT(answer_to("fly"), StartsWith("error: expected users N"));
}

TEST_F(ControlClientTest, answers_json_with_json) {
  const auto* const ok = R"({"plimsoll_control":1,"ok":true})";
  EXPECT_EQ(answer_to(R"({"users": {"count": 50, "load": "users"}})"), ok);
  EXPECT_EQ(answer_to(R"({"plimsoll_control": 1, "rate": {"per_second": 200, "load": "bots"}})"), ok);
  EXPECT_EQ(answer_to(R"({"pause": {}})"), ok);
  EXPECT_EQ(answer_to(R"({"resume": {}})"), ok);
  EXPECT_EQ(answer_to(R"({"stop": {}})"), ok);
  EXPECT_THAT(run_.load.calls, ElementsAre("users 0 50", "rate 1 200", "pause", "resume", "stop"));
}

TEST_F(ControlClientTest, says_what_was_expected) {
  EXPECT_THAT(answer_to("{"), HasSubstr(R"("error":"expected a JSON object on one line")"));
  EXPECT_THAT(answer_to(R"({"fly": {}})"), HasSubstr("expected one of status, live, log, follow, users"));
  EXPECT_THAT(answer_to(R"({"users": 50})"), HasSubstr("expected an object"));
  EXPECT_THAT(answer_to(R"({"users": {}})"), HasSubstr("has no \\\"count\\\""));
  EXPECT_THAT(answer_to(R"({"users": {"count": -1}})"), HasSubstr("users.count"));
  EXPECT_THAT(answer_to(R"({"plimsoll_control": 2, "stop": {}})"), HasSubstr("expected \\\"plimsoll_control\\\": 1"));
  EXPECT_THAT(run_.load.calls, IsEmpty());
  run_.control.load_is_over();
  EXPECT_THAT(answer_to(R"({"stop": {}})"), HasSubstr("the load is over"));
}

TEST_F(ControlClientTest, status_is_the_whole_run_so_far) {
  run_.seconds(0, 5);
  LoadResults counted;
  counted.failures = {{"predict", "status", "status 500", 4, false, {}}};
  run_.so_far.set_counted(counted);
  const auto status = status_from(answer_to(R"({"status": {}})"));
  ASSERT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(status->live.name, "soak");
  EXPECT_EQ(status->live.elapsed_s, 5);
  EXPECT_EQ(status->live.active_users, 7);
  auto record = run_.so_far.record();
  record.measurement.generator_rss_bytes = status->record.measurement.generator_rss_bytes;  // of this instant
  EXPECT_EQ(to_json(status->record), to_json(record));
  EXPECT_EQ(status->record.failures.at(0).count, 4u);
}

TEST_F(ControlClientTest, follows_from_any_instant_on_and_to_the_end) {
  run_.seconds(0, 20);
  run_.so_far.publish_event("port:5000", {12.5, "restart", 4711, "gunicorn 4711 began anew"});
  say(R"({"follow": {"from_s": 18}})");
  run_.seconds(20, 21);
  run_.so_far.publish_end({RunOutcome::leak, 2, {"memory leaks"}});
  EXPECT_TRUE(client_->send_news());
  const auto got = lines();
  ASSERT_FALSE(got.empty());
  EXPECT_EQ(got.front(), R"({"plimsoll_control":1,"following":{"kept_from_s":0}})");
  const auto news = news_in(got);
  ASSERT_EQ(news.size(), 5u);
  EXPECT_EQ(second_of(news[0]), 18);
  EXPECT_EQ(std::get<SecondNews>(news[0].what).row.requests, 10u);
  EXPECT_EQ(second_of(news[1]), 19);
  EXPECT_EQ(std::get<EventNews>(news[2].what).monitor, "port:5000");
  EXPECT_EQ(std::get<EventNews>(news[2].what).event.message, "gunicorn 4711 began anew");
  EXPECT_EQ(second_of(news[3]), 20);
  EXPECT_EQ(std::get<RunVerdict>(news[4].what).exit_code, 2);
}

TEST_F(ControlClientTest, who_comes_back_goes_on_after_the_last_piece_it_had) {
  run_.seconds(0, 10);
  say(R"({"follow": {"after": 7}})");
  const auto news = news_in(lines());
  ASSERT_EQ(news.size(), 3u);
  EXPECT_EQ(news[0].number, 8u);
  EXPECT_EQ(news[0].missed, 0u);
}

TEST_F(ControlClientTest, what_is_no_longer_kept_is_said) {
  run_.events(0, static_cast<int>(RunHistory::kMost) + 100);
  say(R"({"follow": {"after": 0}})");
  const auto got = lines();
  EXPECT_EQ(got.front(), R"({"plimsoll_control":1,"following":{"kept_from_s":100}})");
  EXPECT_EQ(news_in(got).at(0).missed, 100u);
  EXPECT_EQ(news_in(got).at(0).number, 101u);
}

TEST_F(ControlClientTest, one_that_never_reads_costs_a_bounded_buffer_and_is_told_what_it_missed) {
  say(R"({"follow": {}})");
  std::uint64_t count = 0;
  for (int t = 0; t < 30'000; t += 100) {
    run_.events(t, t + 100);
    count += 100;
    ASSERT_TRUE(client_->send_news());
    ASSERT_LT(client_->waiting_bytes(), 128u << 10);
  }
  std::uint64_t got = 0;
  std::uint64_t missed = 0;
  for (auto some = news_in(lines()); !some.empty(); some = news_in(lines())) {
    for (const auto& news : some) missed += news.missed;
    got += some.size();
    ASSERT_TRUE(client_->send_news());
  }
  EXPECT_GT(missed, 0u);
  EXPECT_EQ(got + missed, count);
}

TEST_F(ControlClientTest, one_that_asks_and_never_reads_is_read_no_more) {
  std::string questions;
  for (int i = 0; i < 300; ++i) questions += "{\"status\": {}}\n";
  EXPECT_GT(send(reader_, questions.data(), questions.size(), 0), 0);
  for (int i = 0; i < 300 && (client_->events_wanted() & POLLIN) != 0; ++i) ASSERT_TRUE(client_->serve(POLLIN));
  EXPECT_EQ(client_->events_wanted(), POLLOUT);
  EXPECT_LT(client_->waiting_bytes(), 1u << 20);
}

TEST_F(ControlClientTest, one_that_sends_no_line_or_goes_away_is_let_go) {
  const std::string endless(5000, 'x');
  EXPECT_GT(send(reader_, endless.data(), endless.size(), 0), 0);
  EXPECT_TRUE(!client_->serve(POLLIN) || !client_->serve(POLLIN));
  shutdown(reader_, SHUT_RDWR);
  while (client_->serve(POLLIN)) {
  }
}

}  // namespace plimsoll::control_client_test
