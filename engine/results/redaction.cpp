#include "engine/results/redaction.h"

#include "core/http/header_names.h"

#include <algorithm>
#include <mutex>

namespace plimsoll {
namespace {

// Shorter ones would blank out ordinary text.
constexpr std::size_t kShortestValue = 4;
// Of the target's environment, as of variables in a scenario: a port, a count, a short name is nobody's secret.
constexpr std::size_t kShortestVariable = 6;

// Of tokens, which are renewed now and then: those that answers may still be about.
constexpr std::size_t kMostLate = 64;

}  // namespace

struct Redaction::Late {
  std::mutex mutex;
  std::vector<std::string> values;
};

Redaction::Redaction(const Scenario& scenario) : names_(scenario.secret_headers), late_(std::make_shared<Late>()) {
  collect(scenario.headers);
  auto tasks = scenario.user_tasks();
  for (const auto* once : {&scenario.before_all, &scenario.after_all})
    if (*once) tasks.push_back(&**once);
  for (const auto* task : tasks)
    for (const auto& step : task->steps) collect(step.headers);
  if (scenario.target.managed)
    for (const auto& variable : scenario.target.managed->environment)
      if (variable.value.size() >= kShortestVariable) values_.push_back(variable.value);
  for (const auto& value : scenario.secret_values)
    if (value.size() >= kShortestValue) values_.push_back(value);
  std::sort(values_.begin(), values_.end(), [](auto& a, auto& b) { return a.size() > b.size(); });
}

void Redaction::collect(const std::vector<Header>& headers) {
  for (const auto& header : headers) {
    if (!is_secret(header.name)) continue;
    const auto value = trimmed(header.value);
    if (value.size() >= kShortestValue) values_.emplace_back(value);
    // "Bearer abc": the token alone is as secret as the whole.
    const auto space = value.rfind(' ');
    if (space != std::string_view::npos && value.size() - space > kShortestValue)
      values_.emplace_back(value.substr(space + 1));
  }
}

bool Redaction::is_secret(std::string_view header_name) const { return is_secret_header(header_name, names_); }

std::string Redaction::without_values(std::string text) const {
  for (const auto& value : values_) replace_all(text, value, kRedacted);
  const std::lock_guard lock(late_->mutex);
  for (const auto& value : late_->values) replace_all(text, value, kRedacted);
  return text;
}

void Redaction::keep(const std::string& value) const {
  if (value.size() < kShortestValue) return;
  const std::lock_guard lock(late_->mutex);
  auto& values = late_->values;
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  if (values.size() >= kMostLate) values.erase(values.begin());
  values.push_back(value);
}

std::size_t Redaction::longest_value() const {
  std::size_t longest = values_.empty() ? 0 : values_.front().size();
  const std::lock_guard lock(late_->mutex);
  for (const auto& value : late_->values) longest = std::max(longest, value.size());
  return longest;
}

std::string Redaction::text(std::string_view text) const {
  const auto clean = without_values(std::string(text));
  // What came from the other side: "set-cookie: session=..." lines.
  std::string result;
  for (std::string_view rest = clean; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    const auto colon = line.find(':');
    const bool secret = colon != std::string_view::npos && is_secret(trimmed(line.substr(0, colon)));
    if (secret)
      result.append(line.substr(0, colon)).append(": ").append(kRedacted);
    else
      result.append(line);
    if (line.size() < rest.size()) result += '\n';
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return result;
}

std::string Redaction::start_of(std::string_view text, std::size_t limit) const {
  const auto longest = longest_value();
  auto start = this->text(text.substr(0, limit + longest));
  // Only the last `longest` bytes can hold the beginning of a secret that was cut.
  if (text.size() > limit + longest) start.resize(start.size() - std::min(longest, start.size()));
  if (start.size() > limit) start.resize(limit);
  return start;
}

}  // namespace plimsoll
