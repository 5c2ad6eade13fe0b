#include "judgement/traces/trace_lives.h"

#include "judgement/traces/trace_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLives = 10'000;
constexpr std::size_t kFewestRowsOfRun = 10;

constexpr std::array<std::string_view, 8> kNames = {"name",      "names",          "pod",     "pod_name",
                                                    "container", "container_name", "process", "process_name"};

std::optional<std::size_t> field_of(const std::vector<std::string>& header, std::string_view stem) {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (name_parts(header[i]).stem == stem) return i;
  return std::nullopt;
}

}  // namespace

ProcessColumns process_columns(const std::vector<std::string>& header) {
  ProcessColumns columns;
  const auto pid = field_of(header, "pid");
  columns.life = field_of(header, "life");
  // In our own files of before, with an os_pid, the pid is the life.
  columns.pid = columns.life ? pid : field_of(header, "os_pid");
  if (!columns.life) columns.life = pid;
  if (columns.life) return columns;
  for (const auto name : kNames)
    if (!columns.name) columns.name = field_of(header, name);
  return columns;
}

double ProcessNames::number(std::string_view name) {
  const auto known = numbers_.find(name);
  if (known != numbers_.end()) return known->second;
  if (numbers_.size() == kMostLives) return static_cast<double>(kMostLives);
  names_.emplace_back(name);
  return numbers_.emplace(name, static_cast<double>(numbers_.size() + 1)).first->second;
}

double TraceRuns::place(double t_s) {
  if (!std::isfinite(t_s)) return t_s;
  if (rows_ > 0 && (begins_ || starts_over(t_s))) {
    ++run_;
    const double behind = latest_s_ + step_s_;
    if (t_s > latest_s_) left_out_s_ += t_s - behind;
    offset_s_ += behind - t_s;
    rows_ = 0;
  }
  begins_ = false;
  follow(t_s);
  return t_s + offset_s_;
}

// Not where rows are in disorder, or in order from the newest to the oldest.
bool TraceRuns::starts_over(double t_s) const {
  return may_start_over_ && rows_ >= kFewestRowsOfRun && before_s_ == latest_s_ && t_s <= first_s_;
}

void TraceRuns::follow(double t_s) {
  if (rows_ == 0) first_s_ = latest_s_ = t_s;
  if (t_s > latest_s_) step_s_ = t_s - latest_s_;
  latest_s_ = std::max(latest_s_, t_s);
  before_s_ = t_s;
  ++rows_;
}

}  // namespace plimsoll
