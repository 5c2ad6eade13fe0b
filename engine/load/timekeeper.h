#pragma once

// Until when a shard may start requests, and when those in flight are ended: by the plan, by the request limit or by a
// person. Common to all loads of a shard; owned by it, used on its thread only.

#include "core/clock.h"
#include "core/task_group.h"
#include "engine/exchange/transport.h"
#include "engine/load/request_budget.h"

#include <boost/asio/io_context.hpp>
#include <unordered_set>

namespace plimsoll {

class Timekeeper {
 public:
  Timekeeper(boost::asio::io_context& context, Clock& clock, RequestBudget& budget, Nanos duration,
             Nanos graceful_stop);

  // What is due in the first `free` of it is not of the limit on requests.
  void start(Instant start, Nanos free = Nanos(0));
  // When nobody works any more; returns when it has nothing left to watch.
  Awaitable<> finish();

  Instant started_at() const noexcept { return start_; }
  // Nothing is due from here on.
  Instant end() const noexcept { return end_; }
  bool is_stopping() const noexcept { return stopping_; }

  // Takes one of the requests that the limit leaves, if one that is due then may start.
  bool may_start(Instant due);
  // After each request: where it was the last, everybody stops.
  void look_at_limit();

  // No request is started any more. Those in flight may take until the plan's own end ...
  void stop_starting();
  // ... or no longer than the graceful stop from now ...
  void stop_gracefully();
  // ... or end now, as unfinished.
  void stop_now();

  // Sends over a channel can be ended as long as this lives.
  class Abortable {
   public:
    Abortable(Timekeeper& timekeeper, Channel& channel) : timekeeper_(timekeeper), channel_(channel) {
      timekeeper_.channels_.insert(&channel_);
    }
    ~Abortable() { timekeeper_.channels_.erase(&channel_); }
    Abortable(const Abortable&) = delete;
    Abortable& operator=(const Abortable&) = delete;

   private:
    Timekeeper& timekeeper_;
    Channel& channel_;
  };

 private:
  Awaitable<> keep_time();

  Clock& clock_;
  RequestBudget& budget_;
  const Nanos duration_;
  const Nanos graceful_stop_;
  Instant free_until_{};
  Instant start_{};
  Instant end_{};
  Instant abort_at_ = Instant::max();
  bool stopping_ = false;
  bool ended_ = false;
  TaskGroup task_;
  std::unordered_set<Channel*> channels_;
};

}  // namespace plimsoll
