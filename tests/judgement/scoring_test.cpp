// The table in docs/leak-detection.md is what this implementation measures on the recorded traces, to the last figure.

#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/statistics.h"
#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "tests/judgement/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace plimsoll::scoring_test {

struct Counts {
  int clean = 0, inconclusive = 0, suspected = 0, leaking = 0;

  void add(Verdict verdict) {
    switch (verdict) {
      case Verdict::clean:
        ++clean;
        break;
      case Verdict::inconclusive:
        ++inconclusive;
        break;
      case Verdict::suspected:
        ++suspected;
        break;
      case Verdict::leaking:
        ++leaking;
        break;
    }
  }

  void add(const Counts& other) {
    clean += other.clean;
    inconclusive += other.inconclusive;
    suspected += other.suspected;
    leaking += other.leaking;
  }

  std::string cells() const {
    std::ostringstream out;
    out << " " << clean << " | " << inconclusive << " | " << suspected << " | " << leaking << " |";
    return out.str();
  }
};

Trace trace_of(const std::string& name) {
  std::ifstream in(PLIMSOLL_TEST_DATA "/leak-traces/" + name);
  return read_trace(in, {{"rss_bytes"}}).value().columns.at(0).trace;
}

Verdict verdict_of(const std::string& name) { return judge(trace_of(name), {}).verdict; }

// What one would do without thinking: ordinary least squares, rising with p < 0.05.
bool rises_by_a_plain_trend_test(const Trace& trace) {
  const double slope = line_slope(trace.t_seconds, trace.memory_bytes);
  const double spread = standard_deviation(trace.t_seconds);
  const double noise = standard_deviation(line_residuals(trace.t_seconds, trace.memory_bytes));
  const double degrees = static_cast<double>(trace.t_seconds.size()) - 2;
  return slope * spread * std::sqrt(degrees) > student_quantile(0.975, degrees) * noise;
}

// One table for traces without a leak, one for those with; a row a family, the sum last.
std::string table(const std::string& truth) {
  std::map<std::string, Counts> families;
  Counts all;
  const auto labels = read_json("labels.json");
  for (const auto& [name, label] : labels.items()) {
    if (label["truth"] == truth) families[label["family"].get<std::string>()].add(verdict_of(name));
  }
  std::ostringstream out;
  for (const auto& [family, counts] : families) {
    out << "| " << family << " |" << counts.cells() << "\n";
    all.add(counts);
  }
  out << "| **all** |" << all.cells() << "\n";
  return out.str();
}

std::string page() {
  std::ifstream in(PLIMSOLL_SOURCE_DIR "/docs/leak-detection.md");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(ScoringTable, in_the_documentation_is_what_is_measured) {
  EXPECT_THAT(page(), testing::HasSubstr(table("no_leak"))) << "the table of traces without a leak must be:\n"
                                                            << table("no_leak");
  EXPECT_THAT(page(), testing::HasSubstr(table("leak"))) << "the table of traces with a leak must be:\n"
                                                         << table("leak");
}

TEST(ScoringTable, says_how_many_a_plain_trend_test_accuses) {
  const auto labels = read_json("labels.json");
  int healthy = 0, accused = 0;
  for (const auto& [name, label] : labels.items()) {
    if (label["truth"] != "no_leak") continue;
    ++healthy;
    if (rises_by_a_plain_trend_test(trace_of(name))) ++accused;
  }
  std::ostringstream figure;
  figure << "accuses " << accused << " of the " << healthy;
  EXPECT_THAT(page(), testing::HasSubstr(figure.str()));
}

}  // namespace plimsoll::scoring_test
