#include "conduct/so_far/run_history.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

struct RunHistory::Keep {
  decltype(Piece::what) operator()(const SecondNews& second) const {
    return KeptSecond{packed(second.row), {second.memory_bytes.begin(), second.memory_bytes.end()}};
  }
  decltype(Piece::what) operator()(EventNews event) const { return event; }
  decltype(Piece::what) operator()(RunVerdict verdict) const { return verdict; }
};

struct RunHistory::Tell {
  decltype(RunNews::what) operator()(const KeptSecond& second) const {
    return SecondNews{unpacked_row(second.row), {second.memory_bytes.begin(), second.memory_bytes.end()}};
  }
  decltype(RunNews::what) operator()(const EventNews& event) const { return event; }
  decltype(RunNews::what) operator()(const RunVerdict& verdict) const { return verdict; }
};

void RunHistory::add(double t_s, decltype(RunNews::what) what) {
  const std::scoped_lock lock(mutex_);
  pieces_.push_back({t_s, std::visit(Keep{}, std::move(what))});
  if (pieces_.size() > kMost) {
    pieces_.pop_front();
    ++gone_;
  }
  added_.notify_all();
  if (listener_) listener_();
}

std::uint64_t RunHistory::place_of(double from_s) const {
  const std::scoped_lock lock(mutex_);
  const auto first =
      std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.t_s >= from_s; });
  return gone_ + static_cast<std::uint64_t>(first - pieces_.begin());
}

double RunHistory::kept_from_s() const {
  const std::scoped_lock lock(mutex_);
  return gone_ == 0 ? 0 : pieces_.front().t_s;
}

std::optional<RunNews> RunHistory::find(std::uint64_t& after) const {
  if (after >= gone_ + pieces_.size()) return std::nullopt;
  RunNews news;
  news.missed = after < gone_ ? gone_ - after : 0;
  after += news.missed;
  news.what = std::visit(Tell{}, pieces_[after - gone_].what);
  news.number = ++after;
  return news;
}

std::optional<RunNews> RunHistory::next(std::uint64_t& after) const {
  const std::scoped_lock lock(mutex_);
  return find(after);
}

std::optional<RunNews> RunHistory::wait_for_next(std::uint64_t& after, Nanos patience) const {
  std::unique_lock lock(mutex_);
  added_.wait_for(lock, patience, [&] { return after < gone_ + pieces_.size(); });
  return find(after);
}

void RunHistory::set_listener(std::function<void()> listener) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
}

}  // namespace plimsoll
