// The agent's answers and who asks for them, without a network between: each test holds both ends.

#include "monitors/remote/agent_proof.h"
#include "tests/agent/agent_ends.h"

#include <gmock/gmock.h>

namespace plimsoll::agent_probe_test {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(AgentTest, hands_on_what_was_read_losslessly) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value()) << probe.error().message;
  EXPECT_EQ((*probe)->limit_bytes(), 1ULL << 30);
  EXPECT_THAT((*probe)->notes(), ElementsAre("a note"));
  next_->events = {{ProcessEvent::Kind::restarted, 7, "came again \xff"}};
  next_->values = {{"cgroup_bytes", "bytes", 0.1, true}};

  const auto asked_at = now_;
  const auto reading = (*probe)->read({});
  ASSERT_THAT(reading.processes, SizeIs(1));
  const auto& process = reading.processes[0];
  EXPECT_EQ(process.pid, 7);
  EXPECT_EQ(process.command, "python3");
  EXPECT_EQ(process.started_at, "2026-11-21T17:00:00Z");
  EXPECT_TRUE(process.is_root);
  EXPECT_EQ(process.rss_bytes, 5'000'000'000U);
  EXPECT_EQ(process.anon_bytes, 4096U);
  EXPECT_EQ(process.cpu_seconds, 1.25);
  EXPECT_EQ(process.threads, 3U);
  EXPECT_EQ(process.pss_bytes, std::nullopt);
  ASSERT_THAT(reading.events, SizeIs(1));
  EXPECT_EQ(reading.events[0].kind, ProcessEvent::Kind::restarted);
  ASSERT_THAT(reading.values, SizeIs(1));
  EXPECT_EQ(reading.values[0].value, 0.1);
  EXPECT_TRUE(reading.values[0].judged);
  EXPECT_EQ(reading.taken, asked_at + 20ms) << "half the way there and back";
  EXPECT_EQ((*probe)->description(), "python3 7 at far:7070");
}

TEST_F(AgentTest, says_that_nothing_is_known_where_a_reading_was_not_due) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  next_->processes.clear();
  EXPECT_FALSE((*probe)->read({}).unknown) << "who has ended is not unknown";
  next_->unknown = true;
  const auto not_due = (*probe)->read({});
  EXPECT_TRUE(not_due.unknown);
  EXPECT_THAT(not_due.events, IsEmpty());
}

TEST_F(AgentTest, refuses_an_agent_of_another_token_and_does_not_show_its_own) {
  start_agent("another token, as long");
  const auto probe = open();
  ASSERT_TRUE(probe.has_error());
  EXPECT_THAT(probe.error().message, HasSubstr("does not have the same token"));
  EXPECT_THAT(asked_, SizeIs(1)) << "something was said to a stranger";
  EXPECT_EQ(agent_->watches(), 0U);
}

TEST_F(AgentTest, answers_nobody_who_cannot_prove_the_token) {
  start_agent();
  ASSERT_TRUE(open().has_value());
  const auto stolen = asked_.back();
  EXPECT_EQ(answer(stolen).status, 410) << "a watch was opened twice by the same proof";
  const auto session = stolen.substr(stolen.find("session="), 40);
  EXPECT_EQ(answer("/v1/sample?" + session + "&n=1").status, 401);
  EXPECT_EQ(answer("/v1/sample?" + session + "&n=1&proof=" + std::string(64, '0')).status, 401);
  for (const auto& asked : asked_) EXPECT_EQ(asked.find(kToken), std::string::npos);
}

TEST_F(AgentTest, watches_only_what_is_allowed) {
  start_agent(kToken, {"port:*"});
  const auto probe = open();
  ASSERT_TRUE(probe.has_error());
  EXPECT_THAT(probe.error().message, HasSubstr("pid:7 may not be watched"));
}

TEST_F(AgentTest, tells_an_absence_and_a_return_once_each_and_nobody_ends_meanwhile) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  const auto life = (*probe)->read({}).processes.at(0).life;
  agent_.reset();
  const auto gap = (*probe)->read({});
  EXPECT_TRUE(gap.unknown);
  ASSERT_THAT(gap.events, SizeIs(1));
  EXPECT_EQ(gap.events[0].kind, ProcessEvent::Kind::gone);
  EXPECT_THAT((*probe)->read({}).events, IsEmpty());

  start_agent();  // that knows no session of before
  const auto back = (*probe)->read({});
  EXPECT_FALSE(back.unknown);
  ASSERT_THAT(back.events, SizeIs(1));
  EXPECT_THAT(back.events[0].message, HasSubstr("answers again"));
  EXPECT_EQ(back.processes.at(0).life, life) << "the same process became another";
}

TEST_F(AgentTest, gives_another_process_of_the_same_pid_another_life) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  const auto life = (*probe)->read({}).processes.at(0).life;
  next_->processes = {sample_of(7, 200)};
  start_agent();
  EXPECT_NE((*probe)->read({}).processes.at(0).life, life);
}

TEST_F(AgentTest, keeps_processes_of_an_unknown_start_apart_across_a_restart) {
  next_->processes = {sample_of(7, 0)};
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  const auto life = (*probe)->read({}).processes.at(0).life;
  EXPECT_EQ((*probe)->read({}).processes.at(0).life, life);
  start_agent();
  EXPECT_NE((*probe)->read({}).processes.at(0).life, life);
}

TEST_F(AgentTest, loses_no_event_with_an_answer) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  next_->events = {{ProcessEvent::Kind::exited, 8, "ended"}};
  loses_next_ = true;
  EXPECT_TRUE((*probe)->read({}).unknown);
  const auto reading = (*probe)->read({});
  ASSERT_THAT(reading.events, SizeIs(1));
  EXPECT_EQ(reading.events[0].message, "ended");
  const auto next = (*probe)->read({});
  ASSERT_THAT(next.events, SizeIs(1));
  EXPECT_THAT(next.events[0].message, HasSubstr("answers again")) << "the lost one is of before";
}

TEST_F(AgentTest, tells_what_the_agent_itself_takes_and_reads_less_by_that) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  ProbeMoment ours;
  ours.monitoring_share = 0.7;
  EXPECT_THAT((*probe)->read(ours).values, IsEmpty()) << "nothing to divide by yet";
  now_ += 10s - 40ms;
  cpu_time_ += 100ms;
  const auto reading = (*probe)->read(ours);
  ASSERT_THAT(reading.values, SizeIs(1));
  EXPECT_EQ(reading.values[0].name, "agent_cpu_share");
  EXPECT_DOUBLE_EQ(reading.values[0].value, 0.01);
  EXPECT_DOUBLE_EQ(strings_->monitoring_share, 0.01);
  next_->processes.clear();
  EXPECT_THAT((*probe)->read(ours).values, IsEmpty()) << "whose end would not be seen";
}

TEST_F(AgentTest, says_which_metrics_are_chosen) {
  start_agent();
  auto with_metrics = access();
  with_metrics.metrics = {"app_cache_bytes", "app pool&_*"};
  const LocalClocks clocks{[this] { return now_; }, [this] { return wall_; }};
  ASSERT_TRUE(AgentProbe::open(with_metrics, clocks).has_value());
  EXPECT_THAT(metrics_, ElementsAre("app_cache_bytes", "app pool&_*"));
  ASSERT_TRUE(open().has_value());
  EXPECT_THAT(metrics_, IsEmpty());

  with_metrics.metrics.assign(1000, "a name of some length");
  const auto refused = AgentProbe::open(with_metrics, clocks);
  ASSERT_TRUE(refused.has_error());
  EXPECT_THAT(refused.error().message, HasSubstr("pid:7 and its metrics: expected at most 6000 bytes"));
}

TEST_F(AgentTest, forgets_who_does_not_ask_for_a_minute) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  now_ += 61s;
  answer("/");
  EXPECT_EQ(agent_->watches(), 0U);
  EXPECT_FALSE((*probe)->read({}).unknown) << "it is opened again";
  EXPECT_EQ(agent_->watches(), 1U);
}

TEST_F(AgentTest, opens_no_more_watches_than_it_has_room_for) {
  start_agent();
  for (std::size_t i = 0; i < AgentService::kMostWatches; ++i) ASSERT_TRUE(open().has_value());
  EXPECT_TRUE(open().has_error());
  EXPECT_EQ(agent_->watches(), AgentService::kMostWatches);
}

TEST_F(AgentTest, notes_a_clock_that_is_off) {
  agent_wall_ = wall_ - 1h;
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  ASSERT_THAT((*probe)->notes(), SizeIs(2));
  EXPECT_THAT((*probe)->notes()[1], HasSubstr("3600 s behind ours"));
}

TEST_F(AgentTest, survives_hostile_answers) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  std::string text;
  const auto proven = [&](const ServiceReply&) {
    const auto target = asked_.back().substr(0, asked_.back().rfind("&proof="));
    return HttpAnswer{200, proof_of_answer(kToken, target, 200, text) + "\n" + text};
  };
  spoil_ = proven;
  for (
      const auto* body :
      {"", "nonsense", "[]", "{}", R"({"description": 3})",
       R"({"description":"x","unknown":false,"age_s":-1,"held_s":0,"processes":[],"events":[],"values":[]})",
       R"({"description":"x","unknown":1,"age_s":0,"held_s":0,"processes":[],"events":[],"values":[]})",
       R"({"description":"x","unknown":false,"age_s":0,"held_s":0,"processes":[{"pid":"7"}],"events":[],"values":[]})",
       R"({"description":"x","unknown":false,"age_s":0,"held_s":0,"processes":[],"events":[{"kind":"no","pid":1,"message":""}],"values":[]})",
       R"({"description":"x","unknown":false,"age_s":0,"held_s":0,"processes":[],"events":[],"values":[{"name":"a","unit":"","value":1e999,"judged":true}]})"}) {
    text = body;
    EXPECT_TRUE((*probe)->read({}).unknown) << body;
  }
  text = std::string(100'000, '[');
  EXPECT_TRUE((*probe)->read({}).unknown);
  spoil_ = [](const ServiceReply& reply) { return HttpAnswer{200, reply.body + " "}; };
  EXPECT_TRUE((*probe)->read({}).unknown) << "an answer that was changed on its way was believed";
  spoil_ = nullptr;
  EXPECT_FALSE((*probe)->read({}).unknown);
}

}  // namespace plimsoll::agent_probe_test
