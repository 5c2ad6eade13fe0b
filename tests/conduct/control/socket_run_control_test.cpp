// Both ends of a control socket: the run's, with its thread, and the reader's.

#include "conduct/control/socket_run_control.h"

#include "conduct/control/control_socket.h"
#include "tests/conduct/control/fake_load.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <variant>

namespace plimsoll::socket_run_control_test {

using namespace std::chrono_literals;
using test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SocketRunControlTest : public ::testing::Test {
 public:
  SocketRunControlTest() {
    run_.so_far.set_listener([this] { socket_.wake_followers(); });
    socket_.start(run_.control);
  }
  ~SocketRunControlTest() override {
    run_.so_far.set_listener({});
    socket_.stop();
  }

 protected:
  std::unique_ptr<SocketRunControl> connect() const { return SocketRunControl::connect(path_).value(); }

  TempFolder folder_;
  std::filesystem::path path_ = folder_.path() / "control";
  FakeRun run_;
  ControlSocket socket_ = ControlSocket::open(path_).value();
};

TEST_F(SocketRunControlTest, steers_the_run) {
  const auto control = connect();
  EXPECT_TRUE(control->set_users(50, "users").has_value());
  EXPECT_TRUE(control->set_rate(200, "bots").has_value());
  EXPECT_TRUE(control->pause().has_value());
  EXPECT_TRUE(control->resume().has_value());
  EXPECT_TRUE(control->stop().has_value());
  EXPECT_THAT(control->set_users(5, "nobody").error().message, HasSubstr("no load named"));
  EXPECT_THAT(run_.load.calls, ElementsAre("users 0 50", "rate 1 200", "pause", "resume", "stop"));
}

TEST(LoadControl, changes_nothing_before_the_load_begins_and_stops_it_then) {
  const Scenario scenario = two_loads();
  RunSoFar so_far(run_begun(), {});
  LoadControlHooks hooks;
  hooks.judge = [](RunRecord&) { ADD_FAILURE() << "there is nothing to judge yet"; };
  hooks.target_log = [] { return std::vector<std::string>{"loading the model"}; };
  LoadControl control(scenario, so_far, std::move(hooks));
  EXPECT_THAT(control.set_users(5, "users").error().message, HasSubstr("the target is not ready yet"));
  EXPECT_THAT(control.pause().error().message, HasSubstr("has not begun"));
  EXPECT_THAT(*control.target_log(), ElementsAre("loading the model"));
  EXPECT_THAT(control.status()->record.target_log_tail, ElementsAre("loading the model"));
  EXPECT_EQ(control.live()->requests, 0u);
  EXPECT_FALSE(control.is_stopping());
  EXPECT_TRUE(control.stop().has_value());
  EXPECT_TRUE(control.is_stopping());
  FakeLoad load;
  control.load_begins(load);
  EXPECT_THAT(load.calls, ElementsAre("stop"));
}

TEST_F(SocketRunControlTest, has_the_whole_status) {
  run_.seconds(0, 3);
  const auto status = connect()->status();
  ASSERT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(status->record.timeline.size(), 3u);
  EXPECT_EQ(status->live.requests, 123u);
}

TEST_F(SocketRunControlTest, has_what_the_target_wrote_last) {
  const auto lines = connect()->target_log();
  ASSERT_TRUE(lines.has_value()) << lines.error().message;
  EXPECT_THAT(*lines, ElementsAre("ready", "\xEF\xBF\xBD"));
}

TEST_F(SocketRunControlTest, several_follow_at_once_beside_one_that_never_reads) {
  const auto control = connect();
  const auto deaf = control->follow({}).value();
  const auto early = control->follow({}).value();
  run_.seconds(0, 3);
  const auto late = control->follow({2, {}}).value();
  run_.so_far.publish_end({RunOutcome::pass, 0, {"all is good"}});
  for (int t = 0; t < 3; ++t) {
    const auto news = early->next(10s);
    ASSERT_TRUE(news);
    EXPECT_EQ(std::get<SecondNews>(news->what).row.t_s, t);
  }
  EXPECT_EQ(std::get<SecondNews>(late->next(10s)->what).row.t_s, 2);
  EXPECT_FALSE(late->over());
  EXPECT_EQ(std::get<RunVerdict>(late->next(10s)->what).outcome, RunOutcome::pass);
  EXPECT_TRUE(late->over());
  EXPECT_FALSE(late->next(10s));
}

TEST_F(SocketRunControlTest, knows_a_run_that_has_ended) {
  const auto control = connect();
  EXPECT_TRUE(control->pause().has_value());
  const auto follower = control->follow({}).value();
  socket_.stop();
  EXPECT_FALSE(follower->next(10s));
  EXPECT_TRUE(follower->over());
  EXPECT_THAT(control->pause().error().message, HasSubstr("the run has ended"));
  EXPECT_THAT(SocketRunControl::connect(folder_.path() / "none").error().message, HasSubstr("no run answers there"));
}

}  // namespace plimsoll::socket_run_control_test
