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

// What holds the path counts for more than what only begins as it does.
std::pair<bool, std::size_t> nearness(const std::string& known, const std::string& path) {
  const auto end = std::mismatch(known.begin(), known.end(), path.begin(), path.end()).first;
  return {is_prefix(known, path), static_cast<std::size_t>(end - known.begin())};
}

}  // namespace

void FindingLog::keep_secret(std::string value) {
  if (value.size() >= kShortestSecret) secrets_.push_back(std::move(value));
}

void FindingLog::name_origin(std::string path, Origin origin) {
  std::erase_if(origins_, [&](const auto& known) { return known.first == path; });
  origins_.emplace_back(std::move(path), std::move(origin));
}

void FindingLog::add(std::size_t line, std::string path, std::string message) {
  if (findings_.size() >= kMostFindings) return;
  auto finding = placed(line, path, std::move(message));
  findings_.push_back({line, std::move(path), std::move(finding)});
}

void FindingLog::add_rule(std::size_t line, const Finding& rule) {
  if (findings_.size() >= kMostFindings) return;
  auto finding = placed(line, rule.path, rule.message);
  finding.usage = finding.usage && rule.usage;
  findings_.push_back({line, rule.path, std::move(finding)});
}

void FindingLog::add_of(const Origin& origin, std::string path, std::string message) {
  auto shown = origin.names_path ? path : "";
  findings_.push_back({0, std::move(path), {origin.name, std::move(shown), masked(std::move(message)), origin.usage}});
}

void FindingLog::warn(std::size_t line, std::string path, std::string message) {
  warnings_.push_back(placed(line, std::move(path), std::move(message)).text());
}

bool FindingLog::touches(const std::string& path) const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [&](const Entry& entry) { return is_prefix(path, entry.path); });
}

std::vector<Finding> FindingLog::take_findings() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Entry& a, const Entry& b) { return a.line < b.line; });
  std::vector<Finding> findings;
  for (auto& entry : findings_) findings.push_back(std::move(entry.finding));
  findings_.clear();
  return findings;
}

// Without a line it is of the option whose value is there, else of the one that gave what stands nearest.
Finding FindingLog::placed(std::size_t line, std::string path, std::string message) const {
  message = masked(std::move(message));
  if (line > 0) return {file_name_ + ":" + std::to_string(line), std::move(path), std::move(message)};
  const auto nearest = std::max_element(origins_.begin(), origins_.end(), [&](const auto& a, const auto& b) {
    return nearness(a.first, path) < nearness(b.first, path);
  });
  if (nearest == origins_.end()) return {file_name_, std::move(path), std::move(message)};
  const auto& origin = nearest->second;
  const bool within = is_prefix(nearest->first, path);
  if (within && !origin.names_path) path.clear();
  return {origin.name, std::move(path), std::move(message), within && origin.usage};
}

std::string FindingLog::masked(std::string message) const {
  for (const auto& secret : secrets_) replace_all(message, secret, kRedacted);
  return message;
}

}  // namespace plimsoll
