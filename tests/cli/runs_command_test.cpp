// The runs of a machine as people see them: listed, shown, tagged, noted, kept, pruned, moved, reported again.

#include "store/run_store.h"
#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::test::runs_command_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RunsCommand : public ::testing::Test {
 protected:
  std::string store() const { return (folder_.path() / "runs.db").string(); }
  std::string out() const { return (folder_.path() / "out").string(); }

  ProcessResult load(const std::vector<std::string>& further = {}) {
    std::vector<std::string> words = {PLIMSOLL_BINARY,
                                      "run",
                                      target_.url() + "/predict",
                                      "--body",
                                      R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})",
                                      "-u",
                                      "1",
                                      "--requests",
                                      "20",
                                      "--no-progress",
                                      "--out",
                                      out(),
                                      "--store",
                                      store()};
    words.insert(words.end(), further.begin(), further.end());
    return run_process(words);
  }

  ProcessResult runs(std::vector<std::string> words) const {
    words.insert(words.begin(), {PLIMSOLL_BINARY, "runs"});
    words.insert(words.end(), {"--store", store()});
    return run_process(words);
  }

  json listed() const {
    json list = json::array();
    std::istringstream lines(runs({"list", "--json"}).out);
    for (std::string line; std::getline(lines, line);) list.push_back(json::parse(line));
    return list;
  }

  TempFolder folder_;
  DemoTarget target_;
};

TEST_F(RunsCommand, lists_what_was_run_with_its_verdict) {
  EXPECT_EQ(load({"--note", "first"}).exit_code, 0);
  const auto list = listed();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["state"], "ended");
  EXPECT_EQ(list[0]["outcome"], "pass");
  EXPECT_EQ(list[0]["requests"], 20);
  EXPECT_EQ(list[0]["note"], "first");
  EXPECT_THAT(runs({"list"}).out, HasSubstr(list[0]["id"].get<std::string>()));
}

TEST_F(RunsCommand, takes_an_id_once) {
  EXPECT_EQ(load({"--run-id", "nightly-7"}).exit_code, 0);
  EXPECT_EQ(listed()[0]["id"], "nightly-7");
  const auto again = load({"--run-id", "nightly-7"});
  EXPECT_EQ(again.exit_code, 64);
  EXPECT_THAT(again.err, HasSubstr("--run-id: nightly-7 is in "));
  EXPECT_EQ(listed().size(), 1u);
  EXPECT_EQ(load({"--run-id", "../x"}).exit_code, 64);
}

// As two schedulers would launch it that both take themselves for the leader.
TEST_F(RunsCommand, sends_load_once_where_several_have_one_id) {
  std::vector<std::unique_ptr<ChildProcess>> at_once;
  for (int i = 0; i < 4; ++i)
    at_once.push_back(std::make_unique<ChildProcess>(
        std::vector<std::string>{PLIMSOLL_BINARY, "run", target_.url() + "/predict", "--body",
                                 R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})", "-u", "1", "--requests", "20", "--no-progress",
                                 "--run-id", "nightly-7", "--out", out() + std::to_string(i), "--store", store()}));
  int good = 0;
  for (const auto& run : at_once) {
    const int code = run->wait();
    if (code == 0) {
      ++good;
    } else {
      EXPECT_THAT(run->out() + run->err(), HasSubstr("nightly-7 is in ")) << code;
    }
  }
  EXPECT_EQ(good, 1);
  EXPECT_EQ(target_.predictions(), 20u);
  EXPECT_EQ(listed()[0]["outcome"], "pass");
}

TEST_F(RunsCommand, keeps_a_run_in_the_store_alone) {
  const auto run = load({"--report", "none"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_FALSE(std::filesystem::exists(out() + "/run.json"));
  EXPECT_EQ(run.out.find("results:"), std::string::npos);
  EXPECT_EQ(runs({"export", "latest", "--to", (folder_.path() / "run.json").string()}).exit_code, 0);
}

TEST_F(RunsCommand, makes_every_report_again_from_the_store_alone) {
  EXPECT_EQ(load().exit_code, 0);
  const auto first = folder_.read("out/run.json");
  std::filesystem::remove_all(out());
  EXPECT_EQ(runs({"export", "latest", "--to", (folder_.path() / "again.json").string()}).exit_code, 0);
  EXPECT_EQ(folder_.read("again.json"), first);
  const auto made =
      run_process({PLIMSOLL_BINARY, "report", "latest", "--store", store(), "--format", "html,md", "--out", out()});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(std::filesystem::exists(out() + "/report.html"));
  EXPECT_THAT(runs({"show", "latest"}).out, HasSubstr("Response times"));
}

TEST_F(RunsCommand, tells_a_run_that_goes_on_from_one_that_was_cut_off) {
  ChildProcess run({PLIMSOLL_BINARY, "run", target_.url() + "/health", "-u", "1", "--wait", "10ms", "--duration", "5m",
                    "--no-progress", "--report", "none", "--store", store()});
  ASSERT_TRUE(eventually(
      [&] { return std::filesystem::exists(store()) && listed().size() == 1 && listed()[0]["requests"] > 0; }));
  const auto running = runs({"show", "latest"}).out;
  EXPECT_THAT(running, AllOf(HasSubstr("RUNNING"), HasSubstr("The run goes on"), HasSubstr(" so far")));
  EXPECT_THAT(running, Not(AnyOf(HasSubstr("ERROR"), HasSubstr("broke off"), HasSubstr("ended by an error"))));
  const auto made =
      run_process({PLIMSOLL_BINARY, "report", "latest", "--store", store(), "--format", "html", "--out", out()});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(folder_.read("out/report.html"), AllOf(HasSubstr("The run goes on: "), Not(HasSubstr("broke off"))));
  run.signal(SIGKILL);
  run.wait();
  EXPECT_THAT(runs({"show", "latest"}).out, AllOf(HasSubstr("CUT OFF"), HasSubstr("its process is gone")));
}

TEST_F(RunsCommand, tags_notes_and_prunes) {
  EXPECT_EQ(load().exit_code, 0);
  EXPECT_EQ(load().exit_code, 0);
  EXPECT_EQ(load().exit_code, 0);
  const auto oldest = listed().back()["id"].get<std::string>();
  EXPECT_EQ(runs({"tag", oldest, "baseline"}).exit_code, 0);
  EXPECT_EQ(runs({"note", oldest, "before the new model"}).exit_code, 0);
  EXPECT_THAT(runs({"prune", "--keep", "1"}).out, HasSubstr("1 run removed"));
  const auto left = listed();
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[1]["tags"], json({"baseline"}));
  EXPECT_EQ(left[1]["note"], "before the new model");
}

TEST_F(RunsCommand, moves_a_run_from_one_machine_to_another) {
  EXPECT_EQ(load().exit_code, 0);
  std::filesystem::remove(store());
  EXPECT_EQ(runs({"import", out()}).exit_code, 0);
  EXPECT_EQ(runs({"import", out()}).exit_code, 0) << "once more";
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(RunsCommand, names_the_place_and_the_remedy) {
  EXPECT_EQ(runs({"list"}).exit_code, 65);
  EXPECT_THAT(runs({"list"}).err, HasSubstr("there is no store yet"));
  EXPECT_EQ(load().exit_code, 0);
  EXPECT_EQ(runs({"show", "nothing"}).exit_code, 65);
  EXPECT_EQ(runs({"tag", "latest", "two words"}).exit_code, 64);
  EXPECT_EQ(runs({"list", "--last", "0"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "runs"}).exit_code, 64);
}

TEST_F(RunsCommand, a_run_goes_on_without_its_store_and_says_so) {
  std::ofstream(store()) << std::string(200, 'x');
  const auto result = load();
  EXPECT_EQ(result.exit_code, 70);
  EXPECT_THAT(result.out, HasSubstr("is not a store of Plimsoll"));
  EXPECT_EQ(json::parse(folder_.read("out/run.json"))["totals"]["requests"], 20);
  EXPECT_EQ(folder_.read("runs.db"), std::string(200, 'x'));
}

// Somebody else holds it all the time.
TEST_F(RunsCommand, a_run_goes_on_beside_a_store_that_is_locked) {
  EXPECT_EQ(load().exit_code, 0);
  {
    const auto other = RunStore::open(store(), Database::Access::write);
    ASSERT_TRUE(other);
    const auto held = Transaction::begin(other->database());
    ASSERT_TRUE(held);
    const auto result = load();
    EXPECT_EQ(result.exit_code, 70);
    EXPECT_THAT(result.out, HasSubstr("is locked by another program"));
  }
  EXPECT_EQ(json::parse(folder_.read("out/run.json"))["totals"]["requests"], 20);
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(RunsCommand, a_run_goes_on_where_its_store_is_taken_from_it) {
  ChildProcess run({PLIMSOLL_BINARY, "run", target_.url() + "/health", "-u", "1", "--wait", "1ms", "--duration", "3s",
                    "--no-progress", "--out", out(), "--store", store()});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(store()) && listed().size() == 1; }));
  for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(store() + end);
  EXPECT_EQ(run.wait(), 70);
  EXPECT_THAT(run.out(), HasSubstr("was removed or replaced"));
  EXPECT_GT(json::parse(folder_.read("out/run.json"))["totals"]["requests"], 0);
  EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(RunsCommand, keeps_no_run_that_was_not_to_be_kept) {
  std::filesystem::create_directories(folder_.path() / "data");
  EXPECT_EQ(load({"--no-store"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(store()));
}

}  // namespace plimsoll::test::runs_command_test
