// Real prediction services, healthy and leaking, end to end. The proof of a count is gunicorn's own access log or the
// service's own counter; the proof of a verdict is the leak that was written into the service.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::test::real_services_test {

using nlohmann::json;
using ::testing::HasSubstr;

const std::filesystem::path kPython = std::filesystem::path(PLIMSOLL_SOURCE_DIR) / ".deps/venv/bin";
const std::filesystem::path kServices = std::filesystem::path(PLIMSOLL_SOURCE_DIR) / "tests/services";
constexpr double kLeakBytes = 64 * 1024;
constexpr std::uint64_t kAskedWhetherReady = 1;  // a prediction, by the preset

class RealServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(kPython / "gunicorn")) return;
    const char* ci = std::getenv("CI");
    ASSERT_FALSE(ci != nullptr && std::string(ci) == "true") << "no virtual environment with the real services";
    GTEST_SKIP() << "SKIPPED, REAL SERVICES ARE NOT TESTED: PyPI could not be reached, so .deps/venv is not there";
  }

  std::string gunicorn() const {
    return fmt::format(
        "exec '{}' -w 2 -b 127.0.0.1:{} --access-logfile '{}' --access-logformat '%(m)s %(U)s %(s)s' --chdir '{}' "
        "flask_service:app",
        (kPython / "gunicorn").string(), port_, (folder_.path() / "access.log").string(), kServices.string());
  }

  std::string uvicorn() const {
    return fmt::format("exec '{}' --host 127.0.0.1 --port {} --app-dir '{}' fastapi_service:app",
                       (kPython / "uvicorn").string(), port_, kServices.string());
  }

  // About 30 requests a second for long enough to be judged, as the preset sends them.
  ProcessResult soak(std::string_view protocol, const std::string& start, double leak_bytes) const {
    const auto scenario = folder_.write(
        "soak.yaml", fmt::format("name: iris\ntarget:\n  url: http://127.0.0.1:{0}\n  start: {1}\n  directory: {2}\n"
                                 "  env: {{LEAK_BYTES: \"{3}\", OMP_NUM_THREADS: \"1\"}}\n"
                                 "  ready: {{get: /health, status: 200, within: 60s}}\nprotocol: {4}\n"
                                 "load: {{users: 6, spawn_rate: 6/s, wait: 150ms..250ms, duration: 90s, warmup: 15s}}\n"
                                 "requests:\n  - name: predict\n    post: /predict\n    predict: {{input: [{{rows: "
                                 "[[5.1, 3.5, 1.4, 0.2]]}}]}}\n"
                                 "    expect: {{status: 200, json: {{\"$.predictions[0]\": setosa}}}}\n",
                                 port_, json(start).dump(), folder_.path().string(), leak_bytes, protocol));
    return run_process(
        {PLIMSOLL_BINARY, "run", scenario.string(), "--out", (folder_.path() / "out").string(), "--no-progress"});
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  static std::uint64_t sent(const json& run) {
    return run["totals"]["requests"].get<std::uint64_t>() + run["warmup"]["requests"].get<std::uint64_t>() +
           run["totals"]["unfinished"].get<std::uint64_t>();
  }

  std::uint64_t logged_predictions() const {
    std::stringstream log(folder_.read("access.log"));
    std::uint64_t count = 0;
    for (std::string line; std::getline(log, line);)
      if (line == "POST /predict 200") ++count;
    return count;
  }

  // uvicorn's access log is its output, which the run keeps.
  std::uint64_t uvicorn_predictions() const {
    std::stringstream log(folder_.read("out/target.log"));
    std::uint64_t count = 0;
    for (std::string line; std::getline(log, line);)
      if (line.find("\"POST /predict HTTP/1.1\" 200") != std::string::npos) ++count;
    return count;
  }

  static void expect_leaking(const ProcessResult& result, const json& run) {
    EXPECT_EQ(result.exit_code, 2) << result.out << result.err;
    const auto& leak = run["leaks"][0];
    EXPECT_EQ(leak["verdict"], "leaking") << leak["explanation"];
    // What a request keeps is what was written into it, and the allocator's share above it.
    EXPECT_LE(leak["bytes_per_request_ci_low"], kLeakBytes * 1.03);
    EXPECT_GE(leak["bytes_per_request_ci_high"], kLeakBytes * 0.97);
  }

  // Clean, or not to be told for a reason that a longer run would not have been needed for.
  static void expect_not_accused(const ProcessResult& result, const json& run) {
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    const auto& leak = run["leaks"][0];
    EXPECT_TRUE(leak["verdict"] == "clean" || leak["verdict"] == "inconclusive") << leak["explanation"];
    EXPECT_THAT(leak["explanation"].get<std::string>(), ::testing::Not(HasSubstr("Too short")));
  }

  TempFolder folder_;
  int port_ = closed_port();
};

TEST_F(RealServiceTest, gunicorn_with_flask_that_leaks_is_leaking_and_every_request_is_in_its_log) {
  const auto result = soak("flask", gunicorn(), kLeakBytes);
  const auto run = record();
  expect_leaking(result, run);
  EXPECT_EQ(sent(run) + kAskedWhetherReady, logged_predictions());
  EXPECT_THAT(run["monitors"][0]["description"].get<std::string>(), HasSubstr("gunicorn"));
  EXPECT_THAT(result.out, HasSubstr("2 workers"));
}

TEST_F(RealServiceTest, gunicorn_with_flask_that_does_not_leak_is_not_accused) {
  const auto result = soak("flask", gunicorn(), 0);
  const auto run = record();
  expect_not_accused(result, run);
  EXPECT_EQ(sent(run) + kAskedWhetherReady, logged_predictions());
}

TEST_F(RealServiceTest, uvicorn_with_fastapi_that_leaks_is_leaking) {
  const auto result = soak("fastapi", uvicorn(), kLeakBytes);
  const auto run = record();
  expect_leaking(result, run);
  EXPECT_EQ(sent(run) + kAskedWhetherReady, uvicorn_predictions());
}

TEST_F(RealServiceTest, uvicorn_with_fastapi_that_does_not_leak_is_not_accused) {
  const auto result = soak("fastapi", uvicorn(), 0);
  const auto run = record();
  expect_not_accused(result, run);
  EXPECT_EQ(sent(run) + kAskedWhetherReady, uvicorn_predictions());
}

// Nothing but a URL and a body: the process tree is found and watched, the counts are the log's.
TEST_F(RealServiceTest, a_url_alone_is_enough) {
  ChildOptions options;
  options.directory = folder_.path().string();
  options.environment = {{"OMP_NUM_THREADS", "1"}};
  ChildProcess service({"/bin/sh", "-c", gunicorn()}, options);
  ASSERT_TRUE(eventually([&] { return plain_get(port_, "/health").find("200 OK") != std::string::npos; }));
  const auto body = folder_.write("data/sample.json", R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})");
  const auto result = run_process({PLIMSOLL_BINARY, "run", fmt::format("http://127.0.0.1:{}/predict", port_), "--body",
                                   "@" + body.string(), "-u", "10", "-r", "5", "--wait", "100ms..300ms", "-t", "5s",
                                   "--out", (folder_.path() / "out").string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto run = record();
  EXPECT_EQ(sent(run), logged_predictions());
  const auto pids = run["monitors"][0]["pids"].get<std::vector<int>>();
  EXPECT_EQ(pids.front(), service.pid()) << "the master is the root";
  EXPECT_EQ(pids.size(), 3U) << "and its two workers are watched";
}

}  // namespace plimsoll::test::real_services_test
