// The parts of the method by themselves, each against an example calculated by hand or elsewhere.

#include "core/units.h"
#include "judgement/attribution.h"
#include "judgement/explanation.h"
#include "judgement/fitting/fit.h"
#include "judgement/fitting/nonnegative.h"
#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/random_walk.h"
#include "judgement/fitting/sawtooth.h"
#include "judgement/fitting/statistics.h"
#include "judgement/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace plimsoll::pieces_test {

using testing::DoubleNear;
using testing::ElementsAre;

// Relative, for figures given to this many digits.
testing::Matcher<double> about(double expected, double tolerance = 1e-6) {
  return DoubleNear(expected, std::abs(expected) * tolerance);
}

FloorPoints every_ten_seconds(const std::vector<double>& memory_bytes) {
  FloorPoints points;
  points.lives = 1;
  for (std::size_t i = 0; i < memory_bytes.size(); ++i) {
    points.segment.push_back(0);
    points.age_s.push_back(10.0 * static_cast<double>(i));
    points.t_s.push_back(10.0 * static_cast<double>(i));
    points.memory_bytes.push_back(memory_bytes[i]);
  }
  points.longest_s = points.age_s.back();
  return points;
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

FloorPoints filled_cache() {
  return every_ten_seconds(scaled({100, 140, 178, 222, 240, 242, 239, 243, 241, 240}, 65536));
}

FloorPoints steady_line() {
  return every_ten_seconds(scaled({100, 131, 158, 192, 221, 249, 282, 311, 338, 371}, 65536));
}

TEST(Quantiles, of_students_distribution_agree_with_the_expansion) {
  EXPECT_THAT(normal_quantile(0.975), about(1.959963984540054, 1e-14));
  EXPECT_THAT(student_quantile(0.975, 10), about(2.2281, 3e-5));
  EXPECT_THAT(student_quantile(0.95, 61), about(1.6702, 3e-5));
  EXPECT_THAT(student_quantile(0.999, 61), about(3.2293, 3e-5));
  EXPECT_THAT(student_quantile(0.975, 5), about(2.5703, 3e-5));
}

TEST(Statistics, take_the_lower_quartile_between_neighbours) {
  EXPECT_DOUBLE_EQ(lower_quartile({5, 1, 4, 2, 8, 7}), 2.5);
  EXPECT_DOUBLE_EQ(lower_quartile({3}), 3);
  EXPECT_DOUBLE_EQ(median({4, 1, 3, 2}), 2.5);
}

TEST(Autocorrelation, is_corrected_for_what_least_squares_hides) {
  EXPECT_THAT(corrected_phi(0, 64), DoubleNear(0.072727, 1e-6));
  EXPECT_THAT(corrected_phi(0.3, 64), DoubleNear(0.421818, 1e-6));
  EXPECT_THAT(corrected_phi(0.5, 64), DoubleNear(0.654545, 1e-6));
  EXPECT_EQ(corrected_phi(0.75, 64), 1);
  EXPECT_EQ(corrected_phi(-0.2, 64), 0);
  EXPECT_EQ(corrected_phi(0.3, 16), 1);
}

TEST(Whitening, restarts_in_every_life) {
  const std::vector<double> values = {4, 6, 5, 10, 12};
  const std::vector<std::size_t> segment = {0, 0, 0, 1, 1};
  EXPECT_THAT(whiten(values, segment, 0.5),
              ElementsAre(about(3.464102), about(4), about(2), about(8.660254), about(7)));
  EXPECT_THAT(whiten(values, segment, 1), ElementsAre(2, -1, 2));
  EXPECT_THAT(whitened_segments(segment, 1), ElementsAre(0, 0, 1));
}

TEST(Shapes, are_placed_between_neighbouring_ages) {
  const auto shapes = harmless_shapes(filled_cache());
  ASSERT_EQ(shapes.size(), 1u + 26u);
  EXPECT_EQ(shapes[0].kind, ShapeKind::none);
  EXPECT_EQ(shapes[1].kind, ShapeKind::hinge);
  EXPECT_THAT(shapes[1].parameter, about(0.055556, 1e-5));
  EXPECT_THAT(shapes[2].parameter, about(0.166667, 1e-5));
  EXPECT_THAT(shapes[3].parameter, about(0.277778, 1e-5));
  EXPECT_EQ(shapes.back().kind, ShapeKind::root);
}

TEST(Shapes, follow_the_requests_where_these_do_not_follow_time) {
  FloorPoints points = filled_cache();
  for (std::size_t i = 0; i < points.size(); ++i) points.requests.push_back(100 * static_cast<double>(i));
  EXPECT_EQ(harmless_shapes(points).size(), 27u);
  for (std::size_t i = 5; i < points.size(); ++i) points.requests[i] = 500 + 1000 * static_cast<double>(i - 5);
  const auto shapes = harmless_shapes(points);
  EXPECT_EQ(shapes.size(), 27u + 11u + 9u);
  const auto filling = evaluate({ShapeKind::filling_by_requests, 0.5}, points);
  EXPECT_THAT(filling.front(), DoubleNear(0, 1e-12));
  EXPECT_THAT(filling[5], about(2 * 500.0 / 4500));
  EXPECT_THAT(filling.back(), about(1));
  const auto settling = evaluate({ShapeKind::settling_by_requests, 0.1}, points);
  EXPECT_THAT(settling[5], about(1 - std::exp(-500.0 / 450)));
}

TEST(Shapes, of_many_lives_stay_bounded) {
  FloorPoints points;
  points.lives = 5000;
  points.longest_s = 100;
  for (std::size_t i = 0; i < 20'000; ++i) {
    points.segment.push_back(i / 4);
    points.age_s.push_back(std::fmod(static_cast<double>(i) * 0.618033988749895, 1) * 100);
  }
  EXPECT_LE(harmless_shapes(points).size(), 600u);
}

TEST(Fit, finds_the_hinge_of_a_cache_that_filled) {
  const FloorPoints points = filled_cache();
  const Fit fit(Design(points, 0), harmless_shapes(points), kPageBytes);
  EXPECT_THAT(fit.none().slope, about(93140.558));
  EXPECT_THAT(fit.standard_error(fit.none()), about(26300.414));
  EXPECT_THAT(fit.none().squares, about(3.0909983e13));
  EXPECT_EQ(fit.best().shape.kind, ShapeKind::hinge);
  EXPECT_THAT(fit.best().shape.parameter, about(0.388889));
  EXPECT_THAT(fit.best().slope, about(153.248, 1e-5));
  EXPECT_THAT(fit.best().amplitude, about(9258650.2));
  EXPECT_THAT(fit.standard_error(fit.best()), about(2107.557));
  EXPECT_THAT(fit.best().squares, about(7.7412009e10));
  EXPECT_THAT(fit.likelihood_ratio(fit.none()), about(59.897, 1e-5));
  EXPECT_EQ(&fit.chosen(), &fit.best());
  const auto correlation = autocorrelation(fit.residuals(fit.best()), points.segment, kPageBytes);
  EXPECT_THAT(correlation.raw, about(-0.634653, 1e-5));
  EXPECT_EQ(correlation.phi, 0);
}

TEST(Fit, keeps_a_line_a_line) {
  const FloorPoints points = steady_line();
  const Fit fit(Design(points, 0), harmless_shapes(points), kPageBytes);
  EXPECT_EQ(fit.chosen().shape.kind, ShapeKind::none);
  EXPECT_THAT(fit.chosen().slope, about(196647.719));
  EXPECT_THAT(fit.standard_error(fit.chosen()), about(1143.690));
  EXPECT_EQ(fit.chosen().degrees_of_freedom, 8);
  const auto correlation = autocorrelation(fit.residuals(fit.best()), points.segment, kPageBytes);
  EXPECT_THAT(correlation.raw, about(-0.507397, 1e-5));

  const ShapeFit* weakest = &fit.none();
  const auto t = [&](const ShapeFit& shape) { return shape.slope / fit.standard_error(shape); };
  for (const auto& shape : fit.shapes()) {
    EXPECT_TRUE(fit.possible(shape)) << to_string(shape.shape.kind) << " " << shape.shape.parameter;
    if (t(shape) < t(*weakest)) weakest = &shape;
  }
  EXPECT_EQ(weakest->shape.kind, ShapeKind::settling);
  EXPECT_EQ(weakest->shape.parameter, 0.6);
  EXPECT_THAT(weakest->slope, about(194807.91));
  EXPECT_THAT(fit.standard_error(*weakest), about(5383.886));
}

TEST(Fit, has_no_line_where_the_load_rises_in_step_with_time) {
  FloorPoints points = steady_line();
  points.covariates.push_back(scaled(points.age_s, 0.01));
  const Fit fit(Design(points, 0), harmless_shapes(points), kPageBytes);
  EXPECT_FALSE(fit.usable());
}

TEST(RandomWalk, is_weighed_against_the_line) {
  const FloorPoints cache = filled_cache(), line = steady_line();
  const Fit cache_fit(Design(cache, 0), harmless_shapes(cache), kPageBytes);
  const auto plain = fit_walk(cache, Shape{}, kPageBytes);
  EXPECT_THAT(plain.slope, about(101760.023));
  EXPECT_THAT(plain.standard_error, about(43142.602));
  EXPECT_EQ(plain.ratio, 30);
  const auto hinged = fit_walk(cache, cache_fit.best().shape, kPageBytes);
  EXPECT_THAT(hinged.slope, about(153.247, 1e-5));
  EXPECT_THAT(hinged.standard_error, about(2107.543));
  EXPECT_EQ(hinged.ratio, 1e-6);
  const auto straight = fit_walk(line, Shape{}, kPageBytes);
  EXPECT_THAT(straight.slope, about(196647.719));
  EXPECT_THAT(straight.standard_error, about(1143.687));
  EXPECT_THAT(straight.t, about(straight.slope / straight.standard_error));
}

TEST(Events, count_the_steps_of_the_growth) {
  const FloorPoints cache = filled_cache(), line = steady_line();
  const Fit cache_fit(Design(cache, 0), harmless_shapes(cache), kPageBytes);
  EXPECT_THAT(growth_events(cache_fit, cache_fit.none(), kPageBytes), about(4.003757));
  EXPECT_THAT(growth_events(cache_fit, cache_fit.best(), kPageBytes), about(2.795053));
  const Fit line_fit(Design(line, 0), harmless_shapes(line), kPageBytes);
  EXPECT_THAT(growth_events(line_fit, line_fit.none(), kPageBytes), about(8.935515));
}

TEST(Sawtooth, stands_on_its_troughs) {
  std::vector<double> t_s, memory;
  for (int tooth = 0; tooth < 5; ++tooth) {
    for (int i = 0; i < 4; ++i) {
      t_s.push_back(5.0 * static_cast<double>(t_s.size()));
      memory.push_back(1e6 * (10 + 10 * i + 2 * tooth));
    }
  }
  const auto points = turning_points(memory, 12e6);
  std::vector<std::size_t> places;
  for (const auto& point : points) places.push_back(point.at);
  EXPECT_THAT(places, ElementsAre(0, 3, 4, 7, 8, 11, 12, 15, 16));
  EXPECT_FALSE(points[0].peak);
  EXPECT_TRUE(points[1].peak);
  const auto troughs = collections(t_s, memory);
  ASSERT_TRUE(troughs.has_value());
  EXPECT_THAT(*troughs, ElementsAre(4, 8, 12, 16));
  EXPECT_EQ(count_falls(t_s, memory), 4u);
}

TEST(Sawtooth, is_not_seen_in_rises_as_abrupt_as_the_falls) {
  std::vector<double> t_s, memory;
  for (int i = 0; i < 60; ++i) {
    t_s.push_back(i);
    memory.push_back(1e8 + 1e6 * std::abs(i % 12 - 6));
  }
  EXPECT_FALSE(collections(t_s, memory).has_value());
}

TEST(Sawtooth, is_not_seen_where_nothing_is_given_back) {
  std::vector<double> t_s, memory;
  double bytes = 2e7;
  for (int i = 0; i < 160; ++i) {  // five portions of 48 KiB a sample; now and then one comes late
    t_s.push_back(0.5 * i);
    bytes += 1024.0 * (i % 23 == 22 ? 192 : 244);
    memory.push_back(bytes);
  }
  EXPECT_FALSE(collections(t_s, memory).has_value());
}

TEST(NonNegative, matches_plain_least_squares_where_that_is_not_below_zero) {
  const std::vector<double> a = {1, 0, 1, 2}, b = {0, 1, 1, 1};
  std::vector<double> y;
  for (std::size_t i = 0; i < a.size(); ++i) y.push_back(3 * a[i] + 2 * b[i]);
  const auto fit = NonNegative({a, b}, y).fit({true, true}, {0, 0});
  EXPECT_THAT(fit.coefficients, ElementsAre(DoubleNear(3, 1e-12), DoubleNear(2, 1e-12)));
  EXPECT_NEAR(fit.squares, 0, 1e-20);
}

TEST(NonNegative, leaves_at_zero_what_would_turn_negative) {
  const std::vector<double> a = {1, 0, 1, 2}, b = {0, 1, 1, 1};
  std::vector<double> y;
  for (std::size_t i = 0; i < a.size(); ++i) y.push_back(3 * a[i] - 2 * b[i]);
  const auto fit = NonNegative({a, b}, y).fit({true, true}, {0, 5});
  EXPECT_EQ(fit.coefficients[1], 0);
  EXPECT_THAT(fit.coefficients[0], DoubleNear(dot(a, y) / dot(a, a), 1e-12));
}

TEST(NonNegative, survives_columns_that_are_multiples_of_each_other) {
  const std::vector<double> a = {1, 2, 3, 4}, b = {2, 4, 6, 8};
  const auto fit = NonNegative({a, b}, {2, 4, 6, 8}).fit({true, true}, {0, 0});
  EXPECT_THAT(fit.coefficients[0] + 2 * fit.coefficients[1], DoubleNear(2, 1e-9));
  EXPECT_NEAR(fit.squares, 0, 1e-18);
}

TEST(Attribution, names_the_culprit) {
  auto points = every_ten_seconds(scaled({100, 101, 101.2, 103.1, 103.3, 104.4, 106.2, 106.5}, 1e6));
  points.requests_by_type = {{0, 100, 300, 350, 520, 600, 650, 900}, {0, 250, 300, 780, 830, 1100, 1560, 1620}};
  const auto costs = attribute(points, {"predict", "explain"}, kPageBytes);
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_THAT(costs[0].cost.bytes_per_request, testing::Optional(about(141.504, 1e-5)));
  EXPECT_THAT(costs[0].cost.ci_low, testing::Optional(0.0));
  EXPECT_THAT(costs[0].cost.ci_high, testing::Optional(about(343.954, 1e-5)));
  EXPECT_THAT(costs[1].cost.bytes_per_request, testing::Optional(about(3936.885)));
  EXPECT_THAT(costs[1].cost.ci_low, testing::Optional(about(3738.667)));
  EXPECT_THAT(costs[1].cost.ci_high, testing::Optional(about(4040.263)));
}

TEST(Attribution, says_nothing_of_a_type_without_requests) {
  auto points = every_ten_seconds(scaled({100, 101, 101.2, 103.1, 103.3, 104.4, 106.2, 106.5}, 1e6));
  points.requests_by_type = {{7, 7, 7, 7, 7, 7, 7, 7}, {0, 250, 300, 780, 830, 1100, 1560, 1620}};
  const auto costs = attribute(points, {"idle", "explain"}, kPageBytes);
  EXPECT_FALSE(costs[0].was_requested);
  EXPECT_FALSE(costs[0].cost.bytes_per_request.has_value());
  EXPECT_TRUE(costs[1].was_requested);
  EXPECT_TRUE(costs[1].cost.bytes_per_request.has_value());
}

TEST(Amounts, of_memory_have_the_units_of_tables) {
  const Subject memory;
  for (const double bytes : {0.0, -0.3, 963.7, 4137.0, -113'000.0, 8e6, 2.5e12})
    EXPECT_EQ(memory.amount(bytes), format_bytes(bytes));
  EXPECT_EQ(memory.amount(4137), "4.04 KiB");
}

TEST(Amounts, of_counts_have_no_unit) {
  const Subject files{"the number of open files", true};
  EXPECT_EQ(files.amount(12.5 * kBytesOfOne), "12.5");
  EXPECT_EQ(files.amount(1200 * kBytesOfOne), "1200");
}

TEST(Amounts, of_time_grow_coarser) {
  EXPECT_EQ(span_of_time(119.2), "119 s");
  EXPECT_EQ(span_of_time(120), "2 min");
  EXPECT_EQ(span_of_time(7199), "120 min");
  EXPECT_EQ(span_of_time(4 * 3600), "4.0 h");
  EXPECT_EQ(span_of_time(8.4 * 86400), "8.4 days");
}

}  // namespace plimsoll::pieces_test
