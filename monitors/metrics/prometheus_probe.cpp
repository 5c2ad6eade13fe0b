#include "monitors/metrics/prometheus_probe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kShortest = 1s;
constexpr Nanos kLongest = 1min;
constexpr int kRest = 10;  // times what a scrape took: it is work for the service that is measured
constexpr std::size_t kExcerptBytes = 80;
constexpr std::size_t kLabelBytes = 120;      // of a name; longer ones are cut and numbered
constexpr std::size_t kMaxLabelBytes = 2048;  // kept to know a label set again
constexpr std::size_t kMaxFailuresReported = 20;
constexpr std::size_t kMaxStartTimes = 64;  // kept to know a process again
constexpr std::size_t kNamesShown = 8;

// As any report can hold it: these are bytes from elsewhere.
std::string plain(std::string_view bytes) {
  std::string text(bytes);
  for (auto& c : text)
    if (c < ' ' || c == '\x7f') c = '?';  // what is not ASCII too: it is negative
  return text;
}

std::string excerpt(std::string_view bytes) {
  return plain(bytes.substr(0, kExcerptBytes)) + (bytes.size() > kExcerptBytes ? "..." : "");
}

std::string with_labels(const MetricLine& line) {
  return line.labels.empty() ? std::string(line.name) : fmt::format("{}{{{}}}", line.name, line.labels);
}

std::string names_in(std::string_view body) {
  PrometheusText text(body);
  std::vector<std::string> names;
  while (const auto line = text.next()) {
    auto name = plain(line->name.substr(0, kExcerptBytes));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (names.size() == kNamesShown) return fmt::format("{}, ...", fmt::join(names, ", "));
    names.push_back(std::move(name));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// What is wrong with an answer that cannot be read; empty: nothing.
std::string complaint(const HttpAnswer& answer) {
  if (answer.status != 200) return fmt::format("status {}: {}", answer.status, excerpt(answer.body));
  const auto start = answer.body.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) return "an empty answer";
  if (answer.body[start] == '<' || answer.body[start] == '[' ||
      (answer.body[start] == '{' && answer.body.find('\n', start) == std::string::npos))
    return fmt::format("metrics were expected, what came begins with \"{}\"",
                       excerpt(std::string_view(answer.body).substr(start)));
  PrometheusText text(answer.body);
  if (!text.next() && text.refused() > 0)
    return fmt::format(R"(metrics like "name 1.5" were expected, what came begins with "{}")",
                       excerpt(text.first_refused()));
  return "";
}

}  // namespace

PrometheusProbe::PrometheusProbe(std::string url, std::vector<std::string> metrics, Scrape scrape)
    : url_(std::move(url)), choice_(std::move(metrics)), scrape_(std::move(scrape)), period_(kShortest, kLongest) {}

std::optional<Error> PrometheusProbe::try_out() {
  const auto failure = [&](std::string what) {
    return Error{ErrorKind::unavailable, fmt::format("cannot watch prometheus:{}: {}", url_, what)};
  };
  const auto answer = scrape_();
  if (answer.has_error()) return failure(answer.error().message);
  if (const auto what = complaint(*answer); !what.empty()) return failure(what);
  PrometheusText text(answer->body);
  while (const auto line = text.next())
    if (choice_.choose(*line)) return std::nullopt;
  return failure(fmt::format("{} is not there; name others under `metrics`. There are: {}", choice_.text(),
                             names_in(answer->body)));
}

ProbeReading PrometheusProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  reading.unknown = !period_.due(moment.now);
  if (reading.unknown) return reading;
  const auto answer = scrape_();
  const auto what = answer.has_error() ? answer.error().message : complaint(*answer);
  if (what.empty()) {
    reading.values = read_figures(*answer);
    if (failures_ > 0 && failures_reported_ <= kMaxFailuresReported)
      report(ProcessEvent::Kind::unread,
             fmt::format("{} answers again, after {} scrapes that failed", url_, failures_));
    failures_ = 0;
  } else if (failures_++ == 0 && ++failures_reported_ <= kMaxFailuresReported) {
    report(ProcessEvent::Kind::unread, fmt::format("{} could not be read: {}", url_, what));
  }
  const Nanos took = answer.has_error() ? kShortest : answer->took;
  if (period_.taken(moment, std::min(kRest * took, kLongest))) events_.push_back(backed_off(moment, url_ + " is"));
  reading.events = std::exchange(events_, {});
  return reading;
}

std::vector<ProbeValue> PrometheusProbe::read_figures(const HttpAnswer& answer) {
  ++scrapes_;
  std::vector<ProbeValue> values;
  std::size_t lines = 0;
  PrometheusText text(answer.body);
  while (const auto line = text.next()) {
    ++lines;
    if (line->name == "process_start_time_seconds" && line->labels.empty()) look_at_start_time(line->value);
    if (const auto chosen = choice_.choose(*line)) add(*line, *chosen, values);
  }
  values.push_back(probe_value("scrape_bytes", static_cast<double>(answer.body.size())));
  values.push_back(probe_value("scrape_lines", static_cast<double>(lines)));
  values.push_back(probe_value("scrape_seconds", to_seconds(answer.took)));
  return values;
}

void PrometheusProbe::add(const MetricLine& line, const ChosenMetric& chosen, std::vector<ProbeValue>& values) {
  const double value = line.value * chosen.factor;
  auto* series = series_of(line);
  if (!series) return;
  const bool again = series->last_scrape == scrapes_;
  series->last_scrape = scrapes_;
  if (!again) {
    // A gap where it is no number; who is summed comes to it.
    if (std::isfinite(value)) values.push_back({series->name, std::string(chosen.unit), value, chosen.judged});
    return;
  }
  if (!series->is_sum)
    return report_once(reported_duplicates_,
                       fmt::format("{} tells {} more than once; the first counts", url_, series->name));
  const auto at = std::find_if(values.begin(), values.end(), [&](auto& one) { return one.name == series->name; });
  if (at != values.end() && std::isfinite(value)) at->value += value;
}

PrometheusProbe::Series* PrometheusProbe::series_of(const MetricLine& line) {
  const auto key = with_labels(line);
  if (const auto known = series_.find(key); known != series_.end()) return &known->second;
  const bool full = series_.size() >= kMaxSeries;
  const auto counted = label_sets_.find(line.name);
  const std::size_t sets = counted == label_sets_.end() ? 0 : counted->second;
  if (!line.labels.empty() && (sets >= kMaxLabelSets || key.size() > kMaxLabelBytes || full)) {
    report_once(reported_label_sets_,
                fmt::format("{} tells {} with more than {} sets of labels; the others are added up", url_,
                            excerpt(line.name), sets));
    return sum_of(line);
  }
  if (full) {
    report_once(reported_too_many_,
                fmt::format("{} tells more than {} figures that match; {} and those that come later are not "
                            "watched",
                            url_, kMaxSeries, excerpt(line.name)));
    return nullptr;
  }
  label_sets_[std::string(line.name)] = sets + 1;
  auto name = plain(key);
  if (name.size() > kLabelBytes || name != key) name = fmt::format("{}...#{}", name.substr(0, kLabelBytes), sets + 1);
  return &series_.emplace(key, Series{std::move(name)}).first->second;
}

PrometheusProbe::Series* PrometheusProbe::sum_of(const MetricLine& line) {
  const auto key = fmt::format("{} others", line.name);
  const auto known = sums_.find(key);
  if (known != sums_.end()) return &known->second;
  if (sums_.size() >= kMaxSums) return nullptr;
  return &sums_.emplace(key, Series{excerpt(line.name) + "{others}", 0, true}).first->second;
}

// Also where several workers answer in turn, each with figures of its own.
void PrometheusProbe::look_at_start_time(double start_time) {
  if (!std::isfinite(start_time) || (!start_times_.empty() && start_times_.back() == start_time)) return;
  const auto before = std::find(start_times_.begin(), start_times_.end(), start_time);
  if (before != start_times_.end()) {
    report_once(reported_in_turn_,
                fmt::format("several processes answer at {} in turn, each with its own figures: watch "
                            "the processes themselves (port:N), or let the service add its figures up",
                            url_));
    std::rotate(before, before + 1, start_times_.end());
    return;
  }
  if (!start_times_.empty() && !reported_in_turn_)
    report(ProcessEvent::Kind::restarted,
           fmt::format("another process answers at {}: process_start_time_seconds changed", url_));
  if (start_times_.size() >= kMaxStartTimes) start_times_.erase(start_times_.begin());
  start_times_.push_back(start_time);
}

void PrometheusProbe::report(ProcessEvent::Kind kind, std::string message) {
  events_.push_back({kind, 0, std::move(message)});
}

void PrometheusProbe::report_once(bool& reported, std::string message) {
  if (!std::exchange(reported, true)) report(ProcessEvent::Kind::unread, std::move(message));
}

}  // namespace plimsoll
