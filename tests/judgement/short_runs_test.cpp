// What a run of one to three minutes can tell: no healthy service is accused, and a strong leak is found. Of each
// family the table of docs/leak-detection.md is made anew and compared.

#include "tests/judgement/short_runs.h"
#include "judgement/judge.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>

namespace plimsoll::short_runs_test {

constexpr std::array kSeconds = {60, 90, 180};

constexpr int kSeeds = 200;

// How many of these seeds got each verdict, as Verdict numbers them.
std::array<int, 4> verdicts_of(const std::string& family, int seconds, int seeds) {
  std::array<int, 4> counts{};
  for (int seed = 1; seed <= seeds; ++seed) {
    const auto trace = short_run(family, seconds, static_cast<std::uint64_t>(seed));
    ++counts[static_cast<std::size_t>(judge(trace, {}).verdict)];
  }
  return counts;
}

int count(const std::array<int, 4>& counts, Verdict verdict) { return counts[static_cast<std::size_t>(verdict)]; }

std::string row_of(const ShortRunFamily& family) {
  std::string row = "| " + family.name + " |";
  for (const int seconds : kSeconds) {
    const auto counts = verdicts_of(family.name, seconds, kSeeds);
    if (!family.leaks) {
      EXPECT_EQ(count(counts, Verdict::leaking), 0) << family.name << seconds;
      EXPECT_LE(count(counts, Verdict::suspected), 1) << family.name << seconds;
    }
    for (const auto verdict : {Verdict::clean, Verdict::inconclusive, Verdict::suspected, Verdict::leaking})
      row += fmt::format("{} {:g}", verdict == Verdict::clean ? "" : " /", 100.0 * count(counts, verdict) / kSeeds);
    row += " |";
  }
  return row;
}

TEST(ShortRuns, of_healthy_services_are_not_leaking_and_all_are_judged_as_the_documentation_says) {
  std::ostringstream documented;
  documented << std::ifstream(PLIMSOLL_SOURCE_DIR "/docs/leak-detection.md").rdbuf();
  for (const auto& family : short_run_families())
    EXPECT_THAT(documented.str(), testing::HasSubstr(row_of(family) + "\n"));
}

}  // namespace plimsoll::short_runs_test
