#include "conduct/keeping/fresh_rows.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostRows = 4096;  // of a monitor

}  // namespace

void FreshRows::add(const std::string& monitor, const std::vector<MemoryRow>& rows,
                    const std::vector<SeriesLabel>& judged_beside) {
  const std::lock_guard lock(mutex_);
  auto found = std::find_if(monitors_.begin(), monitors_.end(), [&](const auto& one) { return one.name == monitor; });
  if (found == monitors_.end()) {
    found = monitors_.emplace(monitors_.end());
    found->name = monitor;
  }
  found->judged_beside = judged_beside;
  if (found->rows.size() + rows.size() <= kMostRows) found->rows.insert(found->rows.end(), rows.begin(), rows.end());
}

std::vector<MonitorRecord> FreshRows::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(monitors_, {});
}

}  // namespace plimsoll
