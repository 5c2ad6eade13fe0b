// `plimsoll export` as a process: exit codes, files, and that what curl sends is what Plimsoll sends.

#include "core/http/header_names.h"
#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll::test::export_command_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

LoopbackOptions keeping() {
  LoopbackOptions options;
  options.keeps_requests = true;
  return options;
}

// Without what a client says of itself, and the connection.
std::string as_asked(const ReceivedRequest& request) {
  std::vector<std::string> lines;
  std::string_view rest = request.head;
  rest.remove_prefix(rest.find("\r\n") + 2);
  while (!rest.empty() && rest != "\r\n") {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    const auto name = lower_case(line.substr(0, line.find(':')));
    const bool own = name == "user-agent" || name == "connection" || (name == "content-length" && request.body.empty());
    if (!own) lines.push_back(name + std::string(line.substr(line.find(':'))));
  }
  std::sort(lines.begin(), lines.end());
  std::string text = request.method + " " + request.target + "\n";
  for (const auto& line : lines) text += line + "\n";
  return text + request.body;
}

TEST(ExportCommand, curl_sends_what_plimsoll_sends) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping());
  TempFolder folder;
  folder.write("body.json", "{\n  \"from\": \"file\"\n}\n");
  const auto scenario = folder.write("soak.yaml", "name: all\ntarget: " + server.url() + R"(/base
headers: {x-model: iris, x-api-key: "${KEY}"}
requests:
  - {name: json, post: /predict, json: {rows: [[5.1, 3.5]], note: "it's $5 \"now\" `x` é"}}
  - {name: query, get: "/items/a b", query: {q: "1&2", list: "[x]"}}
  - {name: form, post: /form, form: {a: "1 2", b: "&=+"}}
  - {name: text, put: /text, text: "at @ the start"}
  - {name: lines, post: /lines, text: "two\nlines\n", content_type: text/csv}
  - {name: file, patch: /file, json: "@body.json"}
  - {name: delete, delete: /items/7}
  - {name: head, head: /}
  - {name: dots, get: /a/../b}
)");
  ChildOptions options;
  options.environment = {{"KEY", "hunter2"}};
  const auto smoke = run_process({PLIMSOLL_BINARY, "check", scenario.string(), "--smoke"}, options);
  ASSERT_EQ(smoke.exit_code, 0) << smoke.out << smoke.err;
  const auto script = (folder.path() / "commands.sh").string();
  const auto exported = run_process({PLIMSOLL_BINARY, "export", "curl", scenario.string(), "-o", script}, options);
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("9 requests"));
  EXPECT_THAT(folder.read("commands.sh"), Not(HasSubstr("hunter2")));
  options.directory = folder.path().string();
  const auto sent = run_process({"sh", script}, options);
  EXPECT_EQ(sent.exit_code, 0) << sent.err;
  std::vector<std::string> ours;
  std::vector<std::string> theirs;
  for (const auto& request : server.received())
    (request.header("user-agent").value_or("").starts_with("curl") ? theirs : ours).push_back(as_asked(request));
  EXPECT_THAT(ours, SizeIs(9));
  std::sort(ours.begin(), ours.end());
  std::sort(theirs.begin(), theirs.end());
  EXPECT_EQ(theirs, ours) << folder.read("commands.sh");
}

TEST(ExportCommand, bad_input_and_bad_usage_have_their_exit_codes) {
  TempFolder folder;
  const auto scenario = folder.write("soak.yaml", "target: http://127.0.0.1:1\nrequests: [{get: /}]\n");
  const auto out = folder.write("there.sh", "mine");
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "export", "soap", scenario.string()}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "export", "curl", scenario.string(), "-o", out.string()}).exit_code, 64);
  EXPECT_EQ(folder.read("there.sh"), "mine");
  const auto none = run_process({PLIMSOLL_BINARY, "export", "curl", (folder.path() / "none.yaml").string()});
  EXPECT_EQ(none.exit_code, 65);
  EXPECT_THAT(none.err, HasSubstr("none.yaml"));
  const auto wrong = folder.write("wrong.yaml", "target: http://127.0.0.1:1\nrequests: [{gett: /}]\n");
  const auto refused = run_process({PLIMSOLL_BINARY, "export", "k6", wrong.string()});
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_THAT(refused.err, HasSubstr("gett"));
  for (const auto* format : {"hurl", "curl", "locust", "k6"}) {
    const auto good = run_process({PLIMSOLL_BINARY, "export", format, scenario.string()});
    EXPECT_EQ(good.exit_code, 0) << good.err;
    EXPECT_THAT(good.out, HasSubstr("http://127.0.0.1:1"));
    EXPECT_THAT(good.err,
                HasSubstr(std::string(format) == "locust" || std::string(format) == "k6" ? "" : "load: 1 user"));
  }
}

}  // namespace plimsoll::test::export_command_test
