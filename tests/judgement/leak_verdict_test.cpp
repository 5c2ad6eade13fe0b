// What no trace, however odd, may do to the verdict.

#include "judgement/judge.h"
#include "judgement/traces/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace plimsoll::leak_verdict_test {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kMegabyte = 1e6;

// One sample a second; a wave of 0.5 MB so that nothing is exact.
Trace growing(int seconds, double bytes_per_second) {
  Trace trace;
  for (int i = 0; i < seconds; ++i) {
    trace.t_seconds.push_back(i);
    trace.memory_bytes.push_back(200 * kMegabyte + bytes_per_second * i + 40'960 * (7 * i % 12));
  }
  return trace;
}

Verdict verdict_of(const Trace& trace) { return judge(trace, {}).verdict; }

void expect_too_short(const Trace& trace) {
  const auto verdict = judge(trace, {1e9});
  EXPECT_EQ(verdict.verdict, Verdict::inconclusive);
  EXPECT_EQ(verdict.why, Inconclusive::too_short);
  EXPECT_FALSE(verdict.bytes_per_second.has_value());
  EXPECT_FALSE(verdict.model.has_value());
  EXPECT_EQ(verdict.limit_bytes, 1e9);
  EXPECT_THAT(verdict.explanation, testing::StartsWith("Too short to judge: "));
}

TEST(LeakVerdict, of_next_to_nothing_is_too_short) {
  expect_too_short({});
  expect_too_short(growing(1, 0));
  expect_too_short(growing(29, 0));
  Trace quick = growing(200, 0);
  for (double& t : quick.t_seconds) t /= 10;
  expect_too_short(quick);
  EXPECT_EQ(judge({}, {}).explanation, "Too short to judge: 0 samples over 0 s; at least 30 over 60 s are needed.");
}

TEST(LeakVerdict, of_rows_that_are_no_samples_is_too_short) {
  Trace gaps = growing(240, 0), negative = growing(240, 0), timeless = growing(240, 0), instant = growing(240, 0);
  std::fill(gaps.memory_bytes.begin(), gaps.memory_bytes.end(), kNan);
  std::fill(negative.memory_bytes.begin(), negative.memory_bytes.end(), -1);
  std::fill(timeless.t_seconds.begin(), timeless.t_seconds.end(), std::numeric_limits<double>::infinity());
  std::fill(instant.t_seconds.begin(), instant.t_seconds.end(), 5);
  for (const auto& trace : {gaps, negative, timeless, instant}) expect_too_short(trace);
}

TEST(LeakVerdict, of_constant_memory_is_clean) {
  Trace trace = growing(240, 0);
  std::fill(trace.memory_bytes.begin(), trace.memory_bytes.end(), 5e8);
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::clean);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(-1), 0, 1e-6);
  EXPECT_THAT(verdict.explanation, testing::HasSubstr("moves by 0 B an hour"));
}

TEST(LeakVerdict, does_not_depend_on_the_order_of_the_rows) {
  Trace trace = growing(240, 240'000);
  const auto in_order = judge(trace, {});
  std::vector<std::size_t> order(trace.t_seconds.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i * 7 % order.size();
  Trace shuffled;
  for (const std::size_t i : order) {
    shuffled.t_seconds.push_back(trace.t_seconds[i]);
    shuffled.memory_bytes.push_back(trace.memory_bytes[i]);
  }
  EXPECT_EQ(judge(shuffled, {}), in_order);
  EXPECT_EQ(in_order.verdict, Verdict::leaking);
}

TEST(LeakVerdict, ignores_bad_rows_among_good_ones) {
  const Trace good = growing(240, 240'000);
  Trace mixed = good;
  for (const double memory : {kNan, -5.0, 0.0, std::numeric_limits<double>::infinity()}) {
    mixed.t_seconds.push_back(100.5);
    mixed.memory_bytes.push_back(memory);
  }
  mixed.t_seconds.push_back(17);  // again; the first reading counts
  mixed.memory_bytes.push_back(9e9);
  EXPECT_EQ(judge(mixed, {}), judge(good, {}));
}

TEST(LeakVerdict, tells_a_line_from_a_step_and_a_plateau) {
  EXPECT_EQ(verdict_of(growing(240, 240'000)), Verdict::leaking);
  Trace step = growing(240, 0), plateau = growing(240, 0);
  for (int i = 0; i < 240; ++i) {
    step.memory_bytes[static_cast<std::size_t>(i)] += i >= 90 ? 30 * kMegabyte : 0;
    plateau.memory_bytes[static_cast<std::size_t>(i)] += 120'000 * std::min(i, 80);
  }
  EXPECT_EQ(verdict_of(step), Verdict::clean);
  EXPECT_EQ(verdict_of(plateau), Verdict::clean);
}

// Of 200 MB a tenth at five minutes, a twentieth at ten, a fortieth at twenty.
TEST(LeakVerdict, excuses_less_growth_the_longer_it_lasts) {
  const auto grown_by = [](double bytes, int seconds) { return verdict_of(growing(seconds, bytes / seconds)); };
  EXPECT_EQ(grown_by(14 * kMegabyte, 360), Verdict::suspected);
  EXPECT_EQ(grown_by(14 * kMegabyte, 600), Verdict::leaking);
  EXPECT_EQ(grown_by(6 * kMegabyte, 600), Verdict::suspected);
  EXPECT_EQ(grown_by(6 * kMegabyte, 1200), Verdict::leaking);
}

TEST(LeakVerdict, allows_for_a_step_that_is_a_portion_of_the_leak) {
  const auto with_step = [](double bytes) {
    Trace trace = growing(600, 30'000);
    for (std::size_t i = 400; i < 600; ++i) trace.memory_bytes[i] += bytes;
    return judge(trace, {});
  };
  const auto portion = with_step(5 * kMegabyte);
  EXPECT_EQ(portion.verdict, Verdict::leaking);
  EXPECT_LT(portion.ci_low, 30'000);
  EXPECT_GT(portion.ci_high, 38'000);                    // 23 MB in 600 s
  EXPECT_LT(with_step(60 * kMegabyte).ci_high, 60'000);  // no portion of 18 MB
}

TEST(LeakVerdict, says_when_the_limit_is_reached) {
  const auto verdict = judge(growing(240, 240'000), {400 * kMegabyte});
  ASSERT_TRUE(verdict.seconds_to_limit.has_value());
  EXPECT_NEAR(*verdict.seconds_to_limit, (400 - 257) * kMegabyte / 240'000, 30);
  EXPECT_FALSE(judge(growing(240, 0), {400 * kMegabyte}).seconds_to_limit.has_value());
  EXPECT_EQ(judge(growing(240, 240'000), {1.0}).seconds_to_limit, 0.0);
}

TEST(LeakVerdict, draws_the_line_through_the_floor) {
  const auto verdict = judge(growing(240, 240'000), {});
  ASSERT_TRUE(verdict.model.has_value());
  const auto& [floor, curve, shape, parameter] = *verdict.model;
  ASSERT_EQ(curve.size(), floor.size());
  EXPECT_EQ(floor.size(), verdict.intermediate.floor_points);
  EXPECT_EQ(shape, "none");
  EXPECT_EQ(parameter, 0);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_EQ(curve[i].t_s, floor[i].t_s);
    EXPECT_NEAR(curve[i].bytes, floor[i].bytes, 0.2 * kMegabyte);
    if (i == 0) continue;
    const double pace = (curve[i].bytes - curve[i - 1].bytes) / (curve[i].t_s - curve[i - 1].t_s);
    EXPECT_NEAR(pace, *verdict.bytes_per_second, 1e-3);
  }
}

TEST(LeakVerdict, draws_the_step_beside_the_line) {
  Trace step = growing(240, 0);
  for (std::size_t i = 150; i < 240; ++i) step.memory_bytes[i] += 30 * kMegabyte;
  const auto verdict = judge(step, {});
  ASSERT_TRUE(verdict.model.has_value());
  EXPECT_EQ(verdict.model->shape, "step");
  const auto& curve = verdict.model->curve;
  const auto before = std::find_if(curve.begin(), curve.end(), [](const ModelPoint& p) { return p.t_s > 145; });
  const auto after = std::find_if(curve.begin(), curve.end(), [](const ModelPoint& p) { return p.t_s > 155; });
  ASSERT_NE(after, curve.end());
  EXPECT_NEAR(after->bytes - before->bytes, 30 * kMegabyte, kMegabyte);
}

TEST(LeakVerdict, recommends_a_duration_where_a_longer_run_tells) {
  std::mt19937 random(7);
  Trace noisy;
  for (int i = 0; i < 300; ++i) {
    noisy.t_seconds.push_back(i);
    noisy.memory_bytes.push_back(200 * kMegabyte + 80 * kMegabyte * (static_cast<double>(random()) / 4294967296.0));
  }
  const auto verdict = judge(noisy, {});
  EXPECT_EQ(verdict.verdict, Verdict::inconclusive);
  EXPECT_EQ(verdict.why, Inconclusive::noise);
  EXPECT_GT(verdict.recommended_duration_s.value_or(0), 300);
  EXPECT_FALSE(judge(growing(240, 240'000), {}).recommended_duration_s.has_value());
  EXPECT_FALSE(judge(growing(240, 0), {}).recommended_duration_s.has_value());
}

TEST(LeakVerdict, says_why_it_has_no_floor) {
  Trace restarts = growing(240, 0);
  for (int i = 0; i < 240; ++i) {
    restarts.restarts_total.push_back(i / 10);
    restarts.memory_bytes[static_cast<std::size_t>(i)] += kMegabyte * (i % 10);
  }
  EXPECT_EQ(judge(restarts, {}).why, Inconclusive::no_floor);
  EXPECT_EQ(judge(restarts, {}).recommended_duration_s, 478.0);

  Trace saw;  // seven collections, each too late for a cut that leaves eight
  for (int i = 0; i < 240; ++i) {
    saw.t_seconds.push_back(i);
    saw.memory_bytes.push_back(200 * kMegabyte + 2 * kMegabyte * (i % 32));
  }
  const auto few = judge(saw, {});
  EXPECT_EQ(few.why, Inconclusive::sawtooth);
  EXPECT_NEAR(few.recommended_duration_s.value_or(0), 239 * 8 / 7.0, 1e-9);
}

TEST(LeakVerdict, of_a_sum_of_replaced_processes_is_at_most_suspected) {
  Trace trace = growing(240, 0);
  for (int i = 0; i < 240; ++i) {
    trace.memory_bytes[static_cast<std::size_t>(i)] += 600'000 * (i % 80);
    trace.restarts_total.push_back(i / 80);
    trace.processes.push_back(4);
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::suspected);
  EXPECT_THAT(verdict.explanation, testing::HasSubstr("record each process by its pid"));
  EXPECT_FALSE(verdict.recommended_duration_s.has_value());
  trace.processes.assign(240, 1);
  EXPECT_EQ(verdict_of(trace), Verdict::leaking);
}

Trace workers(double first_leaks_bytes_per_second) {
  Trace trace;
  for (int i = 0; i < 240; ++i) {
    for (int pid = 1; pid <= 3; ++pid) {
      trace.t_seconds.push_back(i);
      trace.lives.push_back(pid);
      trace.memory_bytes.push_back(100 * kMegabyte + 40'960 * ((7 * i + pid) % 12) +
                                   (pid == 1 ? first_leaks_bytes_per_second * i : 0));
    }
  }
  return trace;
}

TEST(LeakVerdict, of_processes_that_stay_is_that_of_their_sum) {
  EXPECT_EQ(verdict_of(workers(0)), Verdict::clean);
  const auto verdict = judge(workers(240'000), {500 * kMegabyte});
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 240'000, 4000);
  EXPECT_TRUE(verdict.model.has_value());
  // From the memory of all that are alive at the end.
  EXPECT_NEAR(verdict.seconds_to_limit.value_or(0), (500 - 357.6) * kMegabyte / 240'000, 60);
}

TEST(LeakVerdict, adds_up_those_that_stay_and_those_that_come_and_go) {
  Trace trace = workers(240'000);
  for (int i = 0; i < 240; ++i) {  // a fourth, replaced every minute, that leaks as well
    trace.t_seconds.push_back(i);
    trace.lives.push_back(100 + i / 60);
    trace.memory_bytes.push_back(50 * kMegabyte + 40'960 * (5 * i % 12) + 200'000 * (i % 60));
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 440'000, 12'000);
  EXPECT_LT(*verdict.ci_low, 440'000);
  EXPECT_GT(*verdict.ci_high, 440'000);
}

TEST(LeakVerdict, of_processes_none_of_which_can_be_judged_is_inconclusive) {
  Trace trace;
  for (int i = 0; i < 600; ++i) {  // a process a sample
    trace.t_seconds.push_back(i);
    trace.lives.push_back(i);
    trace.memory_bytes.push_back(100 * kMegabyte + i);
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::inconclusive);
  EXPECT_EQ(verdict.why, Inconclusive::no_floor);
}

// Two workers that are replaced every eight seconds, and are read once more while they exit.
TEST(LeakVerdict, of_short_lives_leaves_out_what_is_read_while_they_exit) {
  Trace trace;
  for (int i = 0; i < 160; ++i) {
    for (int worker = 0; worker < 2; ++worker) {
      const int age = (i + 8 * worker) % 16;
      const bool exits = age == 15 && (i / 16 + worker) % 2 == 0;
      trace.t_seconds.push_back(0.5 * i);
      trace.lives.push_back((i + 8 * worker) / 16 * 2 + worker);
      trace.memory_bytes.push_back(24e6 + 4096 * ((7 * i + worker) % 12) + (exits ? 0 : 650e3 * age));
      trace.processes.push_back(2);
    }
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking) << verdict.explanation;
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 2 * 1.3e6, 2e5);
}

TEST(LeakVerdict, of_a_thousand_short_lives_comes_in_time) {
  Trace trace;
  for (int i = 0; i < 40'000; ++i) {
    for (int w = 0; w < 4; ++w) {
      const int life = (i + 40 * w) / 160;
      const int age = (i + 40 * w) % 160;
      trace.t_seconds.push_back(i);
      trace.lives.push_back(4 * life + w);
      trace.memory_bytes.push_back(100 * kMegabyte + 40'960 * ((7 * i + 3 * w) % 12) + 20'000 * age);
    }
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 80'000, 4000);
}

TEST(LeakVerdict, tells_the_leaking_one_of_forty_types) {
  std::mt19937 random(11);
  Trace trace = growing(600, 0);
  std::vector<double> counts(40, 0);
  for (int type = 0; type < 40; ++type) trace.requests_by_type.push_back({"type" + std::to_string(type), {}});
  for (std::size_t i = 0; i < 600; ++i) {
    for (std::size_t type = 0; type < 40; ++type) {
      counts[type] += static_cast<double>(random() % 20);
      trace.requests_by_type[type].counts.push_back(counts[type]);
    }
    trace.memory_bytes[i] += 50'000 * counts[13];
  }
  const auto verdict = judge(trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  ASSERT_EQ(verdict.by_request.size(), 40u);
  EXPECT_EQ(verdict.by_request[13].name, "type13");
  EXPECT_NEAR(verdict.by_request[13].bytes_per_request.value_or(0), 50'000, 5000);
  EXPECT_THAT(verdict.explanation, testing::HasSubstr("type13 keeps "));
}

// Every figure that is there is a number, inside its interval.
void expect_sound(const LeakVerdict& verdict) {
  const auto sound = [](const std::optional<double>& v, const std::optional<double>& low,
                        const std::optional<double>& high) {
    EXPECT_EQ(v.has_value(), low.has_value());
    EXPECT_EQ(v.has_value(), high.has_value());
    if (!v) return;
    EXPECT_TRUE(std::isfinite(*v) && std::isfinite(*low) && std::isfinite(*high));
    EXPECT_LE(*low, *v);
    EXPECT_GE(*high, *v);
  };
  sound(verdict.bytes_per_second, verdict.ci_low, verdict.ci_high);
  sound(verdict.bytes_per_request, verdict.bytes_per_request_ci_low, verdict.bytes_per_request_ci_high);
  for (const auto& type : verdict.by_request) sound(type.bytes_per_request, type.ci_low, type.ci_high);
  EXPECT_FALSE(verdict.explanation.empty());
  EXPECT_THAT(verdict.explanation, testing::Not(testing::HasSubstr("nan")));
  EXPECT_THAT(verdict.explanation, testing::Not(testing::HasSubstr("-0 ")));
  EXPECT_EQ(verdict.verdict == Verdict::inconclusive, verdict.why != Inconclusive::none);
}

Trace arbitrary(std::mt19937& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<double> odd = {kNan, -1, 0, 1e-300, 1e300, std::numeric_limits<double>::infinity(), 1, 5e-324};
  const int rows = below(400), style = below(8);
  const int odd_one_in = below(2) == 0 ? 3 : 1'000'000;
  const auto reading = [&](double usual) {
    return below(odd_one_in) == 0 ? odd[static_cast<std::size_t>(below(8))] : usual;
  };
  Trace trace;
  double memory = 1e8;
  for (int i = 0; i < rows; ++i) {
    memory += style % 2 == 0 ? below(1'000'000) - 500'000 : below(100'000);
    trace.t_seconds.push_back(reading(style < 4 ? i : below(300)));
    trace.memory_bytes.push_back(reading(memory));
    if (style & 1) trace.requests_total.push_back(reading(below(3) == 0 ? 0 : 10.0 * i));
    if (style & 2) trace.active_users.push_back(reading(below(5)));
    if (style & 4) trace.restarts_total.push_back(reading(i / 50));
    if (style == 5) trace.lives.push_back(reading(below(4)));
  }
  for (int type = 0; type < below(4); ++type) {
    std::vector<double> counts;
    for (int i = 0; i < rows; ++i) counts.push_back(reading(i * below(5)));
    trace.requests_by_type.push_back({"t" + std::to_string(type), counts});
  }
  return trace;
}

TEST(LeakVerdict, of_any_trace_is_sound_and_the_same_again) {
  std::mt19937 random(20'260'729);
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE(round);
    const Trace trace = arbitrary(random);
    const auto verdict = judge(trace, {1e9});
    expect_sound(verdict);
    EXPECT_EQ(judge(trace, {1e9}), verdict);
    if (HasFailure()) return;
  }
}

}  // namespace plimsoll::leak_verdict_test
