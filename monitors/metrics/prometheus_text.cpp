#include "monitors/metrics/prometheus_text.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace plimsoll {
namespace {

constexpr std::string_view kBlanks = " \t";

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size())); }

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  skip_blanks(line);
  return line;
}

std::string_view take_word(std::string_view& text) {
  skip_blanks(text);
  const auto end = std::min(text.find_first_of(kBlanks), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; }
bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '.'; }

std::string_view take_name(std::string_view& text) {
  if (text.empty() || !is_name_start(text.front())) return {};
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_part);
  const auto name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(name.size());
  return name;
}

// The length of a quoted text with its quotes; nothing where it does not end.
std::optional<std::size_t> quoted_size(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return std::nullopt;
}

// What stands between the braces that `text` begins with; nothing where they do not close.
std::optional<std::string_view> take_labels(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      const auto size = quoted_size(text.substr(i));
      if (!size) return std::nullopt;
      i += *size - 1;
    } else if (text[i] == '}') {
      const auto labels = text.substr(1, i - 1);
      text.remove_prefix(i + 1);
      return labels;
    }
  }
  return std::nullopt;
}

// A name that is not made of letters alone stands as the first of the labels: {"my.metric", a="b"}.
std::string_view take_quoted_name(std::string_view& labels) {
  skip_blanks(labels);
  if (!labels.starts_with('"')) return {};
  const auto size = quoted_size(labels);
  if (!size) return {};
  const auto name = labels.substr(1, *size - 2);
  labels.remove_prefix(*size);
  skip_blanks(labels);
  if (labels.starts_with(',')) labels.remove_prefix(1);
  skip_blanks(labels);
  return name;
}

std::optional<double> number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  // What is too large or too small for a double is no figure of memory.
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::optional<MetricLine> read_sample(std::string_view line) {
  MetricLine sample;
  sample.name = take_name(line);
  skip_blanks(line);
  if (line.starts_with('{')) {
    const auto labels = take_labels(line);
    if (!labels) return std::nullopt;
    sample.labels = *labels;
    if (sample.name.empty()) sample.name = take_quoted_name(sample.labels);
  }
  if (sample.name.empty()) return std::nullopt;
  // A time and an exemplar may follow.
  const auto value = number(take_word(line));
  if (!value) return std::nullopt;
  sample.value = *value;
  return sample;
}

MetricKind kind_named(std::string_view word) {
  if (word == "gauge") return MetricKind::gauge;
  if (word == "counter") return MetricKind::counter;
  if (word == "histogram" || word == "gaugehistogram") return MetricKind::histogram;
  if (word == "summary") return MetricKind::summary;
  return word == "untyped" || word == "unknown" ? MetricKind::unreported : MetricKind::other;
}

}  // namespace

std::optional<MetricLine> PrometheusText::next() {
  while (!rest_.empty()) {
    const auto line = take_line(rest_);
    if (line.empty()) continue;
    if (line.front() == '#') {
      read_comment(line);
      continue;
    }
    if (auto sample = read_sample(line)) {
      sample->kind = kind_of(sample->name);
      return sample;
    }
    if (refused_++ == 0) first_refused_ = line;
  }
  return std::nullopt;
}

void PrometheusText::read_comment(std::string_view line) {
  line.remove_prefix(1);
  if (take_word(line) != "TYPE") return;
  reported_name_ = take_word(line);
  if (reported_name_.size() > 2 && reported_name_.front() == '"' && reported_name_.back() == '"')
    reported_name_ = reported_name_.substr(1, reported_name_.size() - 2);
  reported_kind_ = kind_named(take_word(line));
}

MetricKind PrometheusText::kind_of(std::string_view name) const {
  if (reported_name_.empty() || !name.starts_with(reported_name_)) return MetricKind::unreported;
  const auto ending = name.substr(reported_name_.size());
  constexpr std::string_view kEndings[] = {"", "_total", "_created", "_bucket", "_sum", "_count", "_info"};
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings) ? reported_kind_
                                                                                           : MetricKind::unreported;
}

}  // namespace plimsoll
