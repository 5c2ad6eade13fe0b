// Files for hurl, Locust and k6: their words, and that Python and JavaScript take them.

#include "tests/exports/export_text.h"
#include "tests/support/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::script_export_test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr auto kSoak = R"(name: iris soak
target: http://127.0.0.1:5000/v1
headers: {Authorization: "Bearer ${TOKEN}"}
load: {users: 10, spawn_rate: 2/s, wait: 1s..3s, duration: 5m}
feeders:
  row: rows.csv
  event: {file: events.jsonl, order: random}
requests:
  - name: predict
    weight: 3
    post: "/predict/{{row.name}}"
    headers: {x-id: "{{uuid}}-{{user}}"}
    json: {age: "{{row.age}}", id: "n {{seq}}", at: "{{now}}", noise: "{{random.normal 0 1}}", of: "{{event.user.name}}",
           ok: true, none: null, kind: "{{random.choice a b}}", rounded: "{{row.age | round 1}}"}
    expect:
      status: 200
      response_time: < 500ms
      headers: {content-type: {contains: json}}
      json: {"$.predictions[0].label": setosa, "$.score": {between: [0, 1]}, "$.all": {type: array}}
  - name: two steps
    steps:
      - {get: /a, query: {q: "{{row.name}}"}, timeout: 5s}
      - {post: /b, text: "it's `code` ${TOKEN} {braces} {{seq}}"}
  - {name: files, post: /f, json: ["@data/1.json", "@data/2.json"]}
thresholds: [p99 < 250ms, failed_requests == 0, p95 of predict < 100ms, leak == none]
)";

class ScriptExportTest : public testing::Test {
 protected:
  ScriptExportTest() {
    folder_.write("rows.csv", "name,age\n\"a b\",41\nc,42.5\n");
    folder_.write("events.jsonl", "{\"user\": {\"name\": \"x\"}}\n");
    folder_.write("data/1.json", "{\"a\": 1}");
    folder_.write("data/2.json", "{\"a\": 2}");
  }

  WrittenExport soak(ExportFormat format) const { return exported({kSoak, format, {}}, folder_); }

  ProcessResult python(const std::string& text) const {
    const auto file = folder_.write("locustfile.py", text);
    return run_process(
        {"python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read())", file.string()});
  }
  ProcessResult node(const std::string& text) const {
    const auto file = folder_.write("script.mjs", text);
    return run_process({"node", "--check", file.string()});
  }

  TempFolder folder_;
};

TEST_F(ScriptExportTest, a_locustfile_is_python_with_users_tasks_rows_and_checks) {
  const auto file = soak(ExportFormat::locust);
  const auto parsed = python(file.text);
  EXPECT_EQ(parsed.exit_code, 0) << parsed.err << file.text;
  EXPECT_THAT(file.text, AllOf(HasSubstr("class IrissoakUser(HttpUser):"), HasSubstr("wait_time = between(1, 3)"),
                               HasSubstr("-u 10 -r 2 -t 300s"), HasSubstr("@task(3)\n    def predict(self):"),
                               HasSubstr("\"Authorization\": f\"Bearer {os.environ['TOKEN']}\""),
                               HasSubstr("row = next(row_rows)"), HasSubstr("event = random.choice(event_rows)"),
                               HasSubstr("f\"/v1/predict/{quote(row['name'], safe='')}\"")));
  EXPECT_THAT(file.text, AllOf(HasSubstr("\"age\": json.loads(row['age'])"), HasSubstr("\"ok\": True"),
                               HasSubstr("\"none\": None"), HasSubstr("next(files_bodies)"),
                               HasSubstr("if not (response.status_code == 200):")));
  EXPECT_THAT(file.unsaid, Contains(HasSubstr("thresholds[0]: p99 < 250ms")));
  EXPECT_THAT(file.text, HasSubstr("# Not said here:"));
}

TEST_F(ScriptExportTest, stages_are_a_shape_of_locust) {
  const auto file = exported({R"(target: http://127.0.0.1:5000
load: {stages: [{for: 10s, users: 5}, {for: 0s, users: 9}], duration: 1m}
requests: [{get: /}]
)",
                              ExportFormat::locust,
                              {}},
                             folder_);
  EXPECT_EQ(python(file.text).exit_code, 0) << file.text;
  EXPECT_THAT(file.text,
              AllOf(HasSubstr("class Stages(LoadTestShape):"), HasSubstr("stages = [(10, 5), (0, 9), (50, 9)]"),
                    HasSubstr("from locust import HttpUser, task, LoadTestShape"), Not(HasSubstr(" -u "))));
}

TEST_F(ScriptExportTest, a_script_for_k6_is_javascript_with_the_load_and_its_thresholds) {
  const auto file = soak(ExportFormat::k6);
  const auto checked = node(file.text);
  EXPECT_EQ(checked.exit_code, 0) << checked.err << file.text;
  EXPECT_THAT(
      file.text,
      AllOf(HasSubstr("executor: 'ramping-vus', startVUs: 0, stages: [{ duration: '5s', target: 10 }, { duration: "
                      "'295s', target: 10 }]"),
            HasSubstr("'http_req_duration': ['p(99)<250']"),
            HasSubstr("'http_req_duration{name:predict}': ['p(95)<100']"), HasSubstr("'http_req_failed': ['rate==0']"),
            HasSubstr("`Bearer ${__ENV.TOKEN}`"), HasSubstr("encodeURIComponent(row.name)"),
            HasSubstr("'status is 200': (r) => r.status === 200"), HasSubstr("sleep(1 + Math.random() * 2);"),
            HasSubstr("event.user.name")));
  EXPECT_THAT(file.unsaid, Contains(HasSubstr("thresholds[3]: leak == none")));
}

TEST_F(ScriptExportTest, rates_are_arrivals_of_k6_and_unsaid_for_locust) {
  const std::string scenario = R"(target: http://127.0.0.1:5000
load: {rate: 0.5/s, arrivals: poisson, duration: 1m}
requests: [{get: /}]
)";
  const auto k6 = exported({scenario, ExportFormat::k6, {}}, folder_);
  EXPECT_THAT(k6.text, HasSubstr("executor: 'constant-arrival-rate', rate: 1800, timeUnit: '1h', duration: '60s'"));
  EXPECT_THAT(k6.unsaid, Contains(HasSubstr("load.arrivals: poisson")));
  EXPECT_EQ(node(k6.text).exit_code, 0);
  const auto locust = exported({scenario, ExportFormat::locust, {}}, folder_);
  EXPECT_THAT(locust.unsaid, Contains(HasSubstr("load: requests at a rate")));
  EXPECT_EQ(python(locust.text).exit_code, 0);
}

TEST_F(ScriptExportTest, several_loads_are_scenarios_of_k6_and_classes_of_locust) {
  const std::string scenario = R"(target: http://127.0.0.1:5000
load: {duration: 1m}
loads:
  - {name: steady, users: 2, tasks: [a]}
  - {name: bursts, rate: 5/s, tasks: [b]}
requests: [{name: a, get: /a}, {name: b, get: /b, weight: 0.5}]
)";
  const auto k6 = exported({scenario, ExportFormat::k6, {}}, folder_);
  EXPECT_EQ(node(k6.text).exit_code, 0) << k6.text;
  EXPECT_THAT(k6.text, AllOf(HasSubstr("exec: 'load_steady'"), HasSubstr("export function load_bursts()")));
  const auto locust = exported({scenario, ExportFormat::locust, {}}, folder_);
  EXPECT_EQ(python(locust.text).exit_code, 0) << locust.text;
  EXPECT_THAT(locust.text, AllOf(HasSubstr("class SteadyUser"), HasSubstr("fixed_count = 2"), HasSubstr("@task(50)")));
}

TEST_F(ScriptExportTest, forms_with_files_keep_their_files) {
  folder_.write("cat.jpg", "\xFF\xD8 meow");
  const std::string scenario = R"(target: http://127.0.0.1:5000
requests: [{name: upload, post: /u, multipart: {note: "a b", image: "@cat.jpg"}}]
)";
  const auto locust = exported({scenario, ExportFormat::locust, {}}, folder_);
  EXPECT_EQ(python(locust.text).exit_code, 0) << locust.text;
  EXPECT_THAT(locust.text, AllOf(HasSubstr("upload_file = open(\"cat.jpg\", \"rb\").read()"),
                                 HasSubstr("(\"note\", (None, \"a b\"))"), Not(HasSubstr("boundary"))));
  const auto k6 = exported({scenario, ExportFormat::k6, {}}, folder_);
  EXPECT_EQ(node(k6.text).exit_code, 0) << k6.text;
  EXPECT_THAT(k6.text, HasSubstr("http.file(uploadFile, 'cat.jpg', 'image/jpeg')"));
  const auto curl = exported({scenario, ExportFormat::curl, {}}, folder_);
  EXPECT_THAT(curl.text,
              AllOf(HasSubstr("--form-string 'note=a b'"), HasSubstr("-F 'image=@cat.jpg;type=image/jpeg'")));
  const auto hurl = exported({scenario, ExportFormat::hurl, {}}, folder_);
  EXPECT_THAT(hurl.text, HasSubstr("[Multipart]\nnote: a b\nimage: file,cat.jpg; image/jpeg\n"));
}

TEST_F(ScriptExportTest, a_hurl_file_has_entries_with_asserts) {
  const auto file = soak(ExportFormat::hurl);
  EXPECT_THAT(file.text, AllOf(HasSubstr("hurl --test --variable TOKEN=\"$TOKEN\" FILE.hurl"),
                               HasSubstr("\n# predict\nPOST http://127.0.0.1:5000/v1/predict/a%20b\n"),
                               HasSubstr("\nAuthorization: Bearer {{TOKEN}}\n"), HasSubstr("\nHTTP 200\n[Asserts]\n"),
                               HasSubstr("duration < 500\n"), HasSubstr("header \"content-type\" contains \"json\"\n"),
                               HasSubstr("jsonpath \"$.predictions[0].label\" == \"setosa\"\n")));
  EXPECT_THAT(file.text, AllOf(HasSubstr("jsonpath \"$.score\" >= 0\njsonpath \"$.score\" <= 1\n"),
                               HasSubstr("jsonpath \"$.all\" isList\n"), HasSubstr("[Options]\nmax-time: 5000ms\n"),
                               HasSubstr("file,data/1.json;\n"), HasSubstr("HTTP *\n[Asserts]\nstatus < 400\n")));
  EXPECT_THAT(file.unsaid, Contains(HasSubstr("requests[2]: 2 bodies in turn: this is the first, data/1.json")));
}

TEST_F(ScriptExportTest, text_that_is_code_elsewhere_stays_text) {
  const std::string scenario = R"(target: http://127.0.0.1:5000
requests:
  - name: "odd '\" ${NAME}"
    post: /x
    json: {"k'": "line\nbreak \\ ` ${NAME} {x} \u2028", n: [1, 2.5, 1e3], deep: {a: {b: [{c: "dddddddddddddddddddddddddddddddddddddddddddddddddddddd"}]}}}
)";
  const auto locust = exported({scenario, ExportFormat::locust, {}}, folder_);
  EXPECT_EQ(python(locust.text).exit_code, 0) << locust.text;
  const auto k6 = exported({scenario, ExportFormat::k6, {}}, folder_);
  EXPECT_EQ(node(k6.text).exit_code, 0) << k6.text;
  EXPECT_THAT(k6.text, Not(HasSubstr("plimsollvariable")));
  EXPECT_THAT(locust.text, Not(HasSubstr("plimsollvariable")));
}

TEST_F(ScriptExportTest, prompts_are_their_first_rows_and_a_conversation_is_left_unsaid) {
  constexpr auto kPrompts = R"(target: http://127.0.0.1:5000
load: {rate: 5/s, arrivals: gamma, burstiness: 0.5}
feeders: {row: {synthetic: {input_tokens: 6, turns: 2}}}
requests:
  - {name: chat, post: /chat, json: {messages: "{{row.messages}}", max_tokens: "{{row.output_tokens}}"}}
  - {name: talk, post: /chat, json: {messages: "{{messages}}"}, conversation: {turns: "{{row.turns}}"}}
)";
  for (const auto format : {ExportFormat::locust, ExportFormat::k6}) {
    const auto written = exported({kPrompts, format, {}}, folder_);
    EXPECT_THAT(written.unsaid, Contains(HasSubstr("feeders.row: prompts: the first 20 stand for all of them")));
    EXPECT_THAT(written.unsaid, Contains(HasSubstr("conversation")));
    const auto checked = format == ExportFormat::locust ? python(written.text) : node(written.text);
    EXPECT_EQ(checked.exit_code, 0) << checked.err << written.text;
    EXPECT_THAT(written.text, HasSubstr("output_tokens"));
  }
}

}  // namespace plimsoll::test::script_export_test
