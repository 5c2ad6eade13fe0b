#include "engine/closed_executor.h"

#include "engine/attempt.h"
#include "engine/wait_law.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <variant>

namespace plimsoll {
namespace {

// Awake this much later than due is our own fault.
constexpr Nanos kLateAfter = std::chrono::milliseconds(10);

constexpr Nanos kFirstBackOff = std::chrono::milliseconds(100);
constexpr Nanos kLongestBackOff = std::chrono::seconds(1);

bool never_connected(FailureKind failure) {
  return failure == FailureKind::resolve || failure == FailureKind::connect || failure == FailureKind::tls ||
         failure == FailureKind::local;
}

}  // namespace

// Lives in the user's coroutine.
struct ClosedExecutor::User {
  std::unique_ptr<Channel> channel;
  Random random;
  Response response{};
  Instant due{};  // when it became ready for its next request
  bool late = false;
  std::size_t task = 0;
  std::size_t step = 0;  // of the task; 0: one has yet to be drawn
  Instant task_due{};
  Nanos back_off{0};
};

// A user is counted, and can be aborted, as long as this lives.
class ClosedExecutor::Presence {
 public:
  Presence(ClosedExecutor& executor, Channel* channel) : executor_(executor), channel_(channel) {
    executor_.channels_.insert(channel_);
    executor_.parts_.recorder.user_came();
  }
  ~Presence() {
    executor_.parts_.recorder.user_left();
    executor_.channels_.erase(channel_);
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  ClosedExecutor& executor_;
  Channel* channel_;
};

ClosedExecutor::ClosedExecutor(const ShardParts& parts, const Load& load, ShardShare share, std::uint64_t seed)
    : parts_(parts),
      load_(load),
      closed_(std::get<ClosedLoad>(load.model)),
      share_(share),
      seed_(seed),
      users_(parts.context),
      timekeeper_(parts.context) {}

Awaitable<> ClosedExecutor::run(Instant start) {
  end_ = start + load_.duration;
  abort_at_ = std::min(abort_at_ == Instant{} ? Instant::max() : abort_at_, end_ + load_.graceful_stop);
  timekeeper_.spawn(keep_time());
  std::exception_ptr fault;  // a bug: told when nothing of this is left running
  try {
    co_await spawn_users(start);
  } catch (...) {
    fault = std::current_exception();
    stop_now();
  }
  try {
    co_await users_.wait();
  } catch (...) {
    fault = std::current_exception();
  }
  ended_ = true;
  parts_.clock.wake_sleepers();
  co_await timekeeper_.wait();
  if (fault) std::rethrow_exception(fault);
}

Awaitable<> ClosedExecutor::spawn_users(Instant start) {
  for (auto number = share_.index; number < closed_.users; number += share_.count) {
    const auto due = start + spawn_delay(number, closed_.spawn_rate);
    if (due >= end_) break;
    while (!stopping_ && parts_.clock.now() < due) co_await parts_.clock.sleep_until(due);
    if (stopping_) break;
    users_.spawn(live(number, due));
  }
}

Awaitable<> ClosedExecutor::keep_time() {
  while (!ended_) {
    const auto now = parts_.clock.now();
    if (now >= end_) stop_starting();
    if (now >= abort_at_) co_return stop_now();
    co_await parts_.clock.sleep_until(stopping_ ? abort_at_ : std::min(end_, abort_at_));
  }
}

void ClosedExecutor::stop_starting() {
  if (stopping_) return;
  stopping_ = true;
  parts_.clock.wake_sleepers();
}

void ClosedExecutor::stop_gracefully() {
  const auto limit = parts_.clock.now() + load_.graceful_stop;
  abort_at_ = abort_at_ == Instant{} ? limit : std::min(abort_at_, limit);
  stopping_ = true;
  parts_.clock.wake_sleepers();
}

void ClosedExecutor::stop_now() {
  stop_starting();
  for (auto* channel : channels_) channel->abort();
}

Awaitable<> ClosedExecutor::live(std::uint32_t number, Instant due) {
  User user{parts_.transport.make_channel(), Random::stream(seed_, number)};
  user.due = due;
  user.late = parts_.clock.now() - due > kLateAfter;
  const Presence presence(*this, user.channel.get());
  while (may_start(user.due)) {
    if (user.step == 0) begin_task(user);
    const auto& request = parts_.source.next(user.task, user.step, user.random);
    const Attempt attempt{request, parts_.source.checker(user.task, user.step), user.due, user.late};
    co_await run_attempt(attempt, *user.channel, user.response, parts_.recorder);
    settle(user);
    if (user.due <= user.response.done) continue;
    const auto wake = std::min(user.due, end_);
    while (!stopping_ && parts_.clock.now() < wake) co_await parts_.clock.sleep_until(wake);
    user.late = parts_.clock.now() - user.due > kLateAfter;
  }
}

// Takes one of the requests that the limit leaves, if it may.
bool ClosedExecutor::may_start(Instant due) {
  if (stopping_ || due >= end_) return false;
  if (parts_.budget.take()) return true;
  stop_starting();
  return false;
}

void ClosedExecutor::begin_task(User& user) {
  user.task = parts_.source.draw_task(user.random);
  user.task_due = user.due;
}

// When it is ready again: for the next step of its task at once, whatever became of this one, else after the wait.
void ClosedExecutor::settle(User& user) {
  if (parts_.budget.used_up()) stop_starting();
  const auto ended = user.response.done;
  const bool refused = never_connected(user.response.failure);
  user.back_off = refused ? std::clamp(2 * user.back_off, kFirstBackOff, kLongestBackOff) : Nanos(0);
  user.late = false;
  user.due = ended;
  const auto& task = parts_.source.task(user.task);
  if (++user.step < task.steps.size()) return;
  user.step = 0;
  user.due = next_due(task.wait ? *task.wait : closed_.wait, user.task_due, ended, user.random);
  if (refused) user.due = std::max(user.due, ended + user.back_off);
}

}  // namespace plimsoll
