// Options of connections and faults, through the program.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll::test::connection_options_test {

using ::testing::HasSubstr;

class ConnectionRun : public ::testing::Test {
 protected:
  static LoopbackOptions keeping_requests() {
    LoopbackOptions options;
    options.keeps_requests = true;
    return options;
  }

  ProcessResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {PLIMSOLL_BINARY, "run"});
    arguments.insert(arguments.end(), {"--out", (folder.path() / "out").string(), "--watch", "none"});
    return run_process(arguments);
  }

  nlohmann::json record() const { return nlohmann::json::parse(folder.read("out/run.json"), nullptr, false); }

  const TempFolder folder;
  LoopbackServer server{[](const ReceivedRequest& request) {
                          return Reply::status(request.head.find("HTTP/x.y") == std::string::npos ? 200 : 400);
                        },
                        keeping_requests()};
};

TEST_F(ConnectionRun, obeys_its_options) {
  const auto result =
      run({fmt::format("http://api.test:{}/", server.port()), "--requests", "6", "--no-keepalive", "--source",
           "127.0.0.2", "--source", "127.0.0.3", "--resolve", fmt::format("api.test:{}:127.0.0.1", server.port())});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record()["connections"]["opened"], 6);
  EXPECT_EQ(server.connections(), 6u);
  const auto received = server.received();
  EXPECT_EQ(std::count_if(received.begin(), received.end(), [](const auto& r) { return r.peer == "127.0.0.2"; }), 3);
  EXPECT_EQ(received[0].header("connection"), "close");
  EXPECT_EQ(received[0].header("host"), fmt::format("api.test:{}", server.port()));
}

TEST_F(ConnectionRun, adds_up_the_addresses_of_one_host) {
  const auto place = fmt::format("api.test:{}:", server.port());
  const auto result = run({fmt::format("http://api.test:{}/", server.port()), "--requests", "2", "--resolve",
                           place + "127.0.0.9", "--resolve", place + "127.0.0.1"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(server.requests(), 2u);
}

TEST_F(ConnectionRun, refuses_bad_options_before_anything_is_sent) {
  EXPECT_EQ(run({server.url(), "--source", "eth0"}).exit_code, 64);
  EXPECT_EQ(run({server.url(), "--resolve", "api.test:443"}).exit_code, 64);
  const auto nobodys = run({server.url(), "--resolve", "api.test:443:127.0.0.1"});
  EXPECT_EQ(nobodys.exit_code, 65);
  EXPECT_THAT(nobodys.err, HasSubstr("nobody asks for it"));
  const auto not_ours = run({server.url(), "--source", "192.0.2.1"});
  EXPECT_EQ(not_ours.exit_code, 65);
  EXPECT_THAT(not_ours.err, HasSubstr("source address 192.0.2.1 is none of this machine's"));
  EXPECT_EQ(server.requests(), 0u);
}

TEST_F(ConnectionRun, goes_over_a_unix_socket) {
  const auto path = (folder.path() / "a b.sock").string();
  auto options = keeping_requests();
  options.address = path;
  LoopbackServer on_socket([](const ReceivedRequest&) { return Reply::json("{}"); }, options);
  std::string encoded;
  for (const char c : path) encoded += c == '/' ? "%2F" : c == ' ' ? "%20" : std::string(1, c);
  const auto result = run({"http+unix://" + encoded + "/v1/models?all=1", "--requests", "5"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(on_socket.requests(), 5u);
  EXPECT_EQ(on_socket.received()[0].target, "/v1/models?all=1");
  EXPECT_EQ(on_socket.received()[0].header("host"), "localhost");
}

TEST_F(ConnectionRun, tells_what_went_wrong_on_purpose_apart) {
  const auto file = folder.write("soak.yaml", fmt::format(R"(target: {}
load: {{users: 3, spawn_rate: 100/s, requests: 100}}
seed: 1
requests:
  - {{name: predict, get: /, fault: {{malformed: true, share: 30%}}}}
)",
                                                          server.url()));
  const auto result = run({file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto received = server.received();
  const auto malformed = std::count_if(received.begin(), received.end(), [](const auto& request) {
    return request.head.find("HTTP/x.y") != std::string::npos;
  });
  EXPECT_GT(malformed, 0);
  const auto totals = record()["totals"];
  EXPECT_EQ(totals["faults"]["malformed"]["attempts"], malformed);
  EXPECT_EQ(totals["requests"], 100 - malformed);
  EXPECT_EQ(totals["failures"], 0);
  EXPECT_THAT(result.out, HasSubstr(fmt::format("Wrong on purpose, and in none of the figures, of predict: malformed "
                                                "{}",
                                                malformed)));
}

}  // namespace plimsoll::test::connection_options_test
