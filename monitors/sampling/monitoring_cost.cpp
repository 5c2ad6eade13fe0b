#include "monitors/sampling/monitoring_cost.h"

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kWindow = 30s;
constexpr Nanos kSpacing = 1s;

}  // namespace

void MonitoringCost::add(Nanos cpu, Instant now) {
  const std::scoped_lock lock(mutex_);
  total_ += cpu;
  if (!marks_.empty() && now < marks_.back().at + kSpacing) return;
  marks_.push_back({now, total_});
  while (marks_.size() > 2 && marks_[1].at <= now - kWindow) marks_.pop_front();
}

std::optional<double> MonitoringCost::share(Instant now) const {
  const std::scoped_lock lock(mutex_);
  if (marks_.empty() || now < marks_.front().at + kSpacing) return std::nullopt;
  return to_seconds(total_ - marks_.front().total) / to_seconds(now - marks_.front().at);
}

}  // namespace plimsoll
