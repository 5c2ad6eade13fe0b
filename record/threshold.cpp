#include "record/threshold.h"

#include "core/error.h"
#include "core/nearest_name.h"
#include "core/text.h"
#include "core/units.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace plimsoll {
namespace {

using Metric = Threshold::Metric;
using Operator = Threshold::Operator;

struct MetricName {
  std::string_view name;
  Metric metric;
};

constexpr std::array kMetrics = {
    MetricName{"min", Metric::response_time_min},
    MetricName{"mean", Metric::response_time_mean},
    MetricName{"max", Metric::response_time_max},
    MetricName{"service_min", Metric::service_time_min},
    MetricName{"service_mean", Metric::service_time_mean},
    MetricName{"service_max", Metric::service_time_max},
    MetricName{"requests_per_second", Metric::requests_per_second},
    MetricName{"requests", Metric::requests},
    MetricName{"failed_requests", Metric::failed_requests},
    MetricName{"failure_rate", Metric::failure_rate},
    MetricName{"dropped", Metric::dropped},
    MetricName{"late_share", Metric::late_share},
    MetricName{"rss_max", Metric::rss_max},
    MetricName{"leak", Metric::leak},
};

struct OperatorName {
  std::string_view name;
  Operator op;
  Operator negation;
};

// Longer ones first, since "<" is a part of "<=".
constexpr std::array kOperators = {
    OperatorName{"<=", Operator::less_or_equal, Operator::greater},
    OperatorName{">=", Operator::greater_or_equal, Operator::less},
    OperatorName{"==", Operator::equal, Operator::not_equal},
    OperatorName{"!=", Operator::not_equal, Operator::equal},
    OperatorName{"<", Operator::less, Operator::greater_or_equal},
    OperatorName{">", Operator::greater, Operator::less_or_equal},
};

constexpr std::string_view kForm = R"(expected METRIC [of REQUEST] OPERATOR VALUE, like "p99 < 250ms")";

std::string single_spaced(std::string_view text) {
  std::string spaced;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      spaced += c;
    else if (!spaced.empty() && spaced.back() != ' ')
      spaced += ' ';
  }
  if (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

// "p99" -> 0.99, "p999" -> 0.999. p100 is no percentile, and p125 nobody's.
std::optional<double> quantile_of(std::string_view name) {
  if (!name.starts_with('p')) return std::nullopt;
  name.remove_prefix(1);
  const bool digits = std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || name.size() < 2 || name.size() > 6 || (name.size() > 2 && name.front() != '9')) return std::nullopt;
  int value = 0;
  std::from_chars(name.data(), name.data() + name.size(), value);
  if (value == 0) return std::nullopt;
  return value / std::pow(10.0, static_cast<double>(name.size()));
}

struct MetricChoice {
  Metric metric;
  double quantile = 0;
};

std::string metric_advice(std::string_view name) {
  std::vector<std::string_view> names = {"p50", "p75", "p90", "p95", "p99", "p999", "service_p95", "service_p99"};
  for (const auto& known : kMetrics) names.push_back(known.name);
  return name_advice(name, names);
}

Result<MetricChoice> parse_metric(std::string_view name) {
  for (const auto& known : kMetrics)
    if (known.name == name) return MetricChoice{known.metric};
  if (const auto quantile = quantile_of(name)) return MetricChoice{Metric::response_time_quantile, *quantile};
  constexpr std::string_view kService = "service_";
  if (name.starts_with(kService))
    if (const auto quantile = quantile_of(name.substr(kService.size())))
      return MetricChoice{Metric::service_time_quantile, *quantile};
  return invalid(fmt::format(R"("{}" is not a metric{})", name, metric_advice(name)));
}

struct Place {
  std::size_t at = 0;
  const OperatorName* name = nullptr;
};

// The last one, since the name of a request may hold such characters and a value never does.
std::optional<Place> find_operator(std::string_view text) {
  const auto last = text.find_last_of("<>=!");
  if (last == std::string_view::npos) return std::nullopt;
  for (const auto& known : kOperators) {
    if (last + 1 < known.name.size()) continue;
    const auto at = last + 1 - known.name.size();
    if (text.substr(at, known.name.size()) == known.name) return Place{at, &known};
  }
  return std::nullopt;
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

Result<double> parse_leak(std::string_view text) {
  if (text == "none") return 0.0;
  if (text == "clean") return 1.0;
  return invalid(fmt::format(R"(expected "none" (fails on the verdict leaking alone) or "clean", got "{}")", text));
}

Result<double> parse_value(Metric metric, std::string_view text) {
  switch (metric) {
    case Metric::requests_per_second:
      return text == "0" ? Result<double>(0.0) : parse_rate(text);
    case Metric::requests:
    case Metric::failed_requests:
    case Metric::dropped:
      return parse_count(text);
    case Metric::failure_rate:
    case Metric::late_share:
      return parse_share(text);
    case Metric::rss_max: {
      const auto bytes = parse_bytes(text);
      if (!bytes) return bytes.error();
      return static_cast<double>(*bytes);
    }
    case Metric::leak:
      return parse_leak(text);
    default:
      return parse_milliseconds(text);
  }
}

// "p95 of predict all" -> "p95" and "predict all".
struct Subject {
  std::string_view metric;
  std::string_view request;
};

Subject split_subject(std::string_view text) {
  const auto of = text.find(" of ");
  if (of == std::string_view::npos) return {text, {}};
  return {text.substr(0, of), trimmed(text.substr(of + 4))};
}

std::optional<Error> misuse(Metric metric, Operator op, std::string_view request) {
  const bool whole_run = metric == Metric::leak || metric == Metric::rss_max;
  if (whole_run && !request.empty())
    return invalid(fmt::format(R"(memory is judged for the whole run: remove "of {}")", request));
  if (metric == Metric::leak && op != Operator::equal && op != Operator::not_equal)
    return invalid(R"("leak" is compared with == or !=)");
  return std::nullopt;
}

Metric family_of(Metric metric) { return metric == Metric::failure_rate ? Metric::failed_requests : metric; }

}  // namespace

Result<Threshold> parse_threshold(std::string_view text) {
  Threshold threshold;
  threshold.expression = single_spaced(text);
  const std::string_view whole = threshold.expression;
  if (whole.empty()) return invalid(fmt::format("{}, got nothing", kForm));

  const auto place = find_operator(whole);
  if (!place) return invalid(fmt::format(R"({}, got "{}": the operator is one of <, <=, ==, !=, >=, >)", kForm, whole));
  const auto subject = split_subject(trimmed(whole.substr(0, place->at)));
  const auto value = trimmed(whole.substr(place->at + place->name->name.size()));
  if (subject.metric.empty()) return invalid(fmt::format(R"({}, got "{}": no metric)", kForm, whole));
  if (value.empty()) return invalid(fmt::format(R"({}, got "{}": no value)", kForm, whole));

  const auto metric = parse_metric(subject.metric);
  if (!metric) return with_context(metric.error(), threshold.expression);
  threshold.metric = metric->metric;
  threshold.quantile = metric->quantile;
  threshold.request = subject.request;
  threshold.op = place->name->op;
  if (auto error = misuse(threshold.metric, threshold.op, subject.request))
    return with_context(*std::move(error), threshold.expression);
  const auto number = parse_value(threshold.metric, value);
  if (!number) return with_context(number.error(), threshold.expression);
  threshold.value = *number;
  return threshold;
}

Threshold negated(Threshold threshold) {
  const auto place = find_operator(threshold.expression);
  for (const auto& known : kOperators) {
    if (known.op != threshold.op) continue;
    const auto& other = *std::find_if(kOperators.begin(), kOperators.end(),
                                      [&](const OperatorName& candidate) { return candidate.op == known.negation; });
    threshold.op = other.op;
    if (place) threshold.expression.replace(place->at, place->name->name.size(), other.name);
    break;
  }
  return threshold;
}

bool same_family(const Threshold& a, const Threshold& b) {
  return family_of(a.metric) == family_of(b.metric) && a.quantile == b.quantile;
}

std::vector<Threshold> with_defaults(std::vector<Threshold> given, bool has_monitor) {
  const auto explicit_count = static_cast<std::ptrdiff_t>(given.size());
  for (const auto expression : {"failed_requests == 0", "dropped == 0", "leak == none"}) {
    auto fallback = parse_threshold(expression).value();
    if (fallback.metric == Metric::leak && !has_monitor) continue;
    const bool replaced = std::any_of(given.begin(), given.begin() + explicit_count,
                                      [&](const Threshold& one) { return same_family(one, fallback); });
    if (!replaced) given.push_back(std::move(fallback));
  }
  return given;
}

std::string_view unit_of(Threshold::Metric metric) {
  switch (metric) {
    case Metric::requests_per_second:
      return "1/s";
    case Metric::rss_max:
      return "bytes";
    case Metric::requests:
    case Metric::failed_requests:
    case Metric::failure_rate:
    case Metric::dropped:
    case Metric::late_share:
    case Metric::leak:
      return "";
    default:
      return "ms";
  }
}

}  // namespace plimsoll
