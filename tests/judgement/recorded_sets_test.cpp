// The tables in docs/leak-detection.md of recordings of real allocators and runtimes, of real servers and of a real
// GPU: measured anew, and compared to the last figure.

#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "tests/judgement/expectation.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::recorded_sets_test {

using nlohmann::json;

struct Recording {
  std::string file;
  std::string series;  // empty: the memory that the file has
  bool leaks = false;
  int level = 0;
  std::optional<double> true_bytes_per_request;
  double overhead = 0.05;  // the share that the allocator may add to it
};

json labels_of(const std::string& set) {
  std::ifstream in(PLIMSOLL_TEST_DATA "/" + set + "/labels.json");
  return json::parse(in);
}

std::optional<double> figure(const json& label, const char* name) {
  if (!label.contains(name) || label[name].is_null()) return std::nullopt;
  return label[name].get<double>();
}

// Of real allocators, Python, Node.js and Java; of the leaks those of level 2 and up, the others lie within their
// noise.
std::vector<Recording> real_traces() {
  std::vector<Recording> recordings;
  const auto labels = labels_of("real-traces");
  for (const auto& [file, label] : labels.items())
    recordings.push_back({"real-traces/" + file, "", label["truth"] == "leak",
                          static_cast<int>(figure(label, "level").value_or(0)), figure(label, "true_bytes_per_request"),
                          figure(label, "overhead_tolerance").value_or(0.05)});
  return recordings;
}

std::vector<Recording> live_traces() {
  std::vector<Recording> recordings;
  const auto labels = labels_of("live-traces");
  for (const auto& label : labels)
    recordings.push_back({"live-traces/" + label["file"].get<std::string>(), "", label["truth"] == "leak", 8,
                          figure(label, "true_bytes_per_request")});
  return recordings;
}

std::vector<Recording> gpu_traces() {
  std::vector<Recording> recordings;
  const auto labels = labels_of("gpu-traces");
  for (const auto& [file, label] : labels.items())
    for (const auto& [series, truth] : label["truth"].items())
      recordings.push_back(
          {"gpu-traces/" + file, series, truth == "leak", 8, figure(label["true_bytes_per_request"], series.c_str())});
  return recordings;
}

JudgedColumn read(const Recording& recording) {
  std::ifstream in(PLIMSOLL_TEST_DATA "/" + recording.file);
  TraceRequest request;
  if (!recording.series.empty()) request.columns = {recording.series};
  auto file = read_trace(in, request);
  if (!file) throw std::runtime_error(recording.file + ": " + file.error().message);
  return file->columns.at(0);
}

LeakVerdict judge_column(const JudgedColumn& column, const Trace& trace) {
  JudgeOptions options;
  options.unit = column.unit;
  return judge(trace, options);
}

struct Tally {
  std::array<int, 4> verdicts{};  // as Verdict numbers them

  void add(Verdict verdict) { ++verdicts.at(static_cast<std::size_t>(verdict)); }
  int of(Verdict verdict) const { return verdicts.at(static_cast<std::size_t>(verdict)); }
  std::string cells() const {
    return fmt::format("| {} | {} | {} | {} |", of(Verdict::clean), of(Verdict::inconclusive), of(Verdict::suspected),
                       of(Verdict::leaking));
  }
};

bool holds_the_truth(const LeakVerdict& verdict, const Recording& recording) {
  const double truth = *recording.true_bytes_per_request;
  return verdict.bytes_per_request_ci_low <= (1 + recording.overhead) * truth &&
         verdict.bytes_per_request_ci_high >= truth;
}

std::string rows_of(const std::string& name, const std::vector<Recording>& recordings) {
  Tally healthy, leaks;
  int told = 0, held = 0;
  for (const auto& recording : recordings) {
    const auto column = read(recording);
    const auto verdict = judge_column(column, column.trace);
    if (!recording.leaks) healthy.add(verdict.verdict);
    if (recording.leaks && recording.level >= 2) leaks.add(verdict.verdict);
    if (!recording.leaks || !is_accused(verdict.verdict) || !recording.true_bytes_per_request) continue;
    ++told;
    held += holds_the_truth(verdict, recording) ? 1 : 0;
  }
  return fmt::format("| {}: healthy {} |\n| {}: leaks {} {} of {} |\n", name, healthy.cells(), name, leaks.cells(),
                     held, told);
}

// Without the lines that it does not have.
Trace beginning_of(const Trace& trace, double end_s) {
  const auto rows = static_cast<std::size_t>(
      std::count_if(trace.t_seconds.begin(), trace.t_seconds.end(), [&](double t_s) { return t_s <= end_s; }));
  Trace beginning = trace;
  for_each_column(beginning, [&](std::vector<double>& column) {
    if (!column.empty()) column.resize(rows);
  });
  return beginning;
}

std::string page() {
  std::ifstream in(PLIMSOLL_SOURCE_DIR "/docs/leak-detection.md");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Not the whole page in the message.
void expect_documented(const std::string& text) {
  EXPECT_TRUE(page().find(text) != std::string::npos) << "the page must say:\n" << text;
}

TEST(RecordedSets, are_judged_as_the_documentation_says) {
  expect_documented(rows_of("allocators and runtimes", real_traces()));
  expect_documented(rows_of("servers", live_traces()));
  expect_documented(rows_of("GPU", gpu_traces()));
}

TEST(RecordedSets, of_healthy_services_are_not_leaking_but_those_whose_fragmentation_nobody_tells_from_a_leak) {
  const auto labels = labels_of("real-traces");
  for (const auto& set : {real_traces(), live_traces(), gpu_traces()}) {
    for (const auto& recording : set) {
      if (recording.leaks) continue;
      const auto name = recording.file.substr(recording.file.find('/') + 1);
      if (labels.contains(name) && labels[name]["family"] == "fragmentation") continue;
      const auto column = read(recording);
      EXPECT_NE(judge_column(column, column.trace).verdict, Verdict::leaking) << recording.file << recording.series;
    }
  }
}

TEST(RecordedSets, seldom_contradict_their_own_beginnings) {
  int beginnings = 0, contradictions = 0;
  for (const auto& set : {real_traces(), live_traces()}) {
    for (const auto& recording : set) {
      const auto column = read(recording);
      const auto& times = column.trace.t_seconds;
      const auto [first, last] = std::minmax_element(times.begin(), times.end());
      const Verdict whole = judge_column(column, column.trace).verdict;
      for (int tenth = 1; tenth < 10; ++tenth) {
        const double span_s = (*last - *first) * tenth / 10;
        if (span_s < 60) continue;
        const Verdict so_far = judge_column(column, beginning_of(column.trace, *first + span_s)).verdict;
        ++beginnings;
        contradictions += (so_far == Verdict::clean && whole == Verdict::leaking) ||
                                  (so_far == Verdict::leaking && whole == Verdict::clean)
                              ? 1
                              : 0;
      }
    }
  }
  expect_documented(fmt::format("{} of {} beginnings", contradictions, beginnings));
}

}  // namespace plimsoll::recorded_sets_test
