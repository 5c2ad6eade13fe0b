#include "core/text.h"
#include "imports/import.h"
#include "scenarios/reading/parse.h"
#include "tests/exports/export_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <vector>

namespace plimsoll::test::curl_export_test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kMany = R"(name: many
target: http://127.0.0.1:5000/v1
headers: {x-model: iris}
requests:
  - name: predict
    post: /predict
    json: {rows: [[5.1, 3.5]], note: "it's"}
  - name: search
    get: /items
    query: {q: "a b", tag: [x, y]}
    headers: {Accept: application/json}
  - name: form
    put: /form
    form: {a: "1 2", b: "&"}
  - {name: text, post: /text, text: "at @home", timeout: 5s}
  - {name: gone, delete: /items/7}
  - {name: head, head: /}
)";

TEST(CurlExport, writes_a_command_a_request_as_a_person_would) {
  TempFolder folder;
  const auto file = exported({R"(target: http://127.0.0.1:5000
requests:
  - name: predict
    post: /predict
    json: {rows: [[5.1, 3.5]]}
)"},
                             folder);
  EXPECT_THAT(file.text, HasSubstr("\n# predict\ncurl http://127.0.0.1:5000/predict \\\n"
                                   "  -H 'Content-Type: application/json' \\\n"
                                   "  -d '{\"rows\":[[5.1,3.5]]}'\n"));
  EXPECT_EQ(file.requests, 1U);
}

TEST(CurlExport, pipes_bytes_in_and_leaves_out_what_has_no_body_yet) {
  TempFolder folder;
  const auto file = exported({R"(target: http://127.0.0.1:5000
protocol: {name: kserve_v2, model: iris, binary: true}
requests:
  - {name: bytes, predict: {input: [[1, 2.5]], input_name: x, datatype: FP32}}
  - {name: later, predict: random}
)"},
                             folder);
  EXPECT_THAT(file.text, HasSubstr(" | base64 -d | curl http://127.0.0.1:5000/v2/models/iris/infer"));
  EXPECT_THAT(file.text, HasSubstr("--data-binary @-"));
  EXPECT_THAT(file.text, HasSubstr("# later: left out: its bodies are made when a run begins"));
  EXPECT_EQ(file.text.find("curl", file.text.find("# later")), std::string::npos) << file.text;
}

// Method, path, headers and body of each, whatever its name.
std::vector<std::string> requests_of(const Scenario& scenario) {
  std::vector<std::string> all;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) {
      auto text = std::string(to_string(step.method)) + " " + scenario.target.url.base_path + step.path + "\n";
      std::vector<std::string> lines;
      for (const auto* headers : {&step.headers, &scenario.headers})
        for (const auto& [name, value] : *headers)
          if (headers == &step.headers || !has_header(step.headers, name))
            lines.push_back(lower_case(name) + ": " + value);
      if (!step.bodies.payloads.empty() && !has_header(step.headers, "content-type"))
        lines.push_back("content-type: " + step.bodies.content_type);
      std::sort(lines.begin(), lines.end());
      for (const auto& line : lines) text += line + "\n";
      if (!step.bodies.payloads.empty()) text += *step.bodies.payloads.front();
      all.push_back(text + " within " + std::to_string(step.timeout.count()));
    }
  return all;
}

Scenario parsed(const std::string& text, const TempFolder& folder) {
  ParseInput input;
  input.text = text;
  input.folder = folder.path();
  input.environment = [](const std::string& name) -> std::optional<std::string> { return "value-of-" + name; };
  auto outcome = parse_scenario(input);
  for (const auto& finding : outcome.findings) ADD_FAILURE() << finding.text() << "\n" << text;
  return outcome.scenario.value_or(Scenario{});
}

Scenario imported_again(const std::string& commands, const TempFolder& folder) {
  std::istringstream in(commands);
  ImportSource source(in, "commands.sh");
  ImportRequest request;
  request.folders = {folder.path(), folder.path()};
  const auto scenario = import_scenario(source, request);
  if (scenario.has_error()) ADD_FAILURE() << scenario.error().message << "\n" << commands;
  if (scenario.has_error()) return {};
  EXPECT_THAT(scenario->left_out, IsEmpty()) << commands;
  return parsed(scenario->text, folder);
}

TEST(CurlExport, is_imported_again_as_the_same_requests) {
  TempFolder folder;
  const auto commands = exported({kMany}, folder).text;
  EXPECT_EQ(requests_of(imported_again(commands, folder)), requests_of(parsed(kMany, folder))) << commands;
}

TEST(CurlExport, keeps_files_as_files) {
  TempFolder folder;
  folder.write("data/1.json", "{\n  \"a\": 1\n}\n");
  const std::string scenario = "target: http://127.0.0.1:5000\nrequests:\n  - {post: /a, json: \"@data/1.json\"}\n";
  const auto commands = exported({scenario}, folder).text;
  EXPECT_THAT(commands, HasSubstr("--data-binary @data/1.json"));
  EXPECT_EQ(requests_of(imported_again(commands, folder)), requests_of(parsed(scenario, folder))) << commands;
}

TEST(CurlExport, leaves_variables_and_secrets_as_names) {
  TempFolder folder;
  const ExportText input = {R"(target: ${BASE_URL}
headers: {x-api-key: hunter2, Authorization: "Bearer ${TOKEN}"}
load: {users: "${USERS}"}
requests:
  - {post: "/a/${PART}", json: {token: "${INNER}", "say": "$5 \"quoted\""}}
)",
                            ExportFormat::curl,
                            {{"USERS", "3"}, {"BASE_URL", "http://secret.test"}, {"TOKEN", "hunter3"}}};
  const auto file = exported(input, folder);
  EXPECT_THAT(file.text, AllOf(HasSubstr("curl \"$BASE_URL/a/$PART\""), HasSubstr("-H \"x-api-key: $X_API_KEY\""),
                               HasSubstr("-H \"Authorization: Bearer $TOKEN\""),
                               HasSubstr(R"('{"token":"'"$INNER"'","say":"$5 \"quoted\""}')")));
  for (const auto* secret : {"hunter", "secret.test", "plimsollvariable"})
    EXPECT_THAT(file.text, Not(HasSubstr(secret)));
  EXPECT_THAT(file.unsaid, Contains(HasSubstr("soak.yaml: load: 3 users")));
}

TEST(CurlExport, says_what_it_cannot_say_with_the_place) {
  TempFolder folder;
  folder.write("rows.csv", "age\n41\n42\n");
  folder.write("rows.json", "[1]");
  const auto file = exported({R"(target: http://127.0.0.1:5000
feeders: {row: rows.csv}
requests:
  - name: rows
    post: /predict
    json: {age: "{{row.age}}", id: "{{uuid}}"}
    expect: {status: 200}
  - name: steps
    weight: 2
    steps:
      - {get: /a}
      - {get: /b, fault: {abort_after: 1s, share: 0.5}}
  - {name: turns, post: /t, json: ["@rows.json"]}
thresholds: [p99 < 1s]
)"},
                             folder);
  EXPECT_THAT(file.text, HasSubstr(R"("age":41)"));
  for (const auto* one :
       {"requests[0] (body): {{...}} is new in each request", "requests[0].expect: a check", "requests[1].weight: 2",
        "requests[1].steps[1].fault: a request that goes wrong", "thresholds[0]: p99 < 1s"}) {
    EXPECT_THAT(file.unsaid, Contains(HasSubstr(one)));
    EXPECT_THAT(file.text, HasSubstr("#   " + std::string(one).substr(0, 30)));
  }
}

TEST(CurlExport, refuses_what_is_wrong_in_its_own_words) {
  TempFolder folder;
  EXPECT_THAT(export_refusal({"target: http://h\nload: {users: \"${USERS}\"}\nrequests: [{get: /}]\n"}, folder),
              HasSubstr("the environment variable USERS is not set"));
  EXPECT_THAT(export_refusal({"target: http://h\nrequests: [{gett: /}]\n"}, folder), HasSubstr("gett"));
}

}  // namespace plimsoll::test::curl_export_test
