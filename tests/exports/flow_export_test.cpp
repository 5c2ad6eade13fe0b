// Flows as the files of other tools: steps in order, what is taken out of their answers, conditions, loops, pauses, a
// login, redirects, attempts, cookies.

#include "tests/exports/export_text.h"
#include "tests/support/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace plimsoll::test::flow_export_test {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kFlow = R"yaml(name: batch
target: http://127.0.0.1:5000/v1
load: {users: 3, wait: 1s, duration: 1m}
headers: {Authorization: "Bearer {{token}}"}
cookies: true
redirects: 3
retry: {on: [503, connect], at_most: 2, backoff: 10ms..50ms, respect: retry_after}
feeders: {row: rows.csv}
before_all:
  - {name: warm, post: /warm, json: {of: iris}, capture: {model: $.model}}
login:
  - name: token
    post: /token
    json: {user: "user{{user}}", password: "${PASSWORD}"}
    capture: {token: $.access_token}
after_all:
  - {name: cool, delete: "/warm/{{model}}"}
requests:
  - name: batch job
    think: 1s..3s
    steps:
      - name: submit
        post: /jobs
        json: {petal: "{{row.petal}}", model: "{{model}}", note: "no {{seq}}"}
        expect: {status: 202, asserts: ['jsonpath "$.id" isInteger', 'header "x-kind" startsWith "jo"']}
        capture: {job: $.id, kind: {header: x-kind}, note: {json: $.note, default: none}, word: {regex: '"state": *"(\w+)"'}}
      - name: poll
        get: /jobs/{{job}}
        until: {json: {$.status: done}, every: 500ms, within: 10s}
        capture: {result: $.result}
      - name: extra
        get: /extra?of={{kind}}
        when: {captured: {note: none}, status: 200}
        repeat: 2
      - name: fetch
        get: "{{result}}"
        expect: {json: {$.predictions: {length: 2}, "$.predictions[-1]": b}}
)yaml";

class FlowExportTest : public testing::Test {
 protected:
  FlowExportTest() { folder_.write("rows.csv", "sepal,petal\n5.1,1.4\n"); }

  WrittenExport flow(ExportFormat format, const std::string& scenario = kFlow) const {
    return exported({scenario, format, {}}, folder_);
  }
  // What Python, node or a shell says against it; empty: nothing.
  std::string complaint(ExportFormat format, const std::string& text) const {
    const auto file = folder_.write(format == ExportFormat::k6 ? "written.mjs" : "written", text);
    const auto done =
        format == ExportFormat::k6 ? run_process({"node", "--check", file.string()})
        : format == ExportFormat::curl
            ? run_process({"sh", "-n", file.string()})
            : run_process({"python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", file.string()});
    return done.exit_code == 0 ? "" : done.err + text;
  }

  TempFolder folder_;
};

TEST_F(FlowExportTest, a_task_of_locust_has_its_steps_in_order_with_captures_conditions_and_loops) {
  const auto file = flow(ExportFormat::locust);
  EXPECT_EQ(complaint(ExportFormat::locust, file.text), "");
  EXPECT_THAT(file.text, AllOf(HasSubstr("            job = at(response, \"id\")\n"),
                               HasSubstr("kind = response.headers.get(\"x-kind\", nothing)"),
                               HasSubstr("word = found(\"\\\"state\\\": *\\\"(\\\\w+)\\\"\", response.text)"),
                               HasSubstr("if note is nothing:\n                note = \"none\""),
                               HasSubstr("if not (job is not nothing):\n                return response.failure"),
                               HasSubstr("if not (type(at(response, \"id\")) is int):"),
                               HasSubstr("time.sleep(random.uniform(1, 3))")));
  EXPECT_THAT(file.text, AllOf(HasSubstr("        end = time.monotonic() + 10\n        for turn in range(1, 1001):\n"),
                               HasSubstr("if at(response, \"status\") == \"done\":"),
                               HasSubstr("if turn == 1000 or time.monotonic() + 0.5 > end:"),
                               HasSubstr("        if note == \"none\" and response.status_code == 200:\n"
                                         "            for turn in range(2):\n"),
                               HasSubstr("at(response, \"predictions\", -1) == \"b\"")));
  EXPECT_THAT(file.text,
              AllOf(HasSubstr("while not self.log_in():"), HasSubstr("self.token = at(response, \"access_token\")"),
                    HasSubstr("self.signed_in(lambda: retried(lambda: self.client.post("),
                    HasSubstr("RETRY = {\"on\": [503, 0], \"at_most\": 2, \"shortest\": 0.01, \"longest\": 0.05, "
                              "\"heeds_retry_after\": True}\n"),
                    HasSubstr(", **RETRY)) as response:"), HasSubstr("self.client.max_redirects = 3"),
                    Not(HasSubstr("allow_redirects=False")), Not(HasSubstr("DefaultCookiePolicy")),
                    HasSubstr("os.environ['PASSWORD']")));
  EXPECT_THAT(file.text,
              AllOf(HasSubstr("shared.model = at(response, \"model\")"), HasSubstr("sys.exit(\"before_all failed\")"),
                    HasSubstr("@events.test_stop.add_listener")));
  EXPECT_THAT(file.unsaid, IsEmpty());
}

TEST_F(FlowExportTest, a_function_of_k6_has_its_steps_in_order_with_captures_conditions_and_loops) {
  const auto file = flow(ExportFormat::k6);
  EXPECT_EQ(complaint(ExportFormat::k6, file.text), "");
  EXPECT_THAT(
      file.text,
      AllOf(HasSubstr("  let job, kind, note, word, result;\n"), HasSubstr("  job = at(response, ['id']);\n"),
            HasSubstr("kind = response.headers['X-Kind'];"), HasSubstr("note = at(response, ['note']) ?? 'none';"),
            HasSubstr("'job is captured': (r) => job !== undefined,\n"), HasSubstr("})) return;\n"),
            HasSubstr("Number.isInteger(at(r, ['id']))"), HasSubstr("sleep(1 + Math.random() * 2);")));
  EXPECT_THAT(file.text, AllOf(HasSubstr("for (let turn = 1, end = Date.now() + 10000; ; turn++) {"),
                               HasSubstr("if (at(response, ['status']) === 'done') {"),
                               HasSubstr("if (turn >= 1000 || Date.now() + 500 > end) {"),
                               HasSubstr("  if (note === 'none' && response.status === 200) {\n"
                                         "    for (let turn = 0; turn < 2; turn++) {\n")));
  EXPECT_THAT(file.text,
              AllOf(HasSubstr("if (!loggedIn && !(loggedIn = logIn())) {"), HasSubstr("let token;\nlet loggedIn"),
                    HasSubstr("signedIn(() => retried(() => http.post("), HasSubstr("redirects: 3"),
                    HasSubstr("noCookiesReset: true"), HasSubstr("export function setup() {"),
                    HasSubstr("export function teardown(data) {"), HasSubstr("__ENV.PASSWORD"),
                    HasSubstr("table(open('./rows.csv'), ',')"), Not(HasSubstr("https://jslib"))));
  EXPECT_THAT(file.unsaid, IsEmpty());
}

TEST_F(FlowExportTest, a_hurl_file_has_the_way_of_one_user_with_captures_and_options) {
  const auto file = flow(ExportFormat::hurl);
  EXPECT_THAT(
      file.text,
      AllOf(HasSubstr("[Captures]\njob: jsonpath \"$.id\"\nkind: header \"x-kind\"\n"),
            HasSubstr("word: regex \"\\\"state\\\": *\\\"(\\\\w+)\\\"\"\n"),
            HasSubstr("GET http://127.0.0.1:5000/v1/jobs/{{job}}\n"),
            HasSubstr("GET http://127.0.0.1:5000/v1{{result}}\n"), HasSubstr("Authorization: Bearer {{token}}\n"),
            HasSubstr("location: true\nmax-redirs: 3\n"), HasSubstr("retry: 20\nretry-interval: 500ms\n"),
            HasSubstr("jsonpath \"$.status\" == \"done\"\n"), HasSubstr("repeat: 2\n"), HasSubstr("delay: 2000ms\n")));
  const auto at = [&](const char* name) { return file.text.find(std::string("\n# ") + name + "\n"); };
  EXPECT_LT(at("warm"), at("token"));
  EXPECT_LT(at("token"), at("submit"));
  EXPECT_LT(at("fetch"), at("cool"));
  EXPECT_THAT(file.text,
              AllOf(HasSubstr("--variable PASSWORD=\"$PASSWORD\" FILE.hurl"), Not(HasSubstr("plimsollvariable"))));
  EXPECT_THAT(file.unsaid, Contains(HasSubstr("requests[0].steps[2].when: Hurl has no conditions")));
}

TEST_F(FlowExportTest, curl_keeps_what_jq_reads_out_of_an_answer) {
  const auto file = flow(ExportFormat::curl);
  EXPECT_EQ(complaint(ExportFormat::curl, file.text), "");
  EXPECT_THAT(file.text, AllOf(HasSubstr("token=$(curl -s http://127.0.0.1:5000/v1/token"),
                               HasSubstr("jq -r .access_token)\n"), HasSubstr("-H \"Authorization: Bearer $token\""),
                               HasSubstr("job=$(printf %s \"$answer\" | jq -r .id)"),
                               HasSubstr("curl \"http://127.0.0.1:5000/v1/extra?of=$kind\""), HasSubstr("--location"),
                               HasSubstr("--retry 2"), HasSubstr("-b cookies.txt -c cookies.txt")));
  EXPECT_THAT(file.unsaid, AllOf(Contains(HasSubstr("requests[0].steps[0].capture.kind: ")),
                                 Contains(HasSubstr("requests[0].steps[1].until: it is sent once"))));
}

TEST_F(FlowExportTest, credentials_with_a_variable_are_put_together_by_the_other_tool) {
  const std::string scenario = R"(target: http://127.0.0.1:5000
auth: {basic: {user: ann, password: "${PASSWORD}"}}
requests: [{name: a, get: /a}]
)";
  EXPECT_THAT(flow(ExportFormat::curl, scenario).text, HasSubstr("-u \"ann:$PASSWORD\""));
  EXPECT_THAT(flow(ExportFormat::hurl, scenario).text, HasSubstr("[BasicAuth]\nann: {{PASSWORD}}\n"));
  EXPECT_THAT(flow(ExportFormat::locust, scenario).text,
              HasSubstr("\"Basic \" + base64.b64encode(f\"ann:{os.environ['PASSWORD']}\".encode()).decode()"));
  EXPECT_THAT(flow(ExportFormat::k6, scenario).text,
              HasSubstr("`Basic ${encoding.b64encode(`ann:${__ENV.PASSWORD}`)}`"));
}

TEST_F(FlowExportTest, curl_says_tokens_of_commands_and_signatures_by_the_names_of_their_keys) {
  const std::string requests = "requests: [{name: a, get: /a}]\n";
  const auto token =
      flow(ExportFormat::curl, "target: http://h\nauth: {token: {run: gcloud auth print-access-token}}\n" + requests);
  EXPECT_THAT(token.text, HasSubstr("-H \"Authorization: Bearer $(gcloud auth print-access-token)\"\n"));
  const auto signing =
      flow(ExportFormat::curl,
           "target: http://h\nauth: {aws_sigv4: {region: eu-west-1, service: sagemaker, access_key: \"${KEY}\", "
           "secret_key: very-secret}}\n" +
               requests);
  EXPECT_THAT(signing.text, AllOf(HasSubstr("--aws-sigv4 aws:amz:eu-west-1:sagemaker"),
                                  HasSubstr("-u \"$KEY:$AWS_SECRET_ACCESS_KEY\""), Not(HasSubstr("very-secret"))));
  EXPECT_THAT(flow(ExportFormat::k6, "target: http://h\nauth: {token: {run: print}}\n" + requests).unsaid,
              Contains(HasSubstr("requests[0].auth: who we are is not said")));
}

TEST_F(FlowExportTest, a_plain_request_follows_no_redirect_and_keeps_no_cookie) {
  const std::string scenario =
      "target: http://127.0.0.1:5000\nrequests:\n  - {name: a, get: /a}\n"
      "  - {name: b, steps: [{get: /b, expect: {status: 404}}, {get: /c, expect: {response_time: < 1s}}]}\n";
  const auto locust = flow(ExportFormat::locust, scenario);
  EXPECT_EQ(complaint(ExportFormat::locust, locust.text), "");
  EXPECT_THAT(locust.text, AllOf(HasSubstr("self.client.get(\"/a\", name=\"a\", allow_redirects=False)\n"),
                                 HasSubstr("set_policy(DefaultCookiePolicy(allowed_domains=[]))"),
                                 HasSubstr("if not (200 <= response.status_code < 400):"),
                                 HasSubstr("if not (response.status_code == 404):")));
  const auto k6 = flow(ExportFormat::k6, scenario);
  EXPECT_EQ(complaint(ExportFormat::k6, k6.text), "");
  EXPECT_THAT(
      k6.text,
      AllOf(HasSubstr("maxRedirects: 0"), HasSubstr("jar: new http.CookieJar()"),
            HasSubstr("const EXPECTED = http.expectedStatuses({ min: 200, max: 299 }, { min: 300, max: 399 }, 404);"),
            HasSubstr("responseCallback: EXPECTED")));
}

TEST_F(FlowExportTest, rows_of_a_user_and_rows_that_end_are_said) {
  const std::string scenario = R"(target: http://127.0.0.1:5000
load: {users: 2, duration: 1m}
feeders: {mine: {file: rows.csv, order: by_user}, last: {file: rows.csv, order: once}}
requests: [{name: a, get: "/a/{{mine.petal}}/{{last.sepal}}"}]
)";
  const auto locust = flow(ExportFormat::locust, scenario);
  EXPECT_EQ(complaint(ExportFormat::locust, locust.text), "");
  EXPECT_THAT(locust.text,
              AllOf(HasSubstr("itertools.cycle(mine_rows[(self.number - 1) % min(2, len(mine_rows))::2])"),
                    HasSubstr("mine = next(self.mine_rows)"), HasSubstr("self.environment.runner.quit()")));
  EXPECT_THAT(locust.unsaid, IsEmpty());
  const auto k6 = flow(ExportFormat::k6, scenario);
  EXPECT_EQ(complaint(ExportFormat::k6, k6.text), "");
  EXPECT_THAT(k6.text, HasSubstr("ownRow(mine_rows, 2)"));
  EXPECT_THAT(k6.unsaid, ElementsAre(HasSubstr("feeders.last: order once")));
}

}  // namespace plimsoll::test::flow_export_test
