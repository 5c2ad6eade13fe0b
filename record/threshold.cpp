#include "record/threshold.h"

#include "core/error.h"
#include "core/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <optional>

namespace plimsoll {
namespace {

using Operator = Threshold::Operator;

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

std::optional<Error> misuse(const Metric& metric, Operator op, std::string_view request) {
  if (metric.of_memory && !request.empty())
    return invalid(fmt::format(R"(memory is judged for the whole run: remove "of {}")", request));
  if (metric.kind == Metric::Kind::leak && op != Operator::equal && op != Operator::not_equal)
    return invalid(R"("leak" is compared with == or !=)");
  return std::nullopt;
}

std::string_view family_of(const Metric& metric) { return metric.family.empty() ? metric.key : metric.family; }

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
  if (auto error = misuse(*threshold.metric, threshold.op, subject.request))
    return with_context(*std::move(error), threshold.expression);
  const auto number = parse_metric_value(*threshold.metric, value);
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
  return family_of(*a.metric) == family_of(*b.metric) && a.quantile == b.quantile;
}

std::vector<Threshold> with_defaults(std::vector<Threshold> given, WatchedBesides besides) {
  const auto explicit_count = static_cast<std::ptrdiff_t>(given.size());
  for (const auto expression : {"failed_requests == 0", "dropped == 0", "failed_cases == 0", "leak == none"}) {
    auto fallback = parse_threshold(expression).value();
    if (fallback.metric->of_memory && !besides.has_monitor) continue;
    if (fallback.metric == metric_named("failed_cases") && !besides.has_cases) continue;
    const bool replaced = std::any_of(given.begin(), given.begin() + explicit_count,
                                      [&](const Threshold& one) { return same_family(one, fallback); });
    if (!replaced) given.push_back(std::move(fallback));
  }
  return given;
}

}  // namespace plimsoll
