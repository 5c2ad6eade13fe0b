#pragma once

// Deadlines of everything in flight on a shard, watched by one timer: setting one costs two pointer writes, not a
// timer. The sweep belongs to a transport, a Deadline to what it ends; one thread. The timer runs only while a deadline
// is set (and a moment longer), so it does not keep an event loop alive.

#include "core/awaitable.h"
#include "core/clock.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>

namespace plimsoll {

class Deadline : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  // `expired` is called on the loop, at most once a set, and must not wait.
  explicit Deadline(std::function<void()> expired) : expired_(std::move(expired)) {}

  void clear() noexcept {
    if (is_linked()) unlink();
  }

 private:
  friend class DeadlineSweep;
  Instant due_{};
  std::function<void()> expired_;
};

class DeadlineSweep {
 public:
  DeadlineSweep(boost::asio::io_context& context, const Clock& clock);
  ~DeadlineSweep();
  DeadlineSweep(const DeadlineSweep&) = delete;
  DeadlineSweep& operator=(const DeadlineSweep&) = delete;

  // Replaces what was set; expires as soon after `due` as the loop allows.
  void set(Deadline& deadline, Instant now, Instant due);

 private:
  using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                  boost::asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;
  using Pending = boost::intrusive::list<Deadline, boost::intrusive::constant_time_size<false>>;

  void arm(Instant at);
  void sweep();
  void expire_until(Instant now);

  const Clock& clock_;
  Timer timer_;
  Pending pending_;
  Instant earliest_ = Instant::max();   // never later than the first due instant
  Instant armed_for_ = Instant::max();  // max: not armed
  std::shared_ptr<bool> alive_;         // a fired timer whose handler is still queued must not touch a dead sweep
};

}  // namespace plimsoll
