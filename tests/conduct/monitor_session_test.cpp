// A watch without load in virtual time: hours of a process whose memory is a script.

#include "conduct/monitor_session.h"

#include "conduct/interrupts.h"
#include "tests/conduct/scripted_probe.h"
#include "tests/support/temp_folder.h"
#include "tests/support/virtual_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

namespace plimsoll::monitor_session_test {

using namespace std::chrono_literals;
using test::TempFolder;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

class MonitorSessionTest : public ::testing::Test {
 protected:
  const RunRecord& watch(Nanos duration, ScriptedProbe::Script memory, const MonitorSession::OnStatus& on_status = {}) {
    MonitorPlan plan;
    plan.watches = {parse_watch_spec("pid:4711").value()};
    plan.duration = duration;
    MonitorParts parts;
    parts.clock = &time_;
    parts.find = [&](const auto&) -> Result<Watching> {
      Watching watching;
      watching.watched.push_back({"pid:4711", 4711, std::make_unique<ScriptedProbe>(memory), 1 << 30});
      return watching;
    };
    const auto folder = OutputFolder::prepare(folder_.path() / "out", {ReportFormat::json}).value();
    session_.emplace(MonitorSession::begin(std::move(plan), {}, parts).value());
    session_->run(interrupts_, folder, [&](const LiveStatus& status) {
      ++seconds_;
      if (on_status) on_status(status);
    });
    return session_->record();
  }

  TempFolder folder_;
  VirtualTime time_{1};
  Interrupts interrupts_{Interrupts::ByHand{}};
  std::optional<MonitorSession> session_;
  int seconds_ = 0;
};

TEST_F(MonitorSessionTest, an_hour_of_flat_memory_is_clean) {
  const auto& record = watch(1h, [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 0) << record.verdict.reasons.front();
  EXPECT_EQ(record.duration_s, 3600);
  EXPECT_EQ(record.ended_by, EndedBy::duration);
  EXPECT_EQ(seconds_, 3600);
  ASSERT_FALSE(record.leaks.empty());
  EXPECT_EQ(record.leaks.front().verdict.verdict, Verdict::clean);
}

TEST_F(MonitorSessionTest, an_hour_of_a_leak_is_leaking) {
  const auto& record = watch(1h, [](double t_s) { return growing(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 2) << record.verdict.reasons.front();
}

TEST_F(MonitorSessionTest, a_restart_is_an_event_and_a_life_of_its_own) {
  const auto& record = watch(1h, [](double t_s) { return steady(t_s < 1800 ? 1 : 2, t_s); });
  ASSERT_EQ(record.monitors.size(), 1u);
  EXPECT_THAT(record.monitors[0].events, Contains(Field(&MonitorEvent::kind, "restart")));
  EXPECT_EQ(record.monitors[0].rows.back().life, 2u);
}

TEST_F(MonitorSessionTest, ends_when_what_was_chosen_by_its_pid_has_ended) {
  const auto& record = watch(0s, [](double t_s) { return steady(t_s < 600 ? 1 : 0, t_s); });
  EXPECT_THAT(record.measurement.notes, Contains(HasSubstr("every process that was watched has ended")));
  EXPECT_NEAR(record.duration_s, 600, 5);
  EXPECT_FALSE(record.leaks.empty());
}

TEST_F(MonitorSessionTest, an_interrupt_ends_it_and_judges_what_there_is) {
  const auto& record = watch(
      0s, [](double t_s) { return steady(1, t_s); },
      [&](const LiveStatus& status) {
        if (status.elapsed_s == 600) interrupts_.arrive();
      });
  EXPECT_EQ(record.verdict.exit_code, 0);
  EXPECT_EQ(record.ended_by, EndedBy::interrupted);
  EXPECT_NEAR(record.duration_s, 600, 2);
  EXPECT_FALSE(record.leaks.empty());
}

}  // namespace plimsoll::monitor_session_test
