// The dashboard's server as a process: runs started, watched, steered and found again by its API, and who is refused.

#include "conduct/control/socket_run_control.h"
#include "store/database.h"
#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"
#include "tests/support/web_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::serve_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ServeTest : public ::testing::Test {
 public:
  ~ServeTest() override {
    if (server_ && port_ > 0) end_all_runs();
  }

 protected:
  // `port`: 0 for any.
  void serve(std::vector<std::string> options = {}, int port = 0) {
    std::vector<std::string> command = {PLIMSOLL_BINARY,      "serve",    "--port",
                                        std::to_string(port), "--store",  (folder_.path() / "runs.db").string(),
                                        "--scenarios",        scenarios()};
    command.insert(command.end(), options.begin(), options.end());
    server_ = std::make_unique<ChildProcess>(std::move(command));
    ASSERT_TRUE(server_->wait_for_output("dashboard at ")) << server_->err();
    ASSERT_TRUE(server_->wait_for_output("/\n"));
    const auto& out = server_->out();
    port_ = std::atoi(out.c_str() + out.rfind(':') + 1);
  }

  std::string scenarios() const {
    std::filesystem::create_directories(folder_.path() / "scenarios");
    return (folder_.path() / "scenarios").string();
  }

  json get(const std::string& path) const {
    const auto answer = ask(port_, {"GET", path});
    EXPECT_EQ(answer.status, 200) << path << ": " << answer.body;
    return json::parse(answer.body);
  }
  WebAnswer send(const std::string& method, const std::string& path, const json& body = json::object()) const {
    return ask(port_, {method, path, body.dump()});
  }
  std::string start(const json& request) const {
    const auto answer = send("POST", "/api/v1/runs", request);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.status == 201 ? json::parse(answer.body)["id"].get<std::string>() : "";
  }
  std::string state_of(const std::string& id) const { return get("/api/v1/runs/" + id)["state"]; }

  void end_all_runs() const {
    const auto list = ask(port_, {"GET", "/api/v1/runs"});
    if (list.status != 200) return;
    const auto answer = json::parse(list.body);
    for (const auto& run : answer["runs"])
      if (run["state"] == "running") {
        const auto id = run["id"].get<std::string>();
        send("POST", "/api/v1/runs/" + id + "/stop");
        EXPECT_TRUE(eventually([&] { return state_of(id) != "running"; }));
      }
  }

  TempFolder folder_;
  std::unique_ptr<ChildProcess> server_;
  int port_ = 0;
};

TEST_F(ServeTest, starts_steers_and_stops_a_run) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"},
                         {"users", 2},
                         {"spawn_rate", "1000/s"},
                         {"wait", "1ms"},
                         {"duration", "5m"},
                         {"note", "a first one"}});
  const auto run = "/api/v1/runs/" + id;
  const auto live = [&] { return get(run).value("live", json()); };
  ASSERT_TRUE(eventually([&] { return !live().is_null() && live()["users"] == 2; }));
  EXPECT_EQ(live()["loads"][0]["model"], "closed");
  EXPECT_EQ(send("PATCH", run, {{"users", 7}}).status, 200);
  EXPECT_TRUE(eventually([&] { return live()["users"] == 7; }));
  EXPECT_EQ(send("PATCH", run, {{"paused", true}}).status, 200);
  EXPECT_TRUE(eventually([&] { return live()["paused"] == true; }));
  EXPECT_EQ(send("PATCH", run, {{"paused", false}, {"tags", {"nightly", "x"}}, {"kept", true}}).status, 200);
  const auto wrong = send("PATCH", run, {{"rate", 5}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("of the other model"));
  const auto page = get(run + "/page");
  EXPECT_EQ(page["outcome"], "running");
  EXPECT_THAT(page["html"].get<std::string>(), HasSubstr("So far: "));
  const auto newer = [&](int than) { return get(fmt::format("{}/page?newer_than={}", run, than)); };
  const auto next = newer(page["number"]);
  EXPECT_EQ(next.contains("html"), next["number"] != page["number"]) << "nobody is sent what he has";
  EXPECT_TRUE(newer(0).contains("html"));
  EXPECT_EQ(send("POST", run + "/stop").status, 202);
  ASSERT_TRUE(eventually([&] { return state_of(id) == "ended"; }));
  const auto ended = get(run);
  EXPECT_EQ(ended["outcome"], "pass");
  EXPECT_EQ(ended["note"], "a first one");
  EXPECT_EQ(ended["tags"], json({"nightly", "x"}));
  EXPECT_EQ(ended["kept"], true);
  EXPECT_THAT(get(run + "/page")["html"].get<std::string>(),
              HasSubstr("The load was changed while it went on: 7 users at"));
  EXPECT_EQ(send("PATCH", run, {{"users", 1}}).status, 409);
  EXPECT_THAT(folder_.read("state/audit.log"), HasSubstr("\"what\":\"stop\",\"on\":\"" + id));
}

// Each file is the one that `plimsoll report` makes, byte for byte, and the page holds the same.
TEST_F(ServeTest, serves_the_files_of_the_report) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"duration", "1s"}});
  ASSERT_TRUE(eventually([&] { return state_of(id) == "ended"; }));
  const auto out = (folder_.path() / "out").string();
  ASSERT_EQ(run_process({PLIMSOLL_BINARY, "report", id, "--store", (folder_.path() / "runs.db").string(), "--out", out})
                .exit_code,
            0);
  for (const std::string file :
       {"run.json", "report.html", "junit.xml", "summary.md", "requests.csv", "timeline.csv", "memory.csv"}) {
    const auto answer = ask(port_, {"GET", fmt::format("/api/v1/runs/{}/{}", id, file)});
    EXPECT_EQ(answer.status, 200) << file;
    EXPECT_EQ(answer.body, folder_.read("out/" + file)) << file;
    EXPECT_THAT(answer.head, HasSubstr(fmt::format("attachment; filename=\"{}-{}\"", id, file)));
  }
  const auto page = get("/api/v1/runs/" + id + "/page");
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr(page["html"].get<std::string>()));
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs/" + id + "/none.txt"}).status, 404);
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs/none/run.json"}).status, 404);
}

// The record of a run of days takes its time: whoever asks for the run itself does not wait for it, and its page is
// made once.
TEST_F(ServeTest, answers_for_an_ended_run_without_its_record) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"duration", "1s"}});
  ASSERT_TRUE(eventually([&] { return state_of(id) == "ended"; }));
  const auto run = "/api/v1/runs/" + id;
  const auto before = get(run);
  EXPECT_EQ(before["files"],
            json({"run.json", "report.html", "junit.xml", "summary.md", "requests.csv", "timeline.csv", "memory.csv"}));
  const auto page = get(run + "/page");
  const std::string trend_path = "/api/v1/trend?name=GET%20/health";
  const auto trend = get(trend_path);
  EXPECT_EQ(trend["runs"].size(), 1U);
  const auto changed = [&](const std::string& sql) {
    auto opened = Database::open(folder_.path() / "runs.db", Database::Access::write);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    ASSERT_TRUE(opened->run(sql));
  };
  changed("UPDATE runs SET record = zeroblob(length(record))");
  EXPECT_EQ(get(run), before);
  EXPECT_EQ(get(run + "/page"), page);
  EXPECT_EQ(get(trend_path), trend);
  EXPECT_EQ(ask(port_, {"GET", run + "/run.json"}).status, 404) << "the whole record is read where it is asked for";
  EXPECT_EQ(send("PATCH", run, {{"note", "another"}}).status, 200);
  EXPECT_NE(ask(port_, {"GET", run + "/page"}).status, 200) << "a page with its note is made anew";
}

TEST_F(ServeTest, tells_what_happens_and_goes_on_where_a_client_was) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"duration", "3s"}});
  const auto path = "/api/v1/runs/" + id + "/events";
  const auto first = ask_until(port_, {"GET", path + "?after=0"}, "id: 1\nevent: second\n");
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.head, HasSubstr("text/event-stream"));
  const auto rest = ask(port_, {"GET", path, "", {{"Last-Event-ID", "1"}}});
  EXPECT_THAT(rest.body, Not(HasSubstr("id: 1\n")));
  EXPECT_THAT(rest.body, HasSubstr("id: 2\nevent: second\n"));
  EXPECT_THAT(rest.body, HasSubstr("event: end\ndata: {\"outcome\":\"pass\",\"exit_code\":0"));
  EXPECT_THAT(rest.body, HasSubstr("\"shown\":{\"elapsed\":\""));
  EXPECT_EQ(ask(port_, {"GET", path}).status, 409);
}

// As many pages as it takes, the next one told so; one that goes makes room.
TEST_F(ServeTest, takes_so_many_open_pages_and_refuses_the_next_one_kindly) {
  constexpr std::size_t kMost = 256;
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"wait", "100ms"}, {"duration", "5m"}});
  const WebQuestion events{"GET", "/api/v1/runs/" + id + "/events"};
  std::vector<HeldStream> pages;
  for (std::size_t i = 0; i < kMost; ++i) {
    pages.emplace_back(port_, events, "event: second\n");
    ASSERT_EQ(pages.back().begun().status, 200) << i << ": " << pages.back().begun().body;
  }
  const auto refused = ask(port_, events);
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, HasSubstr("as many pages are open as this server takes"));
  EXPECT_EQ(state_of(id), "running") << "all else is answered";
  pages.pop_back();
  EXPECT_TRUE(eventually([&] { return ask_until(port_, events, "event: second\n").status == 200; }));
  pages.clear();
  EXPECT_EQ(state_of(id), "running");
}

TEST_F(ServeTest, goes_on_where_the_store_is_gone) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"wait", "1ms"}, {"duration", "5m"}});
  for (const auto* name : {"runs.db", "runs.db-wal", "runs.db-shm"}) std::filesystem::remove(folder_.path() / name);
  EXPECT_EQ(get("/api/v1/runs")["runs"].size(), 0U);
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs/" + id}).status, 404);
  EXPECT_EQ(ask(port_, {"GET", "/metrics"}).status, 200);
  ASSERT_TRUE(server_->wait_for_error("was removed or replaced while it was in use"));
  const auto control = SocketRunControl::connect(folder_.path() / "state" / (id + ".control"));
  ASSERT_TRUE(control) << control.error().message;
  EXPECT_TRUE((*control)->stop()) << "it goes on, and can be stopped";
  const auto next = start({{"target", target.url() + "/health"}, {"users", 1}, {"duration", "1s"}});
  EXPECT_TRUE(eventually([&] { return state_of(next) == "ended"; })) << "a new store";
}

TEST_F(ServeTest, a_run_outlives_it_and_is_found_again) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"wait", "1ms"}, {"duration", "5m"}});
  server_->signal(SIGKILL);
  server_->wait();
  serve({}, port_);  // the run holds nothing of it, and so not its port
  EXPECT_EQ(state_of(id), "running");
  EXPECT_TRUE(eventually([&] { return get("/api/v1/runs/" + id).contains("live"); }));
  EXPECT_EQ(send("POST", "/api/v1/runs/" + id + "/stop").status, 202);
  EXPECT_TRUE(eventually([&] { return state_of(id) == "ended"; }));
}

TEST_F(ServeTest, starts_the_scenarios_of_its_folders_and_says_what_is_wrong_with_others) {
  const DemoTarget target;
  folder_.write("scenarios/good.yaml", fmt::format("name: nightly\ntarget: {}\nload: {{duration: 1s}}\n"
                                                   "requests:\n  - get: /health\n",
                                                   target.url()));
  folder_.write("scenarios/bad.yaml", "target: http://127.0.0.1:1\nload:\n  usres: 5\nrequests:\n  - get: /\n");
  serve();
  const auto list = get("/api/v1/scenarios")["scenarios"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["id"], "bad.yaml");
  EXPECT_EQ(list[0]["valid"], false);
  EXPECT_EQ(list[1]["name"], "nightly");
  EXPECT_THAT(get("/api/v1/scenarios/good.yaml")["text"].get<std::string>(), StartsWith("name: nightly"));
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/scenarios/../runs.db"}).status, 400);
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/scenarios/%2e%2e%2fruns.yaml"}).status, 404);
  const auto id = start({{"scenario", "good.yaml"}});
  EXPECT_TRUE(eventually([&] { return state_of(id) == "ended"; }));
  EXPECT_EQ(get("/api/v1/runs?name=nightly")["runs"].size(), 1U);
  EXPECT_EQ(get("/api/v1/trend?name=nightly")["figures"][3]["name"], "Response time p50");

  const auto bad = send("POST", "/api/v1/runs", {{"scenario", "bad.yaml"}});
  EXPECT_EQ(bad.status, 400);
  const auto finding = json::parse(bad.body)["error"]["findings"][0];
  EXPECT_EQ(finding["place"], "load.usres");
  EXPECT_EQ(finding["line"], 3);
  const auto option = send("POST", "/api/v1/runs", {{"scenario", "good.yaml"}, {"wait", "soon"}});
  EXPECT_EQ(option.status, 400);
  EXPECT_EQ(json::parse(option.body)["error"]["findings"][0]["place"], "wait");
}

TEST_F(ServeTest, a_scenario_that_is_sent_may_do_nothing_here) {
  serve({"--allow-target", "127.0.0.1:*"});
  const auto refused = [&](const std::string& more) {
    return send("POST", "/api/v1/runs", {{"yaml", "target: http://127.0.0.1:1\n" + more}}).body;
  };
  EXPECT_THAT(refused("requests: [{post: /, json: \"@/etc/hostname\"}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("requests: [{post: /, text: \"@/etc/hostname\"}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("requests: [{post: /, json: {a: {$base64: /etc/hostname}}}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("requests: [{post: /, multipart: {a: \"@/etc/hostname\"}}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("requests: [{get: /}]\nload: {replay: /etc/hostname}"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("requests: [{get: /, headers: {a: \"${HOME}\"}}]"), HasSubstr("--allow-env"));
  EXPECT_THAT(refused("requests: [{get: /, headers: {a: \"{{env.HOME}}\"}}]"), HasSubstr("--allow-env"));
  EXPECT_THAT(refused("requests: [{post: /, json: {a: \"{{base64 /etc/hostname}}\"}}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("feeders: {row: /etc/passwd}\nrequests: [{get: /}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("connection: {resolve: {\"127.0.0.1:1\": 192.0.2.1}}\nrequests: [{get: /}]"),
              HasSubstr("192.0.2.1:1 is not among"));
  EXPECT_THAT(refused("auth: {token: {run: id}}\nrequests: [{get: /}]"), HasSubstr("--allow-exec"));
  EXPECT_THAT(refused("auth: {aws_sigv4: {region: r, service: s, run: id}}\nrequests: [{get: /}]"),
              HasSubstr("--allow-exec"));
  EXPECT_THAT(refused("auth: {bearer: {file: /etc/hostname}}\nrequests: [{get: /}]"), HasSubstr("--allow-files"));
  EXPECT_THAT(refused("auth: {bearer: \"${HOME}\"}\nrequests: [{get: /}]"), HasSubstr("--allow-env"));
  const auto exec = send("POST", "/api/v1/check",
                         {{"yaml",
                           "target: {url: http://127.0.0.1:1, start: touch x}\n"
                           "requests: [{get: /}]"}});
  EXPECT_THAT(exec.body, HasSubstr("--allow-exec"));
  const auto socket =
      send("POST", "/api/v1/check", {{"yaml", "target: http+unix://%2Frun%2Fx.sock\nrequests: [{get: /}]"}});
  EXPECT_THAT(socket.body, HasSubstr("--allow-files"));
  const auto elsewhere = send("POST", "/api/v1/runs", {{"target", "http://192.0.2.1:80/"}});
  EXPECT_EQ(elsewhere.status, 403);
  EXPECT_THAT(elsewhere.body, HasSubstr("--allow-target"));
  for (const std::string more :
       {"guard: {url: \"http://192.0.2.1/\"}", "monitor: [{prometheus: \"http://192.0.2.1/\"}]",
        "redirects: {to: \"http://192.0.2.1\"}",
        "auth: {oauth2: {token_url: \"http://192.0.2.1/t\", client_id: a, client_secret: abcd}}"})
    EXPECT_THAT(refused("requests: [{get: /}]\n" + more), HasSubstr("192.0.2.1:80 is not among")) << more;
  EXPECT_THAT(refused("requests: [{get: /}]\nguard: {url: \"http+unix://%2Frun%2Fx.sock\"}"),
              HasSubstr("--allow-files"));
}

TEST_F(ServeTest, turns_away_other_sites_and_what_is_no_json) {
  serve();
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs", "", {{"Host", "rebound.example"}}}).status, 403);
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs", "", {{"Origin", "https://other.example"}}}).status, 403);
  EXPECT_EQ(ask(port_, {"POST", "/api/v1/runs", "{}", {{"Content-Type", "text/plain"}}}).status, 415);
  EXPECT_EQ(ask(port_, {"POST", "/api/v1/runs", "{"}).status, 400);
  EXPECT_EQ(ask(port_, {"POST", "/api/v1/runs", std::string(5 << 20, ' ')}).status, 413);
  EXPECT_EQ(ask(port_, {"PUT", "/api/v1/runs", "{}"}).status, 405);
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/nothing"}).status, 404);
  const auto page = ask(port_, {"GET", "/"});
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(page.head, Not(HasSubstr("Access-Control")));
}

TEST_F(ServeTest, asks_for_a_token) {
  folder_.write("token", "correct horse battery\n");
  serve({"--token-file", (folder_.path() / "token").string()});
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs"}).status, 401);
  EXPECT_THAT(ask(port_, {"GET", "/"}).body, HasSubstr("<input name=\"token\""));
  EXPECT_EQ(ask(port_, {"GET", "/api/v1/runs", "", {{"Authorization", "Bearer correct horse battery"}}}).status, 200);
}

TEST_F(ServeTest, tells_prometheus_and_describes_itself) {
  serve();
  const DemoTarget target;
  const auto id = start({{"target", target.url() + "/health"}, {"users", 1}, {"wait", "1ms"}, {"duration", "5m"}});
  EXPECT_TRUE(eventually([&] {
    return ask(port_, {"GET", "/metrics"}).body.find("plimsoll_run_requests_total{run=\"" + id) != std::string::npos;
  }));
  const auto api = get("/api/v1/openapi.json");
  EXPECT_TRUE(api["paths"]["/api/v1/runs/{id}"].contains("patch"));
  EXPECT_EQ(get("/api/v1")["allow"]["exec"], false);
}

TEST_F(ServeTest, says_who_has_its_port) {
  const DemoTarget target;
  const auto taken = run_process({PLIMSOLL_BINARY, "serve", "--port", std::to_string(target.port()), "--store",
                                  (folder_.path() / "runs.db").string()});
  EXPECT_EQ(taken.exit_code, 69);
  EXPECT_THAT(taken.err, HasSubstr(fmt::format("which plimsoll {} has; --port names another", target.pid())));
}

TEST_F(ServeTest, lists_what_is_scheduled) {
  serve();
  EXPECT_EQ(get("/api/v1/schedules")["schedules"].size(), 0U);
  EXPECT_EQ(send("PATCH", "/api/v1/schedules/none", {{"paused", true}}).status, 404);
  EXPECT_EQ(send("PATCH", "/api/v1/schedules/none", {{"paused", 1}}).status, 400);
}

TEST_F(ServeTest, runs_what_is_scheduled) {
  const DemoTarget target;
  const auto file =
      folder_.write("scenarios/nightly.yaml", fmt::format("name: nightly\ntarget: {}\nload: {{duration: 1s}}\n"
                                                          "requests:\n  - get: /health\n",
                                                          target.url()));
  const auto added = run_process({PLIMSOLL_BINARY, "schedule", "add", "nightly", file.string(), "--every", "24h",
                                  "--store", (folder_.path() / "runs.db").string()});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  serve();
  const auto nightly = [&] { return get("/api/v1/schedules")["schedules"][0]; };
  EXPECT_EQ(nightly()["name"], "nightly");
  EXPECT_EQ(nightly()["last"], nullptr);
  EXPECT_EQ(send("POST", "/api/v1/schedules/nightly/now").status, 200);
  ASSERT_TRUE(eventually([&] { return !nightly()["last"].is_null(); }));
  EXPECT_EQ(nightly()["last"]["outcome"], "pass");
  EXPECT_EQ(get("/api/v1/runs?name=nightly")["runs"].size(), 1U);
  EXPECT_EQ(send("PATCH", "/api/v1/schedules/nightly", {{"paused", true}}).status, 200);
  EXPECT_EQ(nightly()["paused"], true);
}

TEST(ServeBadUsage, is_told_before_it_listens) {
  const auto serve = [](std::vector<std::string> options) {
    options.insert(options.begin(), {PLIMSOLL_BINARY, "serve", "--port", "0"});
    return run_process(std::move(options));
  };
  const auto open = serve({"--listen", "0.0.0.0"});
  EXPECT_EQ(open.exit_code, 64);
  EXPECT_THAT(open.err, HasSubstr("--token-file"));
  using Words = std::vector<std::string>;
  for (const auto& bad : {Words{"--scenarios", "/none"}, {"--listen", "here"}, {"--key", "x.pem"}, {"--port", "99999"}})
    EXPECT_EQ(serve(bad).exit_code, 64) << bad.front();
}

}  // namespace plimsoll::test::serve_test
