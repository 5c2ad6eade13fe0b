// `plimsoll leak` as a process: exit codes, what people and programs read, where an error is.

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::leak_command_test {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string recorded(const std::string& name) { return PLIMSOLL_TEST_DATA "/leak-traces/" + name; }

ProcessResult leak(std::vector<std::string> arguments, const ChildOptions& options = {}) {
  std::vector<std::string> whole = {PLIMSOLL_BINARY, "leak"};
  whole.insert(whole.end(), arguments.begin(), arguments.end());
  return run_process(whole, options);
}

TEST(LeakCommand, tells_people_and_exits_by_the_verdict) {
  const auto leaking = leak({recorded("mix_leak_L4_41072.csv"), "--limit", "1GiB"});
  EXPECT_EQ(leaking.exit_code, 2) << leaking.err;
  EXPECT_THAT(leaking.out, StartsWith("leaking: Memory rose steadily"));
  EXPECT_THAT(leaking.out, HasSubstr("predict keeps 970 B a request"));
  EXPECT_THAT(leaking.out, HasSubstr("the limit of 1.00 GiB is reached in"));
  for (const auto* healthy : {"flat_41000.csv", "recycled_41036.csv", "slow_warmup_41060.csv"}) {
    const auto result = leak({recorded(healthy)});
    EXPECT_EQ(result.exit_code, 0) << healthy << result.out << result.err;
  }
}

TEST(LeakCommand, prints_one_object_with_the_keys_of_a_leaks_entry) {
  const auto result = leak({recorded("mix_leak_L4_41072.csv"), "--json", "--limit", "1GB"});
  EXPECT_EQ(result.exit_code, 2) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["verdict"], "leaking");
  EXPECT_EQ(json["series"], "rss_bytes");
  EXPECT_EQ(json["limit_bytes"], 1'000'000'000);
  for (const auto* key : {"bytes_per_second", "ci_low", "ci_high", "bytes_per_request", "bytes_per_request_ci_low",
                          "bytes_per_request_ci_high", "onset_s", "seconds_to_limit"}) {
    EXPECT_TRUE(json[key].is_number()) << key;
  }
  ASSERT_EQ(json["by_request"].size(), 3u);
  EXPECT_EQ(json["by_request"][0]["name"], "predict");
  EXPECT_NEAR(json["by_request"][0]["bytes_per_request"], 970.116, 0.1);
  const auto clean = nlohmann::json::parse(leak({recorded("flat_41000.csv"), "--json"}).out);
  EXPECT_EQ(clean["verdict"], "clean");
  EXPECT_TRUE(clean["onset_s"].is_null());
  EXPECT_FALSE(clean.contains("by_request"));
}

TEST(LeakCommand, takes_the_anonymous_memory_unless_told_otherwise) {
  const auto trace = recorded("real_leak.csv");
  const auto series = [](const ProcessResult& result) {
    return nlohmann::json::parse(result.out)["series"].get<std::string>();
  };
  EXPECT_EQ(series(leak({trace, "--json"})), "anon_bytes");
  EXPECT_EQ(series(leak({trace, "--json", "--column", "pss_bytes"})), "pss_bytes");
  ChildOptions environment;
  environment.environment = {{"PLIMSOLL_COLUMN", "rss_bytes"}, {"PLIMSOLL_JSON", "1"}, {"PLIMSOLL_TRACE", trace}};
  EXPECT_EQ(series(leak({}, environment)), "rss_bytes");
}

TEST(LeakCommand, reads_standard_input) {
  const auto result =
      run_process({"/bin/sh", "-c", R"("$0" leak - < "$1")", PLIMSOLL_BINARY, recorded("linear_L8_41065.csv")});
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_THAT(result.out, StartsWith("leaking: "));
}

TEST(LeakCommand, names_the_place_of_what_cannot_be_read) {
  const TempFolder folder;
  const auto text = folder.write("bad.csv", "t_seconds,rss_bytes\n0,100\n1,a lot\n").string();
  const auto bad = leak({text});
  EXPECT_EQ(bad.exit_code, 65);
  EXPECT_EQ(bad.err, "plimsoll: " + text + ": line 3: column rss_bytes: expected a number, got \"a lot\"\n");
  EXPECT_EQ(bad.out, "");

  EXPECT_EQ(leak({(folder.path() / "absent.csv").string()}).exit_code, 65);
  EXPECT_EQ(leak({folder.path().string()}).exit_code, 65);
  EXPECT_EQ(leak({folder.write("empty.csv", "").string()}).exit_code, 65);
  EXPECT_EQ(leak({recorded("flat_41000.csv"), "--column", "heap"}).exit_code, 65);
  const auto nothing = leak({"-"});
  EXPECT_EQ(nothing.exit_code, 65);
  EXPECT_THAT(nothing.err, HasSubstr("standard input: the trace is empty"));
}

TEST(LeakCommand, says_what_of_a_folder_to_pass) {
  TempFolder folder;
  const auto result = leak({folder.path().string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("expected a trace, got a folder; that of a run holds memory.csv"));
}

TEST(LeakCommand, judges_every_recorded_trace_as_the_reference_says) {
  std::ifstream in(recorded("reference.json"));
  const auto reference = nlohmann::json::parse(in);
  ASSERT_GE(reference.size(), 117u);
  for (const auto& [name, expected] : reference.items()) {
    const auto result = leak({recorded(name), "--column", "rss_bytes", "--json"});
    const auto json = nlohmann::json::parse(result.out);
    EXPECT_EQ(json["verdict"], expected["verdict"]) << name;
    EXPECT_EQ(json["explanation"], expected["explanation"]) << name;
    EXPECT_EQ(result.exit_code, expected["verdict"] == "leaking" ? 2 : 0) << name;
  }
}

TEST(LeakCommand, judges_several_columns_and_exits_2_if_one_leaks) {
  const TempFolder folder;
  std::string text = "time_s;steady (MB);rising (MB)\n";
  for (int i = 0; i < 600; ++i)
    text += std::to_string(i) + ";" + std::to_string(100 + i % 3) + ";" + std::to_string(100 + 0.2 * i) + "\n";
  const auto trace = folder.write("two.csv", text).string();
  const auto both = leak({trace, "--column", "steady", "--column", "rising", "--json"});
  EXPECT_EQ(both.exit_code, 2) << both.err;
  const auto json = nlohmann::json::parse(both.out);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[0]["series"], "steady (MB)");
  EXPECT_EQ(json[0]["verdict"], "clean");
  EXPECT_EQ(json[1]["verdict"], "leaking");
  EXPECT_EQ(leak({trace, "--column", "steady"}).exit_code, 0);
  const auto for_people = leak({trace, "--column", "steady", "--column", "rising"}).out;
  EXPECT_THAT(for_people, StartsWith("rising (MB): leaking: "));
  EXPECT_THAT(for_people, HasSubstr("\nsteady (MB): clean: "));
}

// An hour of readings each ten seconds: the first version leaks 72 MiB an hour, the second takes more and keeps it.
std::string redeployed_recording(const std::string& versions = "") {
  std::string text = "t_seconds,rss_bytes,version\n";
  for (int i = 0; i < 720; ++i) {
    const bool is_new = i >= 360;
    const long wave = 4096L * ((7 * i) % 12);
    const long bytes = is_new ? 400'000'000L + wave : 100'000'000L + wave + 209'715L * i;
    const std::string version = versions == "flapping" ? (i % 2 == 0 ? "1.4" : "1.5") : is_new ? "1.5" : "1.4";
    text += std::to_string(10 * i) + "," + std::to_string(bytes) + "," + (i == 360 ? "" : version) + "\n";
  }
  return text;
}

TEST(LeakCommand, judges_each_version_of_a_redeployed_service_by_itself) {
  const TempFolder folder;
  const auto file = folder.write("memory.csv", redeployed_recording());
  const auto told = leak({file.string()});
  EXPECT_EQ(told.exit_code, 2) << told.out << told.err;
  EXPECT_THAT(told.out, StartsWith("version 1.4: leaking: Memory rose steadily"));
  EXPECT_THAT(told.out, HasSubstr("version 1.5: clean: "));
  EXPECT_THAT(told.out, HasSubstr("tells 2 versions one after the other: each is judged by itself, without 1 row at"));
  const auto json = nlohmann::json::parse(leak({file.string(), "--json"}).out);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[0]["segment"]["version"], "1.4");
  EXPECT_EQ(json[0]["verdict"], "leaking");
  EXPECT_EQ(json[1]["segment"]["version"], "1.5");
  EXPECT_EQ(json[1]["segment"]["from_s"], 3610);
  EXPECT_EQ(json[1]["verdict"], "clean");
}

TEST(LeakCommand, judges_as_one_what_changes_its_version_all_the_time_and_says_so) {
  const TempFolder folder;
  const auto file = folder.write("memory.csv", redeployed_recording("flapping"));
  const auto told = leak({file.string(), "--json"});
  const auto json = nlohmann::json::parse(told.out);
  ASSERT_TRUE(json.is_object()) << told.out;
  EXPECT_FALSE(json.contains("segment"));
  EXPECT_THAT(json["notes"].dump(), HasSubstr("too often to judge each version by itself"));
}

TEST(LeakCommand, draws_the_memory_where_asked_to) {
  const auto trace = recorded("onset_mid_L8_41081.csv");
  const auto drawn = leak({trace, "--chart"});
  EXPECT_THAT(drawn.out, HasSubstr("┆ growth begins at"));
  EXPECT_THAT(drawn.out, HasSubstr("━ fit: a line"));
  EXPECT_THAT(drawn.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(leak({trace}).out, Not(HasSubstr("fit:")));
}

TEST(LeakCommand, writes_a_page_of_the_memory_alone) {
  const TempFolder folder;
  const auto page = folder.path() / "memory.html";
  EXPECT_EQ(leak({recorded("linear_L8_41065.csv"), "--html", page.string()}).exit_code, 2);
  std::ifstream in(page);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(html, HasSubstr("Memory leaks: "));
  EXPECT_THAT(html, Not(HasSubstr("Response times")));
  EXPECT_EQ(leak({recorded("flat_41000.csv"), "--html", (folder.path() / "no" / "page").string()}).exit_code, 64);
}

TEST(LeakCommand, refuses_bad_usage) {
  const auto format = leak({recorded("flat_41000.csv"), "--format", "xml"});
  EXPECT_EQ(format.exit_code, 64);
  EXPECT_THAT(format.err, HasSubstr("--format: expected csv, table, psrecord, mprof, prometheus, jsonl or log"));

  EXPECT_EQ(leak({}).exit_code, 64);
  EXPECT_EQ(leak({recorded("flat_41000.csv"), "--unknown"}).exit_code, 64);
  const auto limit = leak({recorded("flat_41000.csv"), "--limit", "much"});
  EXPECT_EQ(limit.exit_code, 64);
  EXPECT_THAT(limit.err, HasSubstr("--limit: expected a size"));
}

TEST(LeakCommand, explains_itself) {
  const auto help = leak({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("plimsoll leak memory.csv"));
}

TEST(LeakCommand, clears_growth_that_is_allowed) {
  const auto allowed = leak({recorded("mix_leak_L4_41072.csv"), "--leak-minimum", "1GiB/h"});
  EXPECT_EQ(allowed.exit_code, 0) << allowed.out << allowed.err;
  EXPECT_THAT(allowed.out, HasSubstr("below the 1GiB/h that you allowed"));
  EXPECT_EQ(leak({recorded("mix_leak_L4_41072.csv"), "--leak-minimum", "lots"}).exit_code, 64);
}

TEST(LeakCommand, judges_open_files_as_a_count) {
  TempFolder folder;
  std::string table = "t_seconds,pid,anon_bytes,rss_bytes,requests_total,fds\n";
  for (int i = 0; i < 600; ++i) table += std::to_string(i) + ",1,100000,200000,0," + std::to_string(20 + 5 * i) + "\n";
  const auto file = folder.write("memory.csv", table);
  const auto result = leak({file.string(), "--column", "fds"});
  EXPECT_EQ(result.exit_code, 2) << result.out;
  EXPECT_THAT(result.out, HasSubstr("open files"));
  EXPECT_THAT(result.out, Not(HasSubstr("KiB")));
}

}  // namespace plimsoll::test::leak_command_test
