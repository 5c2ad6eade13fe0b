// `plimsoll agent` as a process, and runs that watch by it.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>

namespace plimsoll::test::agent_test {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kToken = "a token of some length";

ChildOptions with_token(const std::string& token) {
  ChildOptions options;
  options.environment = {{"PLIMSOLL_AGENT_TOKEN", token}};
  return options;
}

// On a free port, or on the one of an agent before.
class Agent {
 public:
  explicit Agent(const std::string& port = "0", const std::vector<std::string>& further = {})
      : process_(command(port, further), with_token(kToken)) {
    EXPECT_TRUE(process_.wait_for_output("\n")) << process_.err();
    const auto& out = process_.out();
    port_ = out.substr(out.rfind(':') + 1, out.find('\n') - out.rfind(':') - 1);
  }
  const std::string& port() const noexcept { return port_; }
  std::string watch(pid_t pid) const { return watch("pid:" + std::to_string(pid)); }
  std::string watch(const std::string& spec) const { return "agent:127.0.0.1:" + port_ + "/" + spec; }
  ChildProcess& process() noexcept { return process_; }

 private:
  static std::vector<std::string> command(const std::string& port, const std::vector<std::string>& further) {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "agent", "--listen", "127.0.0.1:" + port};
    whole.insert(whole.end(), further.begin(), further.end());
    return whole;
  }

  ChildProcess process_;
  std::string port_;
};

class AgentCommandTest : public ::testing::Test {
 protected:
  std::string out() const { return (folder_.path() / "out").string(); }
  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  TempFolder folder_;
};

TEST_F(AgentCommandTest, judges_by_an_agent_as_it_judges_directly) {
  DemoTarget target({"--leak", "64KiB/request"});
  Agent agent;
  const auto result =
      run_process({PLIMSOLL_BINARY, "run", target.url() + "/predict", "--body", R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})",
                   "-u", "4", "-r", "4", "--wait", "20ms", "-t", "80s", "--watch",
                   "pid:" + std::to_string(target.pid()), "--watch", agent.watch(target.pid()), "--out", out()},
                  with_token(kToken));
  const auto run = record();
  ASSERT_EQ(run["monitors"].size(), 2U) << result.err;
  json direct, remote;
  for (const auto& leak : run["leaks"]) {
    if (leak["series"] != "anon_bytes") continue;
    (leak["monitor"].get<std::string>().starts_with("agent:") ? remote : direct) = leak;
  }
  EXPECT_EQ(direct["verdict"], remote["verdict"]);
  ASSERT_EQ(direct["verdict"], "leaking") << direct["explanation"];
  EXPECT_NEAR(direct["bytes_per_second"].get<double>(), remote["bytes_per_second"].get<double>(),
              0.1 * direct["bytes_per_second"].get<double>());
}

TEST_F(AgentCommandTest, is_not_asked_by_who_has_another_token) {
  DemoTarget target;
  Agent agent;
  const auto result = run_process({PLIMSOLL_BINARY, "monitor", "--watch", agent.watch(target.pid()), "--out", out()},
                                  with_token("another one, as long"));
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.err, HasSubstr("does not have the same token"));
  agent.process().signal(SIGTERM);
  EXPECT_EQ(agent.process().wait(), 0);
  EXPECT_THAT(agent.process().out() + agent.process().err(), Not(HasSubstr("token of some")));
}

TEST_F(AgentCommandTest, is_missed_and_found_again_and_the_process_stays_the_same) {
  DemoTarget target;
  auto agent = std::make_unique<Agent>();
  const auto port = agent->port();
  ChildProcess monitor(
      {PLIMSOLL_BINARY, "monitor", "--watch", agent->watch(target.pid()), "--csv", "-", "--out", out()},
      with_token(kToken));
  ASSERT_TRUE(monitor.wait_for_output("\n0"));
  agent->process().signal(SIGKILL);
  agent->process().wait();
  const auto before = monitor.out().size();
  agent = std::make_unique<Agent>(port);
  ASSERT_TRUE(monitor.wait_for_output("\n5"));  // seconds, though some are missing
  monitor.signal(SIGINT);
  EXPECT_EQ(monitor.wait(), 0) << monitor.err();
  EXPECT_GT(monitor.out().size(), before);
  const auto run = record();
  EXPECT_EQ(run["monitors"][0]["pids"], json({target.pid()}));
  for (const auto& event : run["monitors"][0]["events"]) EXPECT_NE(event["kind"], "restart") << event;
}

TEST_F(AgentCommandTest, waits_for_a_service_that_does_not_answer_and_reads_others_meanwhile) {
  // Tells its figures once and then nothing more.
  LoopbackServer service([](const ReceivedRequest& request) {
    return request.connection == 1 ? Reply::with(200, "text/plain", "process_resident_memory_bytes 1\n")
                                   : Reply::never();
  });
  DemoTarget target;
  Agent agent;
  const auto result = run_process({PLIMSOLL_BINARY, "monitor", "--watch", agent.watch(target.pid()), "--watch",
                                   agent.watch("prometheus:" + service.url()), "-t", "4s", "--quiet", "--out", out()},
                                  with_token(kToken));
  const auto run = record();
  ASSERT_EQ(run["monitors"].size(), 2U) << result.err;
  EXPECT_GE(service.connections(), 2U) << "it was not asked";
  for (const auto& monitor : run["monitors"])
    for (const auto& event : monitor["events"]) EXPECT_NE(event["kind"], "gone") << event;
  const auto names = [&](std::size_t monitor) {
    std::vector<std::string> all;
    for (const auto& series : run["monitors"][monitor]["series"]) all.push_back(series["name"]);
    return all;
  };
  EXPECT_THAT(names(0), Contains("anon_bytes"));
  EXPECT_THAT(names(0), Contains("agent_cpu_share"));
}

TEST_F(AgentCommandTest, chooses_metrics_of_a_service_that_the_agent_scrapes) {
  LoopbackServer service([](const ReceivedRequest& request) {
    return request.target == "/metrics" ? Reply::with(200, "text/plain", "app_cache_bytes 1\napp_pool_bytes 2\n")
                                        : Reply::json("{}");
  });
  Agent agent;
  const auto scenario = folder_.write("metrics.yaml", "target: " + service.url() +
                                                          "\nload: {users: 1, duration: 2s, wait: 50ms}\n"
                                                          "requests: [{get: /}]\nmonitor:\n  - agent: 127.0.0.1:" +
                                                          agent.port() + "/prometheus:" + service.url() +
                                                          "\n    metrics: [app_pool_*]\n");
  const auto result = run_process({PLIMSOLL_BINARY, "run", scenario.string(), "--out", out()}, with_token(kToken));
  const auto run = record();
  ASSERT_TRUE(run.is_object()) << result.err;
  std::vector<std::string> names;
  for (const auto& series : run["monitors"][0]["series"]) names.push_back(series["name"]);
  EXPECT_THAT(names, Contains("app_pool_bytes"));
  EXPECT_THAT(names, Not(Contains("app_cache_bytes")));
}

TEST_F(AgentCommandTest, speaks_tls_to_who_trusts_its_certificate) {
  const auto made = TestCertificate::self_signed("127.0.0.1");
  const TemporaryFile certificate(made.certificate_pem), key(made.key_pem);
  const TemporaryFile other(TestCertificate::self_signed("127.0.0.1").certificate_pem);
  DemoTarget target;
  Agent agent("0", {"--cert", certificate.path(), "--key", key.path()});
  const auto watched_with = [&](const std::string& trusted) {
    auto options = with_token(kToken);
    options.environment.emplace_back("PLIMSOLL_AGENT_CA", trusted);
    return run_process(
        {PLIMSOLL_BINARY, "monitor", "--watch", agent.watch(target.pid()), "-t", "1s", "--quiet", "--out", out()},
        options);
  };
  const auto trusting = watched_with(certificate.path());
  EXPECT_EQ(trusting.exit_code, 0) << trusting.err;
  EXPECT_EQ(record()["monitors"][0]["pids"], json({target.pid()}));
  EXPECT_EQ(watched_with(other.path()).exit_code, 69);
  EXPECT_EQ(watched_with("").exit_code, 69) << "it does not speak without TLS";
}

TEST_F(AgentCommandTest, refuses_a_certificate_that_it_cannot_use) {
  const TemporaryFile text("no certificate");
  const auto refused = run_process({PLIMSOLL_BINARY, "agent", "--listen", "127.0.0.1:0", "--cert", text.path()});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("--cert: " + text.path().string()));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "agent", "--key", text.path()}).exit_code, 64);
}

TEST_F(AgentCommandTest, tells_once_that_it_is_out_of_descriptors_and_goes_on_when_there_are_some_again) {
  const std::string command = std::string("ulimit -n 16; exec ") + PLIMSOLL_BINARY + " agent --listen 127.0.0.1:0 2>&1";
  ChildProcess agent({"sh", "-c", command}, with_token(kToken));
  ASSERT_TRUE(agent.wait_for_output("\n"));
  const auto& said = agent.out();
  const auto port = said.substr(said.rfind(':') + 1, said.find('\n') - said.rfind(':') - 1);
  namespace asio = boost::asio;
  asio::io_context context;
  const asio::ip::tcp::endpoint there(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoi(port)));
  std::vector<asio::ip::tcp::socket> sockets;
  for (int i = 0; i < 20; ++i) sockets.emplace_back(context).connect(there);
  EXPECT_TRUE(agent.wait_for_output("cannot take a connection"));
  sockets.clear();
  DemoTarget target;
  const auto watched = run_process(
      {PLIMSOLL_BINARY, "monitor", "--watch", "agent:127.0.0.1:" + port + "/pid:" + std::to_string(target.pid()), "-t",
       "1s", "--quiet", "--out", out()},
      with_token(kToken));
  EXPECT_EQ(watched.exit_code, 0) << watched.err;
  agent.signal(SIGTERM);
  EXPECT_EQ(agent.wait(), 0);
  EXPECT_EQ(said.find("cannot take"), said.rfind("cannot take")) << said;
}

TEST_F(AgentCommandTest, listens_to_others_only_with_a_token) {
  const auto open = run_process({PLIMSOLL_BINARY, "agent", "--listen", "0.0.0.0:0"}, with_token(""));
  EXPECT_EQ(open.exit_code, 64);
  EXPECT_THAT(open.err, HasSubstr("token"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "agent", "--listen", "7070"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "agent"}, with_token("short")).exit_code, 64);
}

}  // namespace plimsoll::test::agent_test
