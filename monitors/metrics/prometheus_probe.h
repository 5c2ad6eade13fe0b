#pragma once

// Reads the figures that a service reports of itself at a /metrics address. A scrape that fails is a gap, reported once
// until one succeeds again. Owned by a sampler; its thread; blocks for a scrape, whose length the fetch bounds.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "monitors/metrics/scrape_choice.h"
#include "monitors/probe.h"
#include "monitors/reading_period.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// One GET of the address; bounded in time and size.
using Scrape = std::function<Result<HttpAnswer>()>;

class PrometheusProbe : public Probe {
 public:
  static constexpr std::size_t kMaxLabelSets = 16;  // of one metric; what is more is summed
  static constexpr std::size_t kMaxSeries = 32;
  static constexpr std::size_t kMaxSums = 8;

  // `url`: for the description. Metrics: globs; empty: what is known by name.
  PrometheusProbe(std::string url, std::vector<std::string> metrics, Scrape scrape);

  // Scrapes once, before anything is watched. Error: what came instead of a figure to be watched.
  std::optional<Error> try_out();

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return url_; }

 private:
  struct Series {
    std::string name;
    std::size_t last_scrape = 0;  // in which it was reported
    bool is_sum = false;          // of the label sets that have no series of their own
  };

  std::vector<ProbeValue> read_figures(const HttpAnswer& answer);
  void add(const MetricLine& line, const ChosenMetric& chosen, std::vector<ProbeValue>& values);
  Series* series_of(const MetricLine& line);
  Series* sum_of(const MetricLine& line);
  void look_at_start_time(double start_time);
  void report(ProcessEvent::Kind kind, std::string message);
  void report_once(bool& reported, std::string message);

  std::string url_;
  ScrapeChoice choice_;
  Scrape scrape_;
  ReadingPeriod period_;
  std::map<std::string, Series, std::less<>> series_;  // by name and labels, as the service writes them
  std::map<std::string, Series, std::less<>> sums_;
  std::map<std::string, std::size_t, std::less<>> label_sets_;
  std::size_t scrapes_ = 0;
  std::size_t failures_ = 0;  // since the last success
  std::size_t failures_reported_ = 0;
  std::vector<double> start_times_;
  bool reported_duplicates_ = false, reported_label_sets_ = false, reported_too_many_ = false,
       reported_in_turn_ = false;
  std::vector<ProcessEvent> events_;
};

}  // namespace plimsoll
