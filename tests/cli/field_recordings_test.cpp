// Recordings as people post them (tests/data/field-cases): each is read by `plimsoll leak`, and is told with its right
// value, or with what is missing.

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::field_recordings_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr double kMiB = 1048576;
constexpr double kMiBPerHour = kMiB / 3600;
constexpr int kLeaking = 2;

std::string recording(const std::string& name) { return PLIMSOLL_TEST_DATA "/field-cases/" + name; }

ProcessResult leak(const std::string& name, const std::vector<std::string>& options = {}) {
  std::vector<std::string> whole = {PLIMSOLL_BINARY, "leak", recording(name)};
  whole.insert(whole.end(), options.begin(), options.end());
  return run_process(whole, {});
}

nlohmann::json verdict_of(const std::string& name, std::vector<std::string> options = {}) {
  options.emplace_back("--json");
  const auto result = leak(name, options);
  auto json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_TRUE(json.is_object()) << name << ": " << result.out << result.err;
  return json;
}

// A service of 4.3 GiB that leaks 288 MiB an hour.
struct Form {
  std::string file;
  std::vector<std::string> options;
  std::string unit, from;  // as it was read
};

class FormOfOthers : public ::testing::TestWithParam<Form> {};

TEST_P(FormOfOthers, is_read_in_its_unit) {
  const auto& form = GetParam();
  const auto json = verdict_of(form.file, form.options);
  EXPECT_EQ(json["verdict"], "leaking") << json["explanation"];
  EXPECT_EQ(json["read_as"]["unit"], form.unit);
  EXPECT_EQ(json["read_as"]["from"], form.from);
  EXPECT_NEAR(json["bytes_per_second"].get<double>(), 288 * kMiBPerHour, 20 * kMiBPerHour);
  EXPECT_NEAR(json["model"]["floor"].front()[1].get<double>(), 4400 * kMiB, 20 * kMiB);
  EXPECT_EQ(leak(form.file, form.options).exit_code, kLeaking);
}

INSTANTIATE_TEST_SUITE_P(
    FieldCases, FormOfOthers,
    ::testing::Values(Form{"ps-rss.csv", {}, "KiB", "guess"}, Form{"ps-rss.csv", {"--unit", "KiB"}, "KiB", "option"},
                      Form{"psrecord.csv", {}, "MiB", "neighbour"},
                      Form{"psrecord.csv", {"--column", "mem_real"}, "MiB", "neighbour"},
                      Form{"psrecord-stdout.txt", {}, "MiB", "neighbour"}, Form{"mprof-cut.dat", {}, "MiB", "name"},
                      Form{"kubectl-top.txt", {"--every", "15s"}, "MiB", "number"},
                      Form{"kubectl-top.csv", {}, "MiB", "number"}, Form{"docker-stats.csv", {}, "GiB", "number"},
                      Form{"ps-loop.txt", {}, "KiB", "guess"}));

TEST(FieldRecordings, that_top_rounds_to_a_tenth_of_a_gib_are_read) {
  const auto json = verdict_of("top-grep.txt", {"--every", "15s"});
  EXPECT_EQ(json["series"], "RES");
  EXPECT_EQ(json["read_as"]["unit"], "GiB");
  EXPECT_NE(json["verdict"], "clean");
}

TEST(FieldRecordings, without_times_are_refused_with_the_remedy) {
  for (const auto* name : {"kubectl-top.txt", "top-grep.txt"}) {
    const auto result = leak(name);
    EXPECT_EQ(result.exit_code, 65) << name;
    EXPECT_THAT(result.err, HasSubstr("--every")) << name;
  }
  const auto usage = leak("kubectl-top.txt", {"--every", "often"});
  EXPECT_EQ(usage.exit_code, 64);
  EXPECT_THAT(usage.err, HasSubstr("--every: expected"));
}

TEST(FieldRecordings, of_a_guessed_unit_say_so_wherever_they_are_told) {
  const TempFolder folder;
  const auto page = folder.path() / "page.html";
  const auto result = leak("ps-rss.csv", {"--html", page.string()});
  EXPECT_THAT(result.out, AllOf(StartsWith("leaking: "),
                                HasSubstr("The unit is a guess: rss names none and is read as "
                                          "KiB, which makes it 4.29 GiB to 4.58 GiB"),
                                HasSubstr("--unit")));
  EXPECT_EQ(result.out.find("guess"), result.out.rfind("guess"));
  std::ifstream in(page);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(html, HasSubstr("The unit is a guess: rss names none and is read as KiB"));
  EXPECT_THAT(leak("ps-rss.csv", {"--unit", "KiB"}).out, Not(HasSubstr("guess")));
}

TEST(FieldRecordings, are_not_clean_by_a_guess) {
  const TempFolder folder;
  std::string text = "time,rss\n";
  for (int i = 0; i < 600; ++i) text += std::to_string(i) + "," + std::to_string(200'000 + i % 7) + "\n";
  const auto file = folder.write("steady.csv", text).string();
  const auto guessed = run_process({PLIMSOLL_BINARY, "leak", file, "--json"}, {});
  EXPECT_EQ(guessed.exit_code, 0);
  const auto json = nlohmann::json::parse(guessed.out);
  EXPECT_EQ(json["verdict"], "inconclusive");
  EXPECT_EQ(json["inconclusive_because"], "unit");
  EXPECT_THAT(json["explanation"].get<std::string>(), HasSubstr("--unit KiB"));
  const auto said = run_process({PLIMSOLL_BINARY, "leak", file, "--json", "--unit", "KiB"}, {});
  EXPECT_EQ(nlohmann::json::parse(said.out)["verdict"], "clean");
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "leak", file, "--unit", "pages"}, {}).exit_code, 64);
}

TEST(FieldRecordings, of_a_sum_and_its_children_count_each_process_once) {
  const auto sum = verdict_of("mprof-sum-and-children.dat"), apart = verdict_of("children.csv");
  EXPECT_EQ(sum["verdict"], "leaking");
  EXPECT_EQ(sum["verdict"], apart["verdict"]);
  EXPECT_NEAR(sum["bytes_per_second"].get<double>(), 289 * kMiBPerHour, 2 * kMiBPerHour);
  EXPECT_NEAR(sum["bytes_per_second"].get<double>(), apart["bytes_per_second"].get<double>(), kMiBPerHour);
  EXPECT_THAT(leak("mprof-sum-and-children.dat").out, HasSubstr("each process is counted once"));
}

TEST(FieldRecordings, that_are_still_being_written_are_read_without_the_cut_line) {
  for (const auto* name : {"mprof-cut.dat", "cut-last-row.csv"})
    EXPECT_THAT(leak(name).out, HasSubstr("the last line is cut off and left out")) << name;
  EXPECT_EQ(leak("mprof-cut.dat").exit_code, kLeaking);
  EXPECT_EQ(verdict_of("cut-last-row.csv")["verdict"], "suspected");  // 11 MiB in not quite five minutes
  EXPECT_NEAR(verdict_of("cut-last-row.csv")["bytes_per_second"].get<double>(), 40'000, 1'000);
}

TEST(FieldRecordings, of_two_runs_are_two_lives) {
  const auto result = leak("mprof-appended.dat");
  EXPECT_THAT(result.out, HasSubstr("2 runs in one file, each a life of its own"));
  EXPECT_THAT(result.out, StartsWith("clean: "));  // each of them warms up and stays
}

TEST(FieldRecordings, name_the_worker_that_leaks) {
  EXPECT_THAT(leak("four-workers.csv").out, HasSubstr("process 102: leaking"));
  const auto json = verdict_of("four-workers.csv");
  EXPECT_EQ(json["verdict"], "leaking");
  EXPECT_TRUE(json["pid"].is_null());
  ASSERT_EQ(json["processes"].size(), 1u);
  EXPECT_EQ(json["processes"][0]["pid"], 102);
  EXPECT_EQ(json["processes"][0]["verdict"], "leaking");
}

TEST(FieldRecordings, of_our_own_monitor_are_read) {
  const auto json = verdict_of("own-monitor.jsonl");
  EXPECT_EQ(json["series"], "anon_bytes");
  EXPECT_EQ(json["inconclusive_because"], "too_short");  // three readings
}

TEST(FieldRecordings, of_a_working_set_say_that_it_holds_file_pages) {
  const auto working_set = leak("working-set.json", {"--column", "working_set"});
  EXPECT_THAT(working_set.out,
              AllOf(HasSubstr("holds file pages"), HasSubstr("container_memory_rss"), HasSubstr("anon")));
  EXPECT_THAT(leak("kubectl-top.csv").out, Not(HasSubstr("file pages")));
}

TEST(FieldRecordings, that_end_at_the_limit_say_that_it_may_have_stopped_them) {
  EXPECT_THAT(leak("arena-to-limit.csv", {"--limit", "13GiB"}).out,
              HasSubstr("it stopped where the limit makes it stop, which tells nothing of what it would do without"));
  EXPECT_THAT(leak("arena-to-limit.csv", {"--limit", "14GiB"}).out, Not(HasSubstr("stopped where")));
  EXPECT_THAT(leak("arena-to-limit.csv").out, Not(HasSubstr("stopped where")));
}

}  // namespace plimsoll::test::field_recordings_test
