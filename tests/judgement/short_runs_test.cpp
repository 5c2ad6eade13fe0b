// What a run of one to three minutes can tell: no healthy service is accused, and a strong leak is found.

#include "tests/judgement/short_runs.h"
#include "monitors/judgement/leak_verdict.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <iostream>
#include <string>

namespace plimsoll {
namespace {

constexpr std::array kSeconds = {60, 90, 180};

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

TEST(ShortRuns, of_healthy_services_are_never_leaking) {
  constexpr int kSeeds = 10;
  for (const auto& family : short_run_families()) {
    if (family.leaks) continue;
    for (const int seconds : kSeconds) {
      EXPECT_EQ(count(verdicts_of(family.name, seconds, kSeeds), Verdict::leaking), 0) << family.name << seconds;
    }
  }
}

TEST(ShortRuns, of_a_strong_leak_are_leaking) {
  constexpr int kSeeds = 10;
  for (const int seconds : kSeconds)
    EXPECT_GE(count(verdicts_of("leak_32_kB", seconds, kSeeds), Verdict::leaking), 9) << seconds;
  for (const auto& family : short_run_families()) {
    if (!family.name.starts_with("leak_32_kB")) continue;
    EXPECT_EQ(count(verdicts_of(family.name, 180, kSeeds), Verdict::clean), 0) << family.name;
  }
}

// The table of docs/leak-detection.md. It takes minutes: --gtest_also_run_disabled_tests.
TEST(ShortRuns, DISABLED_print_the_table) {
  constexpr int kSeeds = 200;
  for (const auto& family : short_run_families()) {
    std::cout << "| " << family.name << " |";
    for (const int seconds : kSeconds) {
      const auto counts = verdicts_of(family.name, seconds, kSeeds);
      for (const auto verdict : {Verdict::clean, Verdict::inconclusive, Verdict::suspected, Verdict::leaking})
        std::cout << (verdict == Verdict::clean ? " " : " / ") << std::lround(100.0 * count(counts, verdict) / kSeeds);
      std::cout << " |";
    }
    std::cout << std::endl;
  }
}

}  // namespace
}  // namespace plimsoll
