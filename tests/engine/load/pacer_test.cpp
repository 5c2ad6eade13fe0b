// Gaps by their law, the same sequence on every shard, the instants of a trace.

#include "engine/load/pacer.h"
#include "engine/load/arrivals.h"
#include "tests/engine/load/load_run.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace plimsoll::pacer_test {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::ElementsAre;
using Law = ArrivalRate::Law;

struct Moments {
  double mean = 0;
  double variation = 0;  // standard deviation / mean
};

Moments moments_of(Law law, double burstiness, std::size_t arrivals) {
  ArrivalRate rate{{{Nanos(0), 1000}}, law, burstiness};
  Pacer pacer(rate, 5);
  std::vector<double> gaps;
  double last = 0;
  for (std::size_t i = 0; i < arrivals; ++i) {
    const double due = to_seconds(pacer.next().value());
    gaps.push_back((due - last) * 1000);
    last = due;
  }
  Moments moments;
  for (const double gap : gaps) moments.mean += gap / static_cast<double>(gaps.size());
  double square = 0;
  for (const double gap : gaps) square += std::pow(gap - moments.mean, 2) / static_cast<double>(gaps.size());
  moments.variation = std::sqrt(square) / moments.mean;
  return moments;
}

TEST(Pacer, draws_gamma_gaps_of_the_planned_mean_and_variation) {
  constexpr std::size_t kArrivals = 200'000;
  for (const double shape : {0.1, 0.25, 0.5, 1.0, 2.0, 9.0, 100.0}) {
    const auto found = moments_of(Law::gamma, shape, kArrivals);
    const double variation = 1 / std::sqrt(shape);
    // Five standard errors of a mean; of a deviation as the kurtosis of the law, 3 + 6 / shape, has them.
    EXPECT_NEAR(found.mean, 1, 5 * variation / std::sqrt(kArrivals)) << shape;
    EXPECT_NEAR(found.variation, variation, 5 * variation * std::sqrt((2 + 6 / shape) / 4 / kArrivals)) << shape;
  }
  EXPECT_NEAR(moments_of(Law::poisson, 1, kArrivals).variation, 1, 0.02);
}

TEST(Pacer, keeps_a_ramp_with_gamma_gaps_too) {
  ArrivalRate rate{{{Nanos(100s), 1000}}, Law::gamma, 4};
  Pacer pacer(rate, 9);
  std::size_t first_half = 0;
  std::size_t all = 0;
  for (auto due = *pacer.next(); due < 100s; due = *pacer.next()) {
    ++all;
    if (due < 50s) ++first_half;
  }
  EXPECT_NEAR(static_cast<double>(all), 50'000, 600);
  EXPECT_NEAR(static_cast<double>(first_half), 12'500, 350);
}

TEST(Pacer, gives_each_shard_the_same_sequence) {
  for (const auto law : {Law::constant, Law::poisson, Law::gamma}) {
    ArrivalRate rate{{{Nanos(0), 50}}, law, 0.3};
    Pacer one(rate, 3);
    Pacer other(rate, 3);
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(one.next(), other.next());
  }
}

FakeAnswer right_away(const FakeArrival&) { return {}; }

class TracedLoad : public testing::Test {
 protected:
  Scenario scenario_of(double speed) {
    const auto file = folder_.write("t.jsonl",
                                    "{\"timestamp\": 27482, \"input_length\": 6, \"output_length\": 5}\n"
                                    "{\"timestamp\": 27482, \"input_length\": 6, \"output_length\": 5}\n"
                                    "{\"timestamp\": 30482, \"input_length\": 6, \"output_length\": 5}\n"
                                    "{\"timestamp\": 33482, \"input_length\": 6, \"output_length\": 5}\n");
    auto scenario = open_scenario({}, Law::constant, 1min);
    std::get<OpenLoad>(scenario.load.parts[0].model).arrivals = ArrivalTrace{file, speed, 4, 6s};
    return scenario;
  }

  test::TempFolder folder_;
};

TEST_F(TracedLoad, starts_a_task_at_each_instant) {
  OpenRun run(scenario_of(1), right_away);
  run.run();
  EXPECT_THAT(run.seconds(), ElementsAre(0, 0, 3, 6));
  EXPECT_EQ(run.total().requests, 4u);
}

TEST_F(TracedLoad, is_as_much_faster_as_asked) {
  OpenRun run(scenario_of(4), right_away, 2);
  run.run();
  EXPECT_THAT(run.seconds(), ElementsAre(0, 0, 0.75, 1.5));
}

TEST_F(TracedLoad, draws_the_same_whatever_the_shard) {
  const auto scenario = scenario_of(1);
  const auto& part = scenario.load.parts[0];
  const auto& trace = std::get<ArrivalTrace>(std::get<OpenLoad>(part.model).arrivals);
  auto one = TracedArrivals::open(scenario, part, trace, 7).value();
  auto other = TracedArrivals::open(scenario, part, trace, 7).value();
  for (std::uint64_t i = 0; i < 4; ++i) {
    auto first = one.next();
    auto second = other.next();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->number, i);
    EXPECT_EQ(first->due, second->due);
    EXPECT_EQ(first->random.next(), second->random.next());
  }
  EXPECT_FALSE(one.next());
  EXPECT_EQ(one.fault(), "");
}

}  // namespace plimsoll::pacer_test
