#include "engine/load/closed_executor.h"

#include "engine/load/task_run.h"
#include "engine/load/wait_law.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>

namespace plimsoll {
namespace {

// Awake this much later than due is our own fault.
constexpr Nanos kLateAfter = std::chrono::milliseconds(10);

constexpr Nanos kFirstBackOff = std::chrono::milliseconds(100);
constexpr Nanos kLongestBackOff = std::chrono::seconds(1);

// An instant of the plan is a rounded one: this much later lies surely behind it.
constexpr Nanos kBehind{1};

std::uint32_t most_users(const ClosedLoad& load) {
  double most = load.stages.empty() ? load.users : 1;
  for (const auto& stage : load.stages) most = std::max(most, stage.level);
  return static_cast<std::uint32_t>(std::ceil(most));
}

bool never_connected(FailureKind failure) {
  return failure == FailureKind::resolve || failure == FailureKind::connect || failure == FailureKind::tls ||
         failure == FailureKind::local;
}

}  // namespace

// Lives in the user's coroutine.
struct ClosedExecutor::User {
  User(const ShardParts& parts, std::uint32_t its_number, Random its_random)
      : number(its_number), random(its_random), run(parts) {}

  const std::uint32_t number;
  Random random;
  std::unique_ptr<Channel> channel{};  // while it is there
  TaskRun run;                         // the task that it is at, or the one before
  Instant due{};                       // when it became ready for its next request
  Instant woken{};                     // when it was last seen that it has nothing to wait for
  Nanos lateness{0};
  std::uint64_t turn = 0;  // of its tasks
  Instant task_due{};
  Nanos back_off{0};
  Instant leaves{};  // as of the plan of that version
  std::uint32_t version = 0;
};

// A user is counted, and can be aborted, as long as this lives.
class ClosedExecutor::Presence {
 public:
  Presence(const ShardParts& parts, User& user) : recorder_(parts.recorder), user_(user) {
    user_.channel = parts.transport.make_channel();
    user_.channel->serve(user.number + 1);
    abortable_.emplace(parts.timekeeper, *user_.channel);
    recorder_.user_came();
  }
  ~Presence() {
    recorder_.user_left();
    abortable_.reset();
    user_.channel.reset();
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  Recorder& recorder_;
  User& user_;
  std::optional<Timekeeper::Abortable> abortable_;
};

ClosedExecutor::ClosedExecutor(const ShardParts& parts, const LoadPart& part, ShardShare share)
    : parts_(parts),
      load_(std::get<ClosedLoad>(part.model)),
      share_(share),
      most_users_(most_users(load_)),
      choice_(parts.scenario, part),
      rests_(parts.scenario.load),
      plan_(user_plan(load_)),
      users_(parts.context) {}

Awaitable<> ClosedExecutor::run() {
  std::exception_ptr fault;  // a bug: told when nothing of this is left running
  try {
    co_await spawn_users();
  } catch (...) {
    fault = std::current_exception();
    parts_.timekeeper.stop_now();
  }
  try {
    co_await users_.wait();
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault) std::rethrow_exception(fault);
}

void ClosedExecutor::set_users(std::uint32_t users) {
  plan_ = plan_.changed_to(users, load_.spawn_rate, elapsed());
  plan_since_ = elapsed();
  ++plan_version_;
  parts_.clock.wake_sleepers();
}

void ClosedExecutor::set_paused(bool paused) {
  paused_ = paused;
  parts_.clock.wake_sleepers();
}

Nanos ClosedExecutor::elapsed() const { return parts_.clock.now() - parts_.timekeeper.started_at(); }

Instant ClosedExecutor::instant_of(std::optional<Nanos> time) const {
  const auto end = parts_.timekeeper.end();
  return time ? std::min(end, parts_.timekeeper.started_at() + *time) : end;
}

// Of somebody who waits from then on: the rests do not count.
Instant ClosedExecutor::held(Instant from, Instant due) const {
  if (rests_.rests().empty()) return due;
  const auto start = parts_.timekeeper.started_at();
  return start + rests_.held(from - start, due - start);
}

// A plan begins without users, so that they come in the order of their numbers.
Awaitable<> ClosedExecutor::spawn_users() {
  for (auto number = share_.index; !parts_.timekeeper.is_stopping();) {
    const auto due = instant_of(plan_.wanted_from(number, plan_since_));
    if (parts_.clock.now() < due) {
      co_await parts_.clock.sleep_until(due);
    } else if (due < parts_.timekeeper.end()) {
      users_.spawn(live(number, due));
      number += share_.count;
    } else {
      break;
    }
  }
}

// Comes and goes as often as the plan wants it.
Awaitable<> ClosedExecutor::live(std::uint32_t number, Instant due) {
  User user(parts_, number, Random::stream(share_.seed, number));
  for (;;) {
    while (!parts_.timekeeper.is_stopping() && parts_.clock.now() < due) {
      co_await parts_.clock.sleep_until(due);
      if (parts_.clock.now() < due) due = instant_of(plan_.wanted_from(number, elapsed()));
    }
    if (parts_.timekeeper.is_stopping() || due >= parts_.timekeeper.end()) co_return;
    user.due = held(due, due);
    co_await stay(user);
    due = instant_of(plan_.wanted_from(number, elapsed() + kBehind));
  }
}

Awaitable<> ClosedExecutor::stay(User& user) {
  const Presence presence(parts_, user);
  user.version = plan_version_;
  user.leaves = instant_of(plan_.unwanted_from(user.number, elapsed() + kBehind));
  if (wakes_at(user)) co_await wait_until_due(user);
  note_lateness(user);
  auto& run = user.run;
  while (run.is_under_way() || user.woken < leaves(user)) {
    if (!parts_.timekeeper.may_start(user.due)) break;
    if (!run.is_under_way() && !begin_task(user)) {
      parts_.timekeeper.stop_starting();
      break;
    }
    const auto attempt = run.next(user.random, user.due, user.lateness, user.lateness > kLateAfter);
    attempt.begin(parts_.recorder, run.response);
    co_await user.channel->send(attempt.request, run.response);
    run.answered(attempt, user.random);
    parts_.timekeeper.look_at_limit();
    settle(user);
    if (run.is_under_way()) {
      if (user.due > run.response.done) co_await wait_within_task(user);
      continue;
    }
    if (wakes_at(user)) co_await wait_until_due(user);
    note_lateness(user);
  }
  run.leave();
}

Instant ClosedExecutor::leaves(User& user) const {
  if (user.version != plan_version_) look_at_plan(user);
  return user.leaves;
}

void ClosedExecutor::look_at_plan(User& user) const {
  user.version = plan_version_;
  user.leaves = instant_of(plan_.unwanted_from(user.number, elapsed()));
}

// Sooner than it is due where the user leaves before. Nothing: it has nothing to wait for, or everything ends.
std::optional<Instant> ClosedExecutor::wakes_at(User& user) {
  const auto answered = user.run.response.done;
  const bool is_ready = user.due <= answered && !paused_;  // its answer has just come: no look at the clock
  user.woken = is_ready ? answered : parts_.clock.now();
  if (is_ready || parts_.timekeeper.is_stopping()) return std::nullopt;
  const auto wake = std::min(paused_ ? Instant::max() : user.due, leaves(user));
  if (user.woken >= wake) return std::nullopt;
  return wake;
}

Awaitable<> ClosedExecutor::wait_until_due(User& user) {
  while (const auto wake = wakes_at(user)) {
    const bool was_paused = paused_;
    co_await parts_.clock.sleep_until(*wake);
    if (was_paused) user.due = std::max(user.due, parts_.clock.now());
  }
}

// Whoever has begun goes on, though it were to leave or nobody begins any more.
Awaitable<> ClosedExecutor::wait_within_task(User& user) {
  while (!parts_.timekeeper.is_stopping() && parts_.clock.now() < user.due) co_await parts_.clock.sleep_until(user.due);
  user.lateness = std::max(Nanos(0), parts_.clock.now() - user.due);
}

void ClosedExecutor::note_lateness(User& user) {
  const bool was_ready = user.due <= user.run.response.done;  // overrun: the target's doing
  user.lateness = was_ready ? Nanos(0) : std::max(Nanos(0), user.woken - user.due);
}

// False: its data has no row left.
bool ClosedExecutor::begin_task(User& user) const {
  user.task_due = user.due;
  const auto now = choice_.has_turns() ? elapsed() : Nanos(0);
  return user.run.begin(choice_.draw(user.random, now), {user.number, most_users_, user.turn++}, user.due);
}

// When it is ready again: for the next step as its task says, else after the wait.
void ClosedExecutor::settle(User& user) {
  const auto ended = user.run.response.done;
  const bool refused = never_connected(user.run.response.failure) || user.run.is_locked_out();
  if (refused)
    user.back_off = std::clamp(2 * user.back_off, kFirstBackOff, kLongestBackOff);
  else if (!user.run.is_under_way())
    user.back_off = Nanos(0);
  user.lateness = Nanos(0);
  if (user.run.is_under_way()) {
    user.due = user.run.due();
    if (user.due > ended) parts_.recorder.waited(ended, user.due - ended);
    return;
  }
  const auto& task = parts_.source.task(user.run.task());
  user.due = next_due(task.wait ? *task.wait : load_.wait, user.task_due, ended, user.random);
  if (refused) user.due = std::max(user.due, ended + user.back_off);
  user.due = held(ended, user.due);
  parts_.recorder.waited(ended, user.due - ended);
}

}  // namespace plimsoll
