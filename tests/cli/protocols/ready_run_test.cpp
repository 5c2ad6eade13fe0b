// Ready means ready to predict; a target that is left up for a look.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::ready_run_test {

using testing::HasSubstr;

// Healthy at once, as TorchServe is; the first so many predictions fail, since no worker has loaded its model.
class LateServer {
 public:
  explicit LateServer(int late) : late_(late) {}

  Reply operator()(const ReceivedRequest& request) {
    if (request.target == "/ping") return Reply::json(R"({"status": "Healthy"})");
    return predictions_++ < late_ ? Reply::status(503) : Reply::json(R"({"p": 1})");
  }
  int predictions() const { return predictions_; }

 private:
  const int late_;
  std::atomic<int> predictions_ = 0;
};

class ReadyRun : public testing::Test {
 protected:
  ProcessResult run(const LoopbackServer& server, const std::string& request, const std::string& ready) {
    const auto file =
        folder_.write("soak.yaml", fmt::format("target: {{url: \"{}\", start: \"exec sleep 1000\", ready: {}}}\n"
                                               "load: {{users: 1, requests: 5}}\nmonitor: none\n{}",
                                               server.url(), ready, request));
    return run_process(
        {PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string(), "--no-store"});
  }

  TempFolder folder_;
};

const std::string kPreset = "protocol: {name: torchserve, model: m}\nrequests:\n  - predict: {input: [[1, 2]]}\n";

TEST_F(ReadyRun, of_a_preset_begins_once_a_prediction_is_good) {
  LateServer late(3);
  const LoopbackServer server(std::ref(late));
  const auto result = run(server, kPreset, "{within: 60s}");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(late.predictions(), 3 + 1 + 5);
}

TEST_F(ReadyRun, without_a_preset_waits_for_the_request_that_it_names) {
  LateServer late(2);
  const LoopbackServer server(std::ref(late));
  const auto result = run(server, "requests:\n  - {name: p, post: /predictions/m, json: {x: 1}}\n",
                          "{get: /ping, predicts: p, within: 60s}");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(late.predictions(), 2 + 1 + 5);
}

TEST_F(ReadyRun, without_either_begins_too_early) {
  LateServer late(2);
  const LoopbackServer server(std::ref(late));
  EXPECT_EQ(run(server, "requests:\n  - {name: p, post: /predictions/m, json: {x: 1}}\n", "{get: /ping}").exit_code, 1);
}

TEST_F(ReadyRun, ends_where_no_prediction_is_ever_good) {
  LateServer late(1'000'000);
  const LoopbackServer server(std::ref(late));
  const auto result = run(server, kPreset, "{within: 1s}");
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out + result.err, HasSubstr("did not predict within 1 s: POST /predictions/m: status 503"));
}

TEST_F(ReadyRun, refuses_a_request_that_is_not_there) {
  LateServer late(0);
  const LoopbackServer server(std::ref(late));
  const auto result = run(server, "requests:\n  - {name: p, post: /x, json: {x: 1}}\n", "{predicts: q}");
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("target.ready.predicts: no request is called \"q\""));
}

TEST(LeftUpTarget, stays_after_the_run_until_it_is_stopped_as_the_run_says) {
  const TempFolder folder;
  const int port = closed_port();
  const auto file = folder.write(
      "soak.yaml",
      fmt::format("target:\n  url: http://127.0.0.1:{}\n  start: \"'{}' demo-target --port {}\"\n"
                  "  ready: {{get: /health, status: 200, within: 60s}}\n  inspect: true\n"
                  "protocol: {{name: fastapi, key: rows}}\nload: {{users: 1, requests: 5}}\nmonitor: none\n"
                  "requests:\n  - predict: {{input: [[5.1, 3.5, 1.4, 0.2]]}}\n",
                  port, PLIMSOLL_BINARY, port));
  const auto result =
      run_process({PLIMSOLL_BINARY, "run", file.string(), "--out", (folder.path() / "out").string(), "--no-store"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("The target is left up."));
  EXPECT_FALSE(plain_get(port, "/health").empty());
  const auto at = result.out.find("stop  kill ");
  ASSERT_NE(at, std::string::npos) << result.out;
  const int leash = std::stoi(result.out.substr(at + std::string("stop  kill ").size()));
  ASSERT_GT(leash, 1);
  EXPECT_EQ(kill(leash, SIGTERM), 0);
  EXPECT_TRUE(eventually([&] { return plain_get(port, "/health").empty() && kill(leash, 0) != 0; }));
}

}  // namespace plimsoll::test::ready_run_test
