#pragma once

// The last pieces of news of a run, bounded in number, so that a reader who is slow or comes back finds where it was.
// Owned by RunSoFar; any thread.

#include "conduct/so_far/run_news.h"
#include "core/long_lived.h"
#include "core/time.h"
#include "record/packed_row.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace plimsoll {

class RunHistory {
 public:
  static constexpr std::size_t kMost = 512;  // eight minutes

  // `t_s`: when it was, from the start of the load. What is oldest goes.
  void add(double t_s, decltype(RunNews::what) what);

  // The number before the first that is kept and not older than that.
  std::uint64_t place_of(double from_s) const;
  // When the oldest that is kept was; 0 while all are.
  double kept_from_s() const;

  // The first after that number, which goes on to it; nothing where there is none yet.
  std::optional<RunNews> next(std::uint64_t& after) const;
  // The same, and waits at most so long for it.
  std::optional<RunNews> wait_for_next(std::uint64_t& after, Nanos patience) const;

  // Called after each piece on the thread that adds it; empty: nobody any more.
  void set_listener(std::function<void()> listener);

 private:
  struct KeptSecond {
    PackedRow row;
    std::vector<std::optional<double>, LongLived<std::optional<double>>> memory_bytes;
  };
  struct Piece {
    double t_s = 0;
    std::variant<KeptSecond, EventNews, RunVerdict> what;
  };
  struct Keep;
  struct Tell;
  std::optional<RunNews> find(std::uint64_t& after) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable added_;
  std::deque<Piece, LongLived<Piece>> pieces_;
  std::uint64_t gone_ = 0;  // pieces before the first
  std::function<void()> listener_;
};

}  // namespace plimsoll
