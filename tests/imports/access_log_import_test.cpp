// Access logs of several servers: a timed log that the scenario replays.

#include "scenarios/bodies/replay_reader.h"
#include "tests/imports/import_text.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::access_log_import_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ImportText access_log(const std::string& text) {
  ImportText input{text, "access.log", {}};
  input.request.target = "http://127.0.0.1:5000";
  return input;
}

// The log's rows: "0.5 GET /a".
std::vector<std::string> rows(const ImportedScenario& scenario) {
  TempFolder folder;
  std::vector<std::string> rows;
  for (const auto& file : scenario.files) folder.write(file.name, content_of(file));
  auto reader = ReplayReader::open(folder.path() / "scenario.jsonl");
  if (reader.has_error()) return {reader.error().message};
  for (auto row = reader->next(); row && *row; row = reader->next())
    rows.push_back(std::to_string((*row)->offset.count() / 1000000) + " ms " + std::string(to_string((*row)->method)) +
                   " " + (*row)->path + ((*row)->body ? " " + *(*row)->body : ""));
  return rows;
}

TEST(AccessLogImport, combined_lines_become_a_timed_log) {
  const auto result = imported(access_log(
      R"(127.0.0.1 - - [31/Jan/2026:12:00:01 +0100] "GET /b?x=1 HTTP/1.1" 200 12 "-" "curl/8"
127.0.0.1 - ann [31/Jan/2026:11:00:00 +0000] "GET /a HTTP/1.1" 404 12
)"));
  EXPECT_THAT(rows(result), ElementsAre("0 ms GET /a", "1000 ms GET /b?x=1"));
  EXPECT_THAT(result.text, HasSubstr("load:\n  replay: {file: scenario.jsonl, speed: 1x}"));
  EXPECT_THAT(result.left_out, IsEmpty());
  scenario_of(result);
}

TEST(AccessLogImport, bodies_are_asked_for_and_secrets_are_dropped) {
  const auto result =
      imported(access_log(R"(h - - [31/Jan/2026:12:00:00 +0000] "POST /predict?token=very-secret HTTP/1.1" 200 1
h - - [31/Jan/2026:12:00:02 +0000] "POST /predict HTTP/1.1" 200 1
h - - [31/Jan/2026:12:00:03 +0000] "OPTIONS /predict HTTP/1.1" 200 1
what is this
)"));
  EXPECT_THAT(rows(result), ElementsAre("0 ms POST /predict {}\n", "2000 ms POST /predict {}\n"));
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
  EXPECT_THAT(
      result.left_out,
      ElementsAre(
          HasSubstr("the bodies of POST /predict: a log has none; write one into scenario-bodies/1-predict.json"),
          "access.log:4: lines that are no request", HasSubstr("access.log:3: methods other than"),
          HasSubstr("query token: secrets")));
}

TEST(AccessLogImport, reads_json_of_nginx_and_caddy_and_the_lines_of_envoy_and_uvicorn) {
  const std::vector<std::pair<std::string, std::string>> logs = {
      {R"({"time_iso8601": "2026-01-31T12:00:00+00:00", "request_method": "GET", "request_uri": "/a?b=1", "status": "200"})",
       "/a?b=1"},
      {R"({"msec": "1769860800.123", "request": "GET /nginx HTTP/2.0", "host": "api.test"})", "/nginx"},
      {R"({"level":"info","ts":1769860800.5,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","host":"localhost","uri":"/caddy","headers":{}},"status":200})",
       "/caddy"},
      {R"([2026-01-31T12:00:00.310Z] "GET /envoy HTTP/1.1" 200 - 0 226 100 - "10.0.35.28" "agent" "id" "locations" "tcp://10.0.2.1:80")",
       "/envoy"},
      {R"({"start_time": "2026-01-31T12:00:00.310Z", "method": "GET", "path": "/envoy/json", "authority": "h"})",
       "/envoy/json"},
      {R"(INFO:     127.0.0.1:54321 - "GET /uvicorn HTTP/1.1" 200 OK)", "/uvicorn"},
      {R"(2026-01-31 12:00:00,123 - INFO - 127.0.0.1:54321 - "GET /timed HTTP/1.1" 200)", "/timed"}};
  for (const auto& [line, path] : logs)
    EXPECT_THAT(rows(imported(access_log(fmt::format("{0}\n{0}\n", line)))), Contains("0 ms GET " + path)) << line;
}

TEST(AccessLogImport, lines_without_a_time_follow_one_another_evenly) {
  const auto result = imported(access_log(
      "INFO:     127.0.0.1:5 - \"GET /a HTTP/1.1\" 200 OK\nINFO:     127.0.0.1:5 - \"GET /b HTTP/1.1\" 200 OK\n"));
  EXPECT_THAT(rows(result), ElementsAre("0 ms GET /a", "100 ms GET /b"));
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("2 of 2 lines have no time: 0.1 s after the one before")));
}

TEST(AccessLogImport, a_log_without_requests_is_refused) {
  auto input = access_log("nothing\nhere\n");
  input.request.format = ImportFormat::access_log;
  EXPECT_THAT(refusal(input), HasSubstr("access.log: no line in it that is a request"));
}

TEST(AccessLogImport, is_known_by_one_line_among_others) {
  const std::string others = "INFO:     Started server process [1]\nINFO:     Waiting for application startup.\n";
  auto input = access_log(others + "INFO:     127.0.0.1:5 - \"GET /a HTTP/1.1\" 200 OK\n");
  EXPECT_THAT(rows(imported(input)), ElementsAre("0 ms GET /a"));
}

}  // namespace plimsoll::test::access_log_import_test
