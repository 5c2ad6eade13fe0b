// curl commands as people keep them, each sent as curl would send it.

#include "tests/imports/import_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::curl_import_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ImportText curl(const std::string& text) { return {text, "curl.txt", {}}; }

TEST(CurlImport, a_json_post_is_written_as_a_person_would) {
  const auto result = imported(curl(R"(curl -X POST http://127.0.0.1:5000/predict \
  -H 'Content-Type: application/json' \
  -d '{"rows": [[5.1, 3.5, 1.4, 0.2]], "explain": true}'
)"));
  EXPECT_THAT(result.text, HasSubstr("  - name: predict\n"
                                     "    post: /predict\n"
                                     "    json: {rows: [[5.1, 3.5, 1.4, 0.2]], explain: true}\n"
                                     "    expect: {status: 2xx}\n"));
  EXPECT_THAT(result.left_out, IsEmpty());
  const auto scenario = scenario_of(result);
  EXPECT_EQ(scenario.target.url.text(), "http://127.0.0.1:5000");
  EXPECT_EQ(body_of(scenario, 0), R"({"rows":[[5.1,3.5,1.4,0.2]],"explain":true})");
  EXPECT_EQ(request_of(scenario, 0).bodies.content_type, "application/json");
}

TEST(CurlImport, reads_every_quoting_of_a_shell) {
  const auto scenario = scenario_of(
      curl("curl http://h/a --data-raw $'tab\\there \\'quoted\\' \\u00e9 \\x41' -H content-type:\\ text/plain\n"
           "curl \"http://h/b\" -d \"a \\\"b\\\" \\$5 \\\\\" -H 'content-type: text/plain'\n"
           "curl 'http://h/c' -d 'it'\\''s' -H \"content-type: text/plain\" # said\n"));
  EXPECT_EQ(body_of(scenario, 0), "tab\there 'quoted' \xC3\xA9 A");
  EXPECT_EQ(body_of(scenario, 1), "a \"b\" $5 \\");
  EXPECT_EQ(body_of(scenario, 2), "it's");
}

TEST(CurlImport, json_flag_sets_both_headers) {
  const auto scenario = scenario_of(curl(R"(curl --json '{"a":' --json '1}' http://h/x)"));
  EXPECT_EQ(body_of(scenario, 0), R"({"a":1})");
  EXPECT_EQ(request_of(scenario, 0).bodies.content_type, "application/json");
  EXPECT_EQ(header_of(scenario, 0, "accept"), "application/json");
}

TEST(CurlImport, data_without_a_type_is_a_form) {
  const auto scenario = scenario_of(curl("curl http://h/f -d name=Ann+B -d 'q=a%26b' --data-urlencode 'text=x & y'"));
  EXPECT_EQ(request_of(scenario, 0).bodies.content_type, "application/x-www-form-urlencoded");
  EXPECT_EQ(body_of(scenario, 0), "name=Ann+B&q=a%26b&text=x+%26+y");
  // JSON that was sent without a type goes as curl sends it.
  const auto json = scenario_of(curl(R"(curl http://h/f -d '{"a": 1}')"));
  EXPECT_EQ(request_of(json, 0).bodies.content_type, "application/x-www-form-urlencoded");
  EXPECT_EQ(body_of(json, 0), R"({"a":1})");
}

TEST(CurlImport, get_puts_data_into_the_query) {
  const auto scenario =
      scenario_of(curl("curl -G http://h/search -d q=iris --data-urlencode 'note=two words' -d n=1 -d n=2"));
  EXPECT_EQ(request_of(scenario, 0).method, Method::get);
  EXPECT_EQ(request_of(scenario, 0).path, "/search?q=iris&note=two%20words&n=1&n=2");
}

TEST(CurlImport, files_are_named_from_the_scenarios_folder) {
  TempFolder folder;
  folder.write("h.txt", "X-One: 1\nX-Two: 2\n");
  auto input = curl(
      "curl http://h/a -d @body.json -H 'content-type: application/json' -H @h.txt\n"
      "curl http://h/b -F image=@image.png -F 'note=a;b' -F label=cat\n"
      "curl http://h/c --data-binary @image.png -H 'content-type: image/png'\n"
      "curl -T image.png http://h/d");
  input.request.folders = {folder.path(), folder.path()};
  const auto scenario = scenario_of(input);
  EXPECT_EQ(body_of(scenario, 0), R"({"from": "file"})");
  EXPECT_EQ(header_of(scenario, 0, "x-two"), "2");
  EXPECT_THAT(body_of(scenario, 1), AllOf(HasSubstr("filename=\"image.png\""), HasSubstr("a;b"), HasSubstr("cat")));
  EXPECT_EQ(request_of(scenario, 2).bodies.content_type, "image/png");
  EXPECT_EQ(request_of(scenario, 3).method, Method::put);
  input.request.folders = {folder.path(), folder.path() / "load"};
  EXPECT_THAT(imported(input).text, AllOf(HasSubstr("@../body.json"), HasSubstr("@../image.png")));
}

TEST(CurlImport, secrets_become_variables_and_are_never_written) {
  const auto result = imported(curl(
      R"(curl https://api.test/v1/a -H "Authorization: Bearer very-secret-1" -b 'session=very-secret-2' -H 'x-api-key: very-secret-3'
curl -u ann:very-secret-4 https://api.test/v1/b
curl 'https://api.test/v1/c?api_key=very-secret-5&n=1' --json '{"password": "very-secret-6", "user": "ann"}'
curl https://ann:very-secret-7@api.test/v1/d
curl https://api.test/v1/e -H "Authorization: Bearer $MY_TOKEN")"));
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
  EXPECT_THAT(result.text, Not(HasSubstr("YW5uOnZlcnktc2VjcmV0"))) << "in base64";
  EXPECT_THAT(result.left_out, Not(Contains(HasSubstr("very-secret"))));
  EXPECT_THAT(result.variables, ElementsAre("API_KEY", "API_TOKEN", "BASIC_CREDENTIALS", "BASIC_CREDENTIALS_2",
                                            "COOKIE", "MY_TOKEN", "PASSWORD", "X_API_KEY"));
  const auto scenario = scenario_of(result);
  EXPECT_EQ(header_of(scenario, 0, "authorization"), "Bearer value of API_TOKEN");
  EXPECT_EQ(header_of(scenario, 1, "authorization"), "Basic value of BASIC_CREDENTIALS");
  EXPECT_EQ(body_of(scenario, 2), R"({"password":"value of PASSWORD","user":"ann"})");
  EXPECT_EQ(header_of(scenario, 4, "authorization"), "Bearer value of MY_TOKEN");
}

TEST(CurlImport, text_that_looks_like_a_variable_stays_text) {
  const auto scenario = scenario_of(curl(R"(curl http://h/a --json '{"price": "${HOME} $5"}')"));
  EXPECT_EQ(body_of(scenario, 0), R"({"price":"${HOME} $5"})");
}

TEST(CurlImport, trust_timeouts_and_names_go_to_their_keys) {
  TempFolder folder;
  const auto scenario =
      scenario_of(curl("curl -k -m 2.5 --connect-timeout 3 --resolve api.test:443:[::1] --resolve other:443:127.0.0.1 "
                       "https://api.test/a\n"
                       "curl -k --unix-socket /run/api.sock http://localhost/b"));
  EXPECT_TRUE(scenario.target.tls.insecure);
  EXPECT_EQ(request_of(scenario, 0).timeout, std::chrono::milliseconds(2500));
  EXPECT_EQ(scenario.connect_timeout, std::chrono::seconds(3));
  EXPECT_EQ(scenario.target.connection.resolve.size(), 1u);
}

TEST(CurlImport, what_is_not_done_is_named_with_its_line) {
  const auto result = imported(
      curl("curl -sSL --http2 --retry 3 --frobnicate http://h/a | jq .\n\ncurl http://other/b\nwget http://h/c"));
  EXPECT_THAT(result.left_out,
              ElementsAre("curl.txt:1: what the answer is piped into", "curl.txt:1: --http2: HTTP/1.1 is spoken",
                          HasSubstr("curl.txt:1: --frobnicate: a flag that is not known here"),
                          "curl.txt:4: wget: no curl command",
                          HasSubstr("curl.txt:3: GET http://other/b: a scenario has one target, http://h")));
  EXPECT_THAT(result.text, HasSubstr("# Left out:\n#   curl.txt:1: "));
}

TEST(CurlImport, redirects_attempts_and_cookies_become_rules) {
  const auto result =
      imported(curl("curl -L --max-redirs 3 -c jar http://h/login -d a=1\ncurl http://h/other --retry 2 "
                    "--retry-max-time 60 --post301\n"
                    "curl -L --max-redirs -1 -b jar http://h/me --retry 100 --retry-all-errors --retry-delay 0.5"));
  EXPECT_THAT(result.text, AllOf(HasSubstr("cookies: true\n"), HasSubstr("  - name: with cookies\n    steps:\n"),
                                 HasSubstr("redirects: 3\n"), HasSubstr("redirects: 20\n"),
                                 HasSubstr("at_most: 20, backoff: 500ms"), HasSubstr("timeout, connect, lost]")));
  EXPECT_THAT(result.left_out,
              ElementsAre(HasSubstr("curl.txt:2: --retry-max-time: "), HasSubstr("curl.txt:2: --post301: "),
                          HasSubstr("curl.txt:3: --retry 100: there are at most 20")));
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 2u);
  EXPECT_EQ(scenario.tasks[0].steps.size(), 2u);
  EXPECT_EQ(scenario.tasks[0].steps[0].rules->redirects.at_most, 3u);
  EXPECT_TRUE(scenario.tasks[1].steps[0].rules->cookies);
}

TEST(CurlImport, cookies_of_a_file_that_no_command_filled_are_told) {
  const auto result = imported(curl("curl -b cookies.txt http://h/a"));
  EXPECT_THAT(result.text, HasSubstr("cookies: true\n"));
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("-b with a file: cookies of answers are kept")));
}

TEST(CurlImport, a_command_of_the_shell_is_told_unless_it_gives_the_token) {
  const auto told = imported(curl("curl \"http://h/a?at=$(date +%s)\" -H \"Authorization: Bearer $(cat token)\""));
  EXPECT_THAT(told.text, HasSubstr("auth: {token: {run: cat token}}"));
  EXPECT_THAT(told.left_out, ElementsAre(HasSubstr("$(command): put its output into the variable VALUE")));
  EXPECT_EQ(told.variables.size(), 1u);
}

TEST(CurlImport, next_begins_another_request) {
  const auto scenario = scenario_of(curl("curl http://h/a -d x=1 --next http://h/b http://h/b/2 -I"));
  ASSERT_EQ(scenario.tasks.size(), 3u);
  EXPECT_EQ(request_of(scenario, 0).method, Method::post);
  EXPECT_EQ(request_of(scenario, 2).method, Method::head);
}

TEST(CurlImport, here_documents_are_data) {
  const auto scenario =
      scenario_of(curl("$ curl http://h/a -H 'content-type: application/json' -d @- <<'EOF'\n{\"a\": [1,\n 2]}\nEOF\n$ "
                       "curl http://h/b\n"));
  EXPECT_EQ(body_of(scenario, 0), R"({"a":[1,2]})");
  EXPECT_EQ(scenario.tasks.size(), 2u);
}

TEST(CurlImport, reads_what_chromium_copies_for_bash) {
  const auto result = imported(curl(R"(curl 'http://127.0.0.1:8000/predict?v=1' \
  -H 'Accept: */*' \
  -H 'Accept-Language: en-US,en;q=0.9' \
  -H 'Connection: keep-alive' \
  -H 'Content-Type: application/json' \
  -b 'sid=abc123; theme=dark' \
  -H 'Origin: http://127.0.0.1:8000' \
  -H 'Sec-Fetch-Mode: cors' \
  -H 'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"' \
  -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64)' \
  --data-raw $'{"text":"it\'s\u0021 \\n"}' \
  --insecure)"));
  EXPECT_THAT(result.text, Not(HasSubstr("abc123")));
  EXPECT_THAT(result.left_out, ElementsAre(AllOf(HasSubstr("sec-ch-ua"), HasSubstr("user-agent"))));
  const auto scenario = scenario_of(result);
  EXPECT_EQ(body_of(scenario, 0), R"({"text":"it's! \n"})");
  EXPECT_EQ(header_of(scenario, 0, "cookie"), "value of COOKIE");
  EXPECT_EQ(header_of(scenario, 0, "accept"), "*/*");
  EXPECT_EQ(request_of(scenario, 0).path, "/predict?v=1");
}

TEST(CurlImport, reads_what_chromium_copies_for_cmd) {
  const auto newer =
      scenario_of(curl("curl ^\"http://127.0.0.1:8000/predict?a=1^&b=^%^20^\" ^\r\n"
                       "  -H ^\"content-type: application/json^\" ^\r\n"
                       "  --data-raw ^\"^{^\\^\"text^\\^\":^\\^\"a ^\\^\\^\\^\"b^\"\r\n"));
  EXPECT_EQ(request_of(newer, 0).path, "/predict?a=1&b=%20");
  const auto older =
      scenario_of(curl("curl \"http://127.0.0.1:8000/predict\" ^\r\n  -H \"content-type: application/json\" ^\r\n"
                       "  --data-raw \"{\\\"rows\\\":[1,2],\\\"path\\\":\\\"C:\\\\x\\\"}\" ^\r\n  --compressed &\r\n"
                       "curl \"http://127.0.0.1:8000/health\"\r\n"));
  ASSERT_EQ(older.tasks.size(), 2u);
  EXPECT_EQ(body_of(older, 0), R"({"rows":[1,2],"path":"C:\\x"})");
}

TEST(CurlImport, a_large_body_goes_to_a_file_beside_the_scenario) {
  std::string rows = "[0";
  for (int i = 1; i < 3000; ++i) rows += "," + std::to_string(i);
  const auto result = imported(curl("curl http://h/predict --json '{\"row\": " + rows + "]}'"));
  ASSERT_EQ(result.files.size(), 1u);
  EXPECT_EQ(result.files[0].name, "scenario-bodies/predict.json");
  EXPECT_EQ(body_of(scenario_of(result), 0), "{\"row\": " + rows + "]}");
}

TEST(CurlImport, odd_bodies_are_sent_byte_for_byte) {
  const std::vector<std::string> bodies = {R"(["@body.json", "b"])",
                                           R"({"$base64": "x"})",
                                           R"({"n": 123456789012345678901234567890})",
                                           "@at",
                                           "# no comment: really",
                                           "- a",
                                           "a: b",
                                           "~",
                                           "yes",
                                           R"({"<<": 1, "null": null, "a b": "\u0001 \ud83d\ude00", "": []})"};
  for (const auto& body : bodies) {
    const auto scenario = scenario_of(curl("curl http://h/x -H 'content-type: text/x' --data-raw '" + body + "'"));
    std::string sent = body_of(scenario, 0);
    if (body.find("<<") != std::string::npos)
      EXPECT_THAT(sent, HasSubstr("\"<<\":1,\"null\":null"));
    else
      EXPECT_EQ(sent, body);
  }
}

TEST(CurlImport, bad_input_is_refused_with_its_place) {
  EXPECT_THAT(refusal(curl("curl http://h/a -d 'open\nmore")), HasSubstr("curl.txt:1: a ' that is not closed"));
  EXPECT_THAT(refusal(curl("curl http://h/a\ncurl -X")), HasSubstr("curl.txt:2: -X needs a value after it"));
  EXPECT_THAT(refusal(curl("curl http://h/a -d x -d @-")), HasSubstr("standard input"));
  EXPECT_THAT(refusal(curl("curl ftp://h/a")), AllOf(HasSubstr("no request in it"), HasSubstr("http:// or https://")));
  EXPECT_THAT(refusal(curl("hello")), HasSubstr("cannot tell what this is"));
  EXPECT_THAT(refusal({"\n", "empty.txt", {}}), HasSubstr("empty.txt: is empty"));
  EXPECT_THAT(refusal(curl("curl http://h/ -d @- <<X\n1\n")), HasSubstr("the here-document X has no end"));
}

}  // namespace plimsoll::test::curl_import_test
