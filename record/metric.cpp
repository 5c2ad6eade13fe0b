#include "record/metric.h"

#include "core/nearest_name.h"
#include "core/units.h"
#include "record/time_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace plimsoll {
namespace {

using Kind = Metric::Kind;
using Worse = Metric::Worse;
using Value = std::optional<double>;
using Times = const Histogram*(const RequestStats&);

const Histogram* response_times(const RequestStats& stats) { return &stats.response_time; }
const Histogram* service_times(const RequestStats& stats) { return &stats.service_time; }

template <StreamTime time>
const Histogram* stream_times(const RequestStats& stats) {
  return stats.streams.of(time);
}

const Histogram* token_times(const RequestStats& stats) {
  const auto time = stats.streams.token_time();
  return time ? stats.streams.of(*time) : nullptr;
}

template <Times times>
const Histogram* filled(const MetricSource& source) {
  const auto* histogram = times(source.stats);
  return histogram == nullptr || histogram->empty() ? nullptr : histogram;
}

template <Times times>
Value percentile(const MetricSource& source, double quantile) {
  const auto* histogram = filled<times>(source);
  return histogram == nullptr ? Value() : to_milliseconds(histogram->quantile(quantile));
}

template <Times times>
Value least(const MetricSource& source, double) {
  const auto* histogram = filled<times>(source);
  return histogram == nullptr ? Value() : to_milliseconds(histogram->minimum());
}

template <Times times>
Value mean(const MetricSource& source, double) {
  const auto* histogram = filled<times>(source);
  return histogram == nullptr ? Value() : histogram->mean_seconds() * 1e3;
}

template <Times times>
Value greatest(const MetricSource& source, double) {
  const auto* histogram = filled<times>(source);
  return histogram == nullptr ? Value() : to_milliseconds(histogram->maximum());
}

template <std::uint64_t RequestStats::*counter>
Value count(const MetricSource& source, double) {
  return static_cast<double>(source.stats.*counter);
}

Value share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? Value() : static_cast<double>(part) / static_cast<double>(whole);
}

Value request_rate(const MetricSource& source, double) {
  if (source.seconds <= 0) return std::nullopt;
  return static_cast<double>(source.stats.requests) / source.seconds;
}

Value token_rate(const MetricSource& source, double) {
  if (source.seconds <= 0 || source.stats.streams.counted == 0) return std::nullopt;
  return static_cast<double>(source.stats.streams.tokens_out) / source.seconds;
}

// Of all requests that have an `slo`: one that failed held nothing.
Value goodput(const MetricSource& source, double) {
  return share(source.stats.streams.held, source.stats.streams.limited);
}

Value goodput_rate(const MetricSource& source, double) {
  if (source.seconds <= 0 || source.stats.streams.limited == 0) return std::nullopt;
  return static_cast<double>(source.stats.streams.held) / source.seconds;
}

Value failed_cases(const MetricSource& source, double) { return static_cast<double>(source.stats.cases.failed()); }

Value failure_rate(const MetricSource& source, double) { return share(source.stats.failures, source.stats.requests); }

Value late_share(const MetricSource& source, double) {
  if (source.late_share) return source.late_share;
  return share(source.stats.late, source.stats.requests + source.stats.unfinished).value_or(0);
}

// The greatest value of a series of any monitor in the window.
Value greatest_of(std::string_view name, const MetricSource& source) {
  Value most;
  for (const auto& monitor : source.monitors)
    for (const auto& series : monitor.series) {
      if (series.name() != name) continue;
      for (const auto& point : series.points())
        if (point.t_s >= source.from_s && point.t_s <= source.to_s)
          most = std::max(most.value_or(point.max), point.max);
    }
  return most;
}

Value probes_changed(const MetricSource& source, double) { return source.probes_changed; }

Value probes_difference(const MetricSource& source, double) { return source.probes_difference; }

Value checked_answers(const MetricSource& source, double) {
  return source.checks ? Value(static_cast<double>(source.checks->checked)) : Value();
}

Value checked_share(const MetricSource& source, double) {
  return source.checks ? share(source.checks->checked, source.checks->answers) : Value();
}

Value rss_max(const MetricSource& source, double) { return greatest_of("rss_bytes", source); }

// By its place in quality_figures(), which has the same names in the same order.
template <std::size_t place>
Value quality(const MetricSource& source, double) {
  return quality_figures()[place].read(source.stats.quality);
}

// The order is that of the advice in messages.
constexpr Metric kMetrics[] = {
    {"response_time_quantile", "", Kind::milliseconds, Worse::higher, percentile<response_times>, response_times},
    {"service_time_quantile", "service_", Kind::milliseconds, Worse::higher, percentile<service_times>, service_times},
    {"response_time_min", "min", Kind::milliseconds, Worse::higher, least<response_times>},
    {"response_time_mean", "mean", Kind::milliseconds, Worse::higher, mean<response_times>},
    {"response_time_max", "max", Kind::milliseconds, Worse::higher, greatest<response_times>},
    {"service_time_min", "service_min", Kind::milliseconds, Worse::higher, least<service_times>},
    {"service_time_mean", "service_mean", Kind::milliseconds, Worse::higher, mean<service_times>},
    {"service_time_max", "service_max", Kind::milliseconds, Worse::higher, greatest<service_times>},
    {"requests_per_second", "requests_per_second", Kind::rate, Worse::lower, request_rate},
    {"requests", "requests", Kind::count, Worse::lower, count<&RequestStats::requests>},
    {"failed_requests", "failed_requests", Kind::count, Worse::higher, count<&RequestStats::failures>},
    {"failure_rate", "failure_rate", Kind::share, Worse::higher, failure_rate, nullptr, "failed_requests"},
    {"ttft_quantile", "ttft_", Kind::milliseconds, Worse::higher, percentile<stream_times<StreamTime::first_token>>,
     stream_times<StreamTime::first_token>},
    {"ttft_mean", "ttft_mean", Kind::milliseconds, Worse::higher, mean<stream_times<StreamTime::first_token>>},
    {"first_text_quantile", "first_text_", Kind::milliseconds, Worse::higher,
     percentile<stream_times<StreamTime::first_text>>, stream_times<StreamTime::first_text>},
    {"gap_quantile", "gap_", Kind::milliseconds, Worse::higher, percentile<stream_times<StreamTime::gap>>,
     stream_times<StreamTime::gap>},
    {"gap_max", "gap_max", Kind::milliseconds, Worse::higher, greatest<stream_times<StreamTime::gap>>},
    {"time_per_token_quantile", "time_per_token_", Kind::milliseconds, Worse::higher, percentile<token_times>,
     token_times},
    {"time_per_token_mean", "time_per_token_mean", Kind::milliseconds, Worse::higher, mean<token_times>},
    {"tokens_per_second", "tokens_per_second", Kind::rate, Worse::lower, token_rate},
    {"goodput", "goodput", Kind::share, Worse::lower, goodput},
    {"goodput_per_second", "goodput_per_second", Kind::rate, Worse::lower, goodput_rate},
    {"flow_time_quantile", "flow_", Kind::milliseconds, Worse::higher, percentile<response_times>, response_times, "",
     false, true},
    {"flow_time_mean", "flow_mean", Kind::milliseconds, Worse::higher, mean<response_times>, nullptr, "", false, true},
    {"flow_time_max", "flow_max", Kind::milliseconds, Worse::higher, greatest<response_times>, nullptr, "", false,
     true},
    {"failed_flows", "failed_flows", Kind::count, Worse::higher, count<&RequestStats::failures>, nullptr, "", false,
     true},
    {"failed_cases", "failed_cases", Kind::count, Worse::higher, failed_cases},
    {"accuracy", "accuracy", Kind::figure, Worse::lower, quality<0>},
    {"precision", "precision", Kind::figure, Worse::lower, quality<1>},
    {"recall", "recall", Kind::figure, Worse::lower, quality<2>},
    {"f1", "f1", Kind::figure, Worse::lower, quality<3>},
    {"log_loss", "log_loss", Kind::figure, Worse::higher, quality<4>},
    {"brier", "brier", Kind::figure, Worse::higher, quality<5>},
    {"auc", "auc", Kind::figure, Worse::lower, quality<6>},
    {"calibration_error", "calibration_error", Kind::figure, Worse::higher, quality<7>},
    {"rmse", "rmse", Kind::figure, Worse::higher, quality<8>},
    {"mae", "mae", Kind::figure, Worse::higher, quality<9>},
    {"mape", "mape", Kind::figure, Worse::higher, quality<10>},
    {"pinball", "pinball", Kind::figure, Worse::higher, quality<11>},
    {"precision_macro", "precision_macro", Kind::figure, Worse::lower, quality<12>},
    {"precision_micro", "precision_micro", Kind::figure, Worse::lower, quality<13>},
    {"precision_weighted", "precision_weighted", Kind::figure, Worse::lower, quality<14>},
    {"recall_macro", "recall_macro", Kind::figure, Worse::lower, quality<15>},
    {"recall_micro", "recall_micro", Kind::figure, Worse::lower, quality<16>},
    {"recall_weighted", "recall_weighted", Kind::figure, Worse::lower, quality<17>},
    {"f1_macro", "f1_macro", Kind::figure, Worse::lower, quality<18>},
    {"f1_micro", "f1_micro", Kind::figure, Worse::lower, quality<19>},
    {"f1_weighted", "f1_weighted", Kind::figure, Worse::lower, quality<20>},
    {"dropped", "dropped", Kind::count, Worse::higher, count<&RequestStats::dropped>},
    {"late_share", "late_share", Kind::share, Worse::higher, late_share},
    {"probes_changed", "probes_changed", Kind::share, Worse::higher, probes_changed},
    {"probes_difference", "probes_difference", Kind::share, Worse::higher, probes_difference},
    {"checked_answers", "checked_answers", Kind::count, Worse::lower, checked_answers},
    {"checked_share", "checked_share", Kind::share, Worse::lower, checked_share},
    {"rss_max", "rss_max", Kind::bytes, Worse::higher, rss_max, nullptr, "", true},
    {"leak", "leak", Kind::leak, Worse::higher, nullptr, nullptr, "", true},
};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "99" -> 0.99, "999" -> 0.999, "97.5" -> 0.975. 100 is no percentile, and 125 nobody's.
Value quantile_in(std::string_view digits) {
  constexpr std::size_t kMost = 6;
  const auto point = digits.find('.');
  const auto whole = digits.substr(0, point);
  const auto decimals = point == std::string_view::npos ? std::string_view() : digits.substr(point + 1);
  if (!is_digits(whole) || (point != std::string_view::npos && !is_digits(decimals))) return std::nullopt;
  if (whole.size() < 2 || whole.size() + decimals.size() > kMost) return std::nullopt;
  if (whole.size() > 2 && (whole.front() != '9' || !decimals.empty())) return std::nullopt;
  const std::string all = std::string(whole) + std::string(decimals);
  int value = 0;
  std::from_chars(all.data(), all.data() + all.size(), value);
  if (value == 0) return std::nullopt;
  return value / std::pow(10.0, static_cast<double>(all.size()));
}

// What stands behind the p of "p99" and "service_p99"; nothing of other names.
std::optional<std::string_view> percentile_digits(const Metric& metric, std::string_view name) {
  if (!metric.is_percentile() || !name.starts_with(metric.name)) return std::nullopt;
  name.remove_prefix(metric.name.size());
  if (!name.starts_with('p')) return std::nullopt;
  name.remove_prefix(1);
  return name.find_first_not_of("0123456789.") == std::string_view::npos ? std::optional(name) : std::nullopt;
}

bool is_a_metric(std::string_view name) {
  return std::any_of(std::begin(kMetrics), std::end(kMetrics),
                     [&](const Metric& metric) { return metric.name == name; });
}

Error no_percentile(std::string_view name, std::string_view prefix) {
  const auto low = std::string(prefix) + "min";
  const auto high = std::string(prefix) + "max";
  const auto ends =
      is_a_metric(low) && is_a_metric(high) ? fmt::format("; the ends are {} and {}", low, high) : std::string();
  return invalid(fmt::format(
      R"("{}" is not a percentile: expected {}p01 to {}p99, with decimals as in {}p97.5, {}p99.9 or {}p999{})", name,
      prefix, prefix, prefix, prefix, prefix, ends));
}

std::string metric_advice(std::string_view name) {
  std::vector<std::string> percentiles;
  for (const auto& metric : kMetrics)
    for (const auto& percentile : kPercentiles)
      if (metric.is_percentile()) percentiles.push_back(std::string(metric.name) + std::string(percentile.key));
  std::vector<std::string_view> names(percentiles.begin(), percentiles.end());
  for (const auto& metric : kMetrics)
    if (!metric.is_percentile()) names.push_back(metric.name);
  return name_advice(name, names);
}

Result<double> parse_milliseconds(std::string_view text) {
  const auto duration = parse_duration(text);
  if (duration) return to_milliseconds(*duration);
  const bool bare = text.find_first_not_of("0123456789.") == std::string_view::npos && !text.empty();
  if (bare) return invalid(fmt::format(R"(a time needs a unit: write "{}ms" or "{}s")", text, text));
  return duration.error();
}

Result<double> parse_count(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size())
    return invalid(fmt::format(R"(expected a whole number like "0", got "{}")", text));
  return static_cast<double>(count);
}

Result<double> parse_size(std::string_view text) {
  const auto bytes = parse_bytes(text);
  if (!bytes) return bytes.error();
  return static_cast<double>(*bytes);
}

// "90%" is 0.9.
Result<double> parse_figure(std::string_view text) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return invalid(fmt::format(R"(expected a number like "0.4", got "{}")", text));
  return is_percent ? number / 100 : number;
}

// What is better higher is a share of rows, or an area that is 1 at most; so is what the probabilities are off by.
bool is_at_most_one(const Metric& metric) {
  return metric.worse == Metric::Worse::lower || metric.key == "calibration_error";
}

Result<double> parse_quality(const Metric& metric, std::string_view text) {
  auto number = parse_figure(text);
  if (number.has_error() || !is_at_most_one(metric) || *number <= 1) return number;
  const bool may_be_percent = !text.ends_with('%') && *number <= 100;
  return invalid(
      fmt::format("{} is 1 at most, got \"{}\"{}", metric.name, text,
                  may_be_percent ? fmt::format(R"(: write "{}%" or "{:g}")", text, *number / 100) : std::string()));
}

Result<double> parse_leak(std::string_view text) {
  if (text == "none") return 0.0;
  if (text == "clean") return 1.0;
  return invalid(fmt::format(R"(expected "none" (fails on the verdict leaking alone) or "clean", got "{}")", text));
}

}  // namespace

std::string_view Metric::unit() const {
  switch (kind) {
    case Kind::milliseconds:
      return "ms";
    case Kind::rate:
      return "1/s";
    case Kind::bytes:
      return "bytes";
    case Kind::count:
    case Kind::share:
    case Kind::leak:
    case Kind::figure:
      return "";
  }
  return "";
}

std::span<const Metric> metrics() { return kMetrics; }

const Metric* find_metric(std::string_view key) {
  for (const auto& metric : kMetrics)
    if (metric.key == key) return &metric;
  return nullptr;
}

const Metric* metric_named(std::string_view key) {
  const Metric* metric = find_metric(key);
  if (metric == nullptr) throw std::invalid_argument("no metric " + std::string(key));
  return metric;
}

Result<MetricChoice> parse_metric(std::string_view name) {
  for (const auto& metric : kMetrics) {
    if (!metric.is_percentile() && metric.name == name) return MetricChoice{&metric};
    const auto digits = percentile_digits(metric, name);
    if (!digits) continue;
    if (const auto quantile = quantile_in(*digits)) return MetricChoice{&metric, *quantile};
    return no_percentile(name, metric.name);
  }
  return invalid(fmt::format(R"("{}" is not a metric{})", name, metric_advice(name)));
}

Result<double> parse_metric_value(const Metric& metric, std::string_view text) {
  switch (metric.kind) {
    case Kind::milliseconds:
      return parse_milliseconds(text);
    case Kind::rate:
      return text == "0" ? Result<double>(0.0) : parse_rate(text);
    case Kind::count:
      return parse_count(text);
    case Kind::share:
      return parse_share(text);
    case Kind::bytes:
      return parse_size(text);
    case Kind::leak:
      return parse_leak(text);
    case Kind::figure:
      return parse_quality(metric, text);
  }
  return parse_count(text);
}

std::string metric_pattern() {
  std::string pattern;
  for (const auto& metric : kMetrics) {
    if (!pattern.empty()) pattern += '|';
    pattern += metric.name;
    if (metric.is_percentile()) pattern += "p[0-9]{2,6}([.][0-9]{1,4})?";
  }
  return "(" + pattern + ")";
}

bool is_supported(const MetricChoice& choice, const RequestStats& stats) {
  if (!choice.metric->is_percentile()) return true;
  const auto* histogram = choice.metric->times(stats);
  return supports(histogram == nullptr ? 0 : histogram->count(), choice.quantile);
}

}  // namespace plimsoll
