// Traces written down as formulas: each has the verdict, the numbers and the sentence of the method's own calculation.

#include "judgement/judge.h"
#include "judgement/traces/trace.h"
#include "tests/judgement/expectation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace plimsoll::worked_traces_test {

constexpr double kBase = 200'000'000;
constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
using Formula = std::function<double(int)>;

double wave(int i) { return kBase + 40960 * ((7 * i) % 12); }

std::vector<double> column(int count, const Formula& value) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(value(i));
  return values;
}

Trace each_second(int count, const Formula& memory) {
  Trace trace;
  trace.t_seconds = column(count, [](int i) { return i; });
  trace.memory_bytes = column(count, memory);
  return trace;
}

Trace with_requests(Trace trace, const Formula& requests) {
  trace.requests_total = column(static_cast<int>(trace.t_seconds.size()), requests);
  return trace;
}

Trace with_users(Trace trace, const Formula& users) {
  trace.active_users = column(static_cast<int>(trace.t_seconds.size()), users);
  return trace;
}

Trace with_restarts(Trace trace, const Formula& restarts) {
  trace.restarts_total = column(static_cast<int>(trace.t_seconds.size()), restarts);
  return trace;
}

Trace with_types(Trace trace, const Formula& predict, const Formula& explain) {
  const int count = static_cast<int>(trace.t_seconds.size());
  trace.requests_by_type = {{"predict", column(count, predict)}, {"explain", column(count, explain)}};
  return with_requests(std::move(trace), [&](int i) { return predict(i) + explain(i); });
}

Trace types() {
  const auto predict = [](int i) { return 10.0 * i; };
  const auto explain = [](int i) { return 2.0 * i + 8.0 * std::max(0, i - 100); };
  return with_types(each_second(240, [&](int i) { return wave(i) + 5000 * explain(i); }), predict, explain);
}

Trace follows_load() {
  const auto rate = [](int i) { return 10.0 + 10 * ((i / 60) % 2); };
  double sum = 0;
  return with_requests(each_second(240, [&](int i) { return wave(i) + 300000 * rate(i); }),
                       [&](int i) { return sum += rate(i); });
}

// A root process and four workers, each replaced every four minutes in its turn.
Trace recycled_workers(double leaked_bytes_per_second) {
  Trace trace;
  const auto add = [&](int i, double pid, double memory) {
    trace.t_seconds.push_back(i);
    trace.lives.push_back(pid);
    trace.memory_bytes.push_back(memory);
    trace.requests_total.push_back(30.0 * i);
  };
  for (int i = 0; i < 720; ++i) {
    add(i, 1, 60'000'000);
    for (int w = 0; w < 4; ++w) {
      const int life = (i + 60 * w) / 240;
      const int age = life > 0 ? (i + 60 * w) % 240 : i;
      const double memory = 100'000'000 + 40960 * ((7 * i + 3 * w) % 12) + 100'000 * std::min(age, 20);
      add(i, 10 + 4 * life + w, memory + leaked_bytes_per_second * age);
    }
  }
  return trace;
}

Trace backwards() {
  Trace trace = each_second(240, [](int i) { return wave(i) + 40000 * (239 - i); });
  trace.t_seconds = column(240, [](int i) { return 1000 + 239 - i; });
  return trace;
}

std::map<std::string, Trace> worked_traces() {
  const auto rising = [](int i) { return wave(i) + 40000 * i; };
  const auto saw = [](int period, double slope) {
    return [=](int i) { return kBase + 2'000'000.0 * (i % period) + slope * i; };
  };
  return {
      {"flat", each_second(240, wave)},
      {"line", each_second(240, rising)},
      {"plateau", each_second(240, [](int i) { return wave(i) + 120000 * std::min(i, 80); })},
      {"late", each_second(240, [](int i) { return wave(i) + 60000 * std::max(0, i - 120); })},
      {"step", each_second(240, [](int i) { return wave(i) + (i >= 90 ? 30'000'000 : 0); })},
      {"staircase", each_second(240, [](int i) { return wave(i) + 1'000'000 * (i / 12); })},
      {"collected", each_second(240, saw(12, 30000))},
      {"lives",
       with_restarts(each_second(240, [](int i) { return wave(i) + 40000 * (i % 80); }), [](int i) { return i / 80; })},
      {"types", types()},
      {"cooled", with_requests(each_second(240, [=](int i) { return i < 200 ? rising(i) : 201'000'000.0; }),
                               [](int i) { return 20 * std::min(i, 200); })},
      {"long", each_second(10'000, [](int i) { return wave(i) + 2000 * i; })},
      {"many_teeth", each_second(2000, saw(12, 30000))},
      {"few_teeth", each_second(240, saw(48, 10000))},
      {"counter_reset", with_requests(each_second(240, rising), [](int i) { return 20 * (i % 100); })},
      {"backwards", backwards()},
      {"gaps", each_second(240, [=](int i) { return i % 7 == 3 ? kGap : rising(i); })},
      {"together", with_types(
                       each_second(240, rising), [](int i) { return 10 * i; }, [](int i) { return 5 * i; })},
      {"follows_load", follows_load()},
      {"users", with_users(each_second(240, [](int i) { return wave(i) + 500'000 * std::min(i / 4, 20); }),
                           [](int i) { return std::min(i / 4, 20); })},
      {"users_with_time", with_users(each_second(240, rising), [](int i) { return i; })},
      {"short_lives", with_restarts(each_second(240, wave), [](int i) { return i / 10; })},
      {"short", each_second(20, wave)},
      {"pids_healthy", recycled_workers(0)},
      {"pids_leaking", recycled_workers(20'000)},
  };
}

TEST(WorkedTraces, are_judged_as_calculated) {
  const auto vectors = read_json("vectors.json");
  const auto traces = worked_traces();
  ASSERT_EQ(traces.size(), vectors.size());
  const auto judged = [&](const std::string& name) {
    return judge(traces.at(name), {vectors[name]["limit_bytes"].get<double>()});
  };
  if (update_expected("vectors.json", judged)) return;
  for (const auto& [name, vector] : vectors.items()) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(traces.contains(name));
    expect_equal(judged(name), vector["expect"]);
  }
}

}  // namespace plimsoll::worked_traces_test
