#include "reports/junit.h"

#include "core/units.h"
#include "reports/streams/stream_sentences.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/pause_sentences.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <vector>

namespace plimsoll {
namespace {

struct TestCase {
  enum class State { passed, failed, error, skipped };
  std::string class_name;
  std::string name;
  State state = State::passed;
  std::string message;  // why it is not passed
  std::string output;   // what there is to say besides
};

using State = TestCase::State;

constexpr std::size_t kFailuresListed = 10;  // kinds of them

// What a check found, without the answer below it.
std::string found_by_check(const FailureRecord& failure) {
  if (failure.examples.empty() || failure.examples.front().response_excerpt.starts_with("status ")) return {};
  const auto& text = failure.examples.front().response_excerpt;
  return text.substr(0, text.find("\n\nstatus "));
}

// Which failures there were, of a threshold that counts them.
std::string failures_text(const RunRecord& record, const Threshold& threshold) {
  const auto& metric = threshold.metric->name;
  const bool are_cases = metric == "failed_cases";
  if (!are_cases && metric != "failed_requests" && metric != "failure_rate") return {};
  std::string text;
  std::size_t told = 0;
  std::size_t more = 0;
  for (const auto& failure : record.failures) {
    if (failure.warmup || failure.message.starts_with("case \"") != are_cases) continue;
    if (!threshold.request.empty() && failure.request != threshold.request) continue;
    if (++told > kFailuresListed) {
      ++more;
      continue;
    }
    text += fmt::format("\n{}  {}, {}: {}", format_count(failure.count), failure.request, failure.kind,
                        one_line(failure.message));
    auto found = found_by_check(failure);
    for (std::size_t at = found.find('\n'); at != std::string::npos; at = found.find('\n', at + 3))
      found.insert(at + 1, "  ");
    if (!found.empty()) text += "\n  " + found;
  }
  if (more > 0) text += fmt::format("\n{} more {} of failure", more, more == 1 ? "kind" : "kinds");
  return text;
}

TestCase threshold_case(const RunRecord& record, const ThresholdResult& result, const std::string& suite) {
  TestCase test{suite + ".thresholds", result.threshold.expression, State::passed, "", threshold_sentence(result)};
  if (!result.judged) {
    test.state = State::skipped;
    test.message = threshold_sentence(result);
  } else if (!result.ok) {
    test.state = State::failed;
    test.message = threshold_sentence(result) + failures_text(record, result.threshold);
  }
  return test;
}

// One for a monitor: leaking in any of its series fails it, nothing but inconclusive skips it.
TestCase leak_case(const RunRecord& record, const MonitorRecord& monitor, const std::string& suite) {
  TestCase test{suite + "." + monitor.name, "leak", State::skipped, "not judged", ""};
  for (const auto& leak : record.leaks) {
    if (leak.monitor != monitor.name) continue;
    const Verdict verdict = leak.verdict.verdict;
    const std::string line = fmt::format("{}, {}: {}", leak.series, to_string(verdict), leak_sentence(record, leak));
    if (test.output.empty()) test.message = line;
    test.output += (test.output.empty() ? "" : "\n") + line;
    if (verdict == Verdict::leaking && test.state != State::failed) {
      test.state = State::failed;
      test.message = line;
    } else if (verdict != Verdict::inconclusive && test.state == State::skipped) {
      test.state = State::passed;
    }
  }
  return test;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::vector<TestCase> leak_cases(const RunRecord& record, const std::string& suite) {
  const auto notes = joined(watch_notes(record));
  if (record.monitors.empty()) return {{suite + ".memory", "leak", State::skipped, "nothing was watched", notes}};
  std::vector<TestCase> cases;
  for (const auto& monitor : record.monitors) cases.push_back(leak_case(record, monitor, suite));
  auto& output = cases.front().output;
  if (!notes.empty()) output += (output.empty() ? "" : "\n") + notes;
  return cases;
}

// What can be read without the page: what came, and what a good verdict would hide.
std::string findings_text(const RunRecord& record) {
  auto lines = result_notes(record);
  for (const auto& more :
       {status_sentences(record), stream_sentences(record), pause_sentences(record), measurement_notes(record)})
    lines.insert(lines.end(), more.begin(), more.end());
  return joined(lines);
}

TestCase measurement_case(const RunRecord& record, const std::string& suite) {
  TestCase test{suite + ".measurement", "measurement", State::passed, "", findings_text(record)};
  if (record.measurement.valid && record.verdict.outcome == RunOutcome::error && record.stats.total().requests == 0) {
    test.state = State::skipped;
    test.message = "no request finished";
  }
  if (record.measurement.valid) return test;
  test.state = State::error;
  test.message = record.measurement.reasons.empty() ? "the measurement is invalid" : joined(record.measurement.reasons);
  return test;
}

TestCase probes_case(const RunRecord& record, const std::string& suite) {
  TestCase test{suite + ".probes", "answers stay the same", State::passed, {}, {}};
  const auto sentences = probe_sentences(record);
  if (record.probes->is_wrong()) test.state = State::failed;
  if (record.probes->verdict == AnswersVerdict::inconclusive) test.state = State::skipped;
  test.message = sentences.front();
  test.output = joined(sentences);
  return test;
}

bool ended_badly(const RunRecord& record) {
  return record.verdict.outcome == RunOutcome::error || record.verdict.outcome == RunOutcome::interrupted;
}

std::vector<TestCase> cases_of(const RunRecord& record) {
  const std::string suite = record.name.empty() ? "plimsoll" : record.name;
  std::vector<TestCase> cases;
  // Only then: a run that came to its end is told by its thresholds.
  if (ended_badly(record)) {
    const bool died = record.verdict.outcome == RunOutcome::error;
    cases.push_back({suite + ".run", "run", State::error, joined(record.verdict.reasons),
                     died ? joined(record.target_log_tail) : std::string()});
  }
  for (const auto& result : record.thresholds) cases.push_back(threshold_case(record, result, suite));
  for (auto& test : leak_cases(record, suite)) cases.push_back(std::move(test));
  if (record.probes) cases.push_back(probes_case(record, suite));
  if (has_load(record)) cases.push_back(measurement_case(record, suite));
  return cases;
}

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, escape_xml(one_line(value)));
}

std::string state_element(const TestCase& test) {
  const std::string first_line = test.message.substr(0, test.message.find('\n'));
  const auto element = [&](std::string_view tag) {
    return fmt::format("      <{0}{1}>{2}</{0}>\n", tag, attribute("message", first_line), escape_xml(test.message));
  };
  switch (test.state) {
    case State::passed:
      return {};
    case State::failed:
      return element("failure");
    case State::error:
      return element("error");
    case State::skipped:
      return fmt::format("      <skipped{}/>\n", attribute("message", first_line));
  }
  return {};
}

void write_case(const TestCase& test, std::ostream& out) {
  out << "    <testcase" << attribute("classname", test.class_name) << attribute("name", test.name);
  const bool more = !test.output.empty() && !test.message.starts_with(test.output);
  if (test.state == State::passed && !more) {
    out << "/>\n";
    return;
  }
  out << ">\n" << state_element(test);
  if (more) out << "      <system-out>" << escape_xml(test.output) << "</system-out>\n";
  out << "    </testcase>\n";
}

}  // namespace

void write_junit(const RunRecord& record, std::ostream& out) {
  const std::vector<TestCase> cases = cases_of(record);
  const auto number_of = [&](State state) {
    return std::to_string(
        std::count_if(cases.begin(), cases.end(), [&](const auto& test) { return test.state == state; }));
  };
  const std::string counts =
      attribute("tests", std::to_string(cases.size())) + attribute("failures", number_of(State::failed)) +
      attribute("errors", number_of(State::error)) + attribute("skipped", number_of(State::skipped)) +
      attribute("time", exact_number(record.duration_s));
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" << attribute("name", "plimsoll") << counts << ">\n";
  out << "  <testsuite" << attribute("name", record.name.empty() ? "plimsoll" : record.name) << counts
      << attribute("timestamp", record.started_at) << ">\n";
  for (const auto& test : cases) write_case(test, out);
  out << "  </testsuite>\n</testsuites>\n";
}

}  // namespace plimsoll
