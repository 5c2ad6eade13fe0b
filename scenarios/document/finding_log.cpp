#include "scenarios/document/finding_log.h"

#include "core/http/header_names.h"

#include <algorithm>

namespace plimsoll {
namespace {

// Shorter values (a port, a count) would blot out half of a message, and each place that reads one shows it as written.
constexpr std::size_t kShortestSecret = 6;
// A file with thousands of faults has one: it is not a scenario.
constexpr std::size_t kMostFindings = 100;

bool is_prefix(const std::string& above, const std::string& path) {
  if (above.empty() || path.compare(0, above.size(), above) != 0) return false;
  return path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[';
}

}  // namespace

void FindingLog::keep_secret(std::string value) {
  if (value.size() >= kShortestSecret) secrets_.push_back(std::move(value));
}

void FindingLog::add(std::size_t line, std::string path, std::string message) {
  if (findings_.size() >= kMostFindings) return;
  findings_.push_back({line, {place(line), std::move(path), masked(std::move(message))}});
}

void FindingLog::add_at(std::string place, std::string path, std::string message) {
  findings_.push_back({0, {std::move(place), std::move(path), masked(std::move(message))}});
}

void FindingLog::warn(std::size_t line, std::string path, std::string message) {
  warnings_.push_back(Finding{place(line), std::move(path), masked(std::move(message))}.text());
}

bool FindingLog::touches(const std::string& path) const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [&](const Entry& entry) { return is_prefix(path, entry.finding.path); });
}

std::vector<Finding> FindingLog::take_findings() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Entry& a, const Entry& b) { return a.line < b.line; });
  std::vector<Finding> findings;
  for (auto& entry : findings_) findings.push_back(std::move(entry.finding));
  findings_.clear();
  return findings;
}

std::string FindingLog::place(std::size_t line) const {
  return line == 0 ? "--set" : file_name_ + ":" + std::to_string(line);
}

std::string FindingLog::masked(std::string message) const {
  for (const auto& secret : secrets_) replace_all(message, secret, kRedacted);
  return message;
}

}  // namespace plimsoll
