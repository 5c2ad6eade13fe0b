#pragma once

// Answers counted by status code. A small value: one place a code that came, the codes in order; mergeable without
// loss. One thread.

#include <cstdint>
#include <utility>
#include <vector>

namespace plimsoll {

class StatusTally {
 public:
  struct Count {
    int status = 0;
    std::uint64_t answers = 0;
  };

  // One without an answer (0) is none. Nearly always it is the first that is asked for.
  void add(int status, std::uint64_t answers = 1) {
    if (!counts_.empty() && counts_.front().status == status)
      counts_.front().answers += answers;
    else
      add_further(status, answers);
  }
  void merge(const StatusTally& other) {
    for (const auto& count : other.counts_) add(count.status, count.answers);
  }
  void clear() noexcept { counts_.clear(); }  // keeps capacity

  bool empty() const noexcept { return counts_.empty(); }
  const std::vector<Count>& counts() const noexcept { return counts_; }
  std::uint64_t answers() const { return of_class(0, 10); }
  std::uint64_t of(int status) const {
    for (const auto& count : counts_)
      if (count.status == status) return count.answers;
    return 0;
  }
  // Of 3xx: of_class(3, 4).
  std::uint64_t of_class(int from, int to) const {
    std::uint64_t sum = 0;
    for (const auto& count : counts_)
      if (count.status / 100 >= from && count.status / 100 < to) sum += count.answers;
    return sum;
  }

 private:
  void add_further(int status, std::uint64_t answers);

  std::vector<Count> counts_;
};

}  // namespace plimsoll
