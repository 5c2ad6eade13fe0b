#include "engine/results/redaction.h"

#include "engine/exchange/header_names.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 9> kSecretNames = {
    "authorization", "proxy-authorization",  "cookie",        "set-cookie", "x-api-key", "api-key",
    "x-auth-token",  "x-amz-security-token", "x-goog-api-key"};

// Shorter ones would blank out ordinary text.
constexpr std::size_t kShortestValue = 4;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Redaction::Redaction(const Scenario& scenario) {
  names_.assign(kSecretNames.begin(), kSecretNames.end());
  for (const auto& name : scenario.secret_headers) names_.push_back(lower_case(name));
  collect(scenario.headers);
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) collect(step.headers);
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

bool Redaction::is_secret(std::string_view header_name) const {
  return std::any_of(names_.begin(), names_.end(), [&](const auto& name) { return same_header(name, header_name); });
}

std::string Redaction::without_values(std::string text) const {
  for (const auto& value : values_) replace_all(text, value, kMark);
  return text;
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
      result.append(line.substr(0, colon)).append(": ").append(kMark);
    else
      result.append(line);
    if (line.size() < rest.size()) result += '\n';
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return result;
}

std::string Redaction::start_of(std::string_view text, std::size_t limit) const {
  const auto longest = values_.empty() ? 0 : values_.front().size();
  auto start = this->text(text.substr(0, limit + longest));
  // Only the last `longest` bytes can hold the beginning of a secret that was cut.
  if (text.size() > limit + longest) start.resize(start.size() - std::min(longest, start.size()));
  if (start.size() > limit) start.resize(limit);
  return start;
}

}  // namespace plimsoll
