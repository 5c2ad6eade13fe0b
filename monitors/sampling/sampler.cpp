#include "monitors/sampling/sampler.h"

#include "core/cpu_time.h"
#include "monitors/sampling/sample_folder.h"
#include "monitors/sampling/sampling_schedule.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace plimsoll {
namespace {

// Signals are for the thread that waits for them: one started within this scope gets none.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// What the load was when readings were asked for: one may come later than the next is due.
class RecentLoads {
 public:
  void add(Instant at, LoadReading load) {
    loads_.push_back({at, std::move(load)});
    if (loads_.size() > kMost) loads_.pop_front();
  }
  LoadReading at(Instant taken) {
    while (loads_.size() > 1 && loads_[1].at <= taken) loads_.pop_front();
    return loads_.front().load;
  }

 private:
  struct One {
    Instant at;
    LoadReading load;
  };
  static constexpr std::size_t kMost = 128;

  std::deque<One> loads_;
};

}  // namespace

struct Sampler::State {
  State(SamplerPlan the_plan, std::unique_ptr<Probe> the_probe)
      : plan(std::move(the_plan)), probe(std::move(the_probe)), folder(to_seconds(plan.warmup)) {
    if (!plan.cost) plan.cost = std::make_shared<MonitoringCost>();
  }

  Instant now() const { return plan.clock->now(); }
  void run();
  void take_sample(Nanos period, bool is_last = false);
  ProbeMoment probe_moment(Instant at, Nanos period) const;
  void publish(const std::vector<MemoryRow>& rows);
  Results named(Results results) const;

  SamplerPlan plan;
  std::unique_ptr<Probe> probe;        // the sampler's thread alone, while it runs
  Nanos reported_cpu{};                // likewise
  std::optional<double> reported_t_s;  // likewise
  RecentLoads loads;                   // likewise

  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::optional<Instant> origin;
  SampleFolder folder;
  std::string description;
  bool sampled = false;
  bool stopping = false;
  std::thread thread;
};

void Sampler::State::run() {
  take_sample(sampling_period(plan.duration));
  std::unique_lock lock(mutex);
  sampled = true;
  changed.notify_all();
  changed.wait(lock, [&] { return origin || stopping; });
  const SamplingSchedule schedule(origin.value_or(now()), plan.duration);
  for (auto due = schedule.next(now()); !stopping;) {
    if (plan.clock->wait_until(lock, changed, due, [&] { return stopping; })) break;
    lock.unlock();
    take_sample(schedule.period(now()));
    due = schedule.next(now());
    lock.lock();
  }
  lock.unlock();
  take_sample(schedule.period(now()), true);
}

ProbeMoment Sampler::State::probe_moment(Instant at, Nanos period) const {
  ProbeMoment moment{at, plan.cost->share(at).value_or(0), period};
  const std::scoped_lock lock(mutex);
  if (!origin) return moment;
  moment.t_s = std::round(std::max(0.0, to_seconds(at - *origin)) * 1000) / 1000;
  moment.warmed_up = at >= *origin + plan.warmup;
  return moment;
}

void Sampler::State::take_sample(Nanos period, bool is_last) {
  const auto at = now();
  SampleFolder::Moment moment;
  moment.monitoring_share = plan.cost->share(at);
  if (plan.load) loads.add(at, plan.load());
  auto probing = probe_moment(at, period);
  probing.is_last = is_last;
  const auto reading = probe->read(probing);
  if (plan.load && !reading.unknown) moment.load = loads.at(reading.taken.value_or(at));
  moment.reading_seconds = to_seconds(now() - at);
  std::vector<MemoryRow> rows;
  {
    const std::scoped_lock lock(mutex);
    description = probe->description();
    if (origin) moment.t_s = std::max(0.0, to_seconds(reading.taken.value_or(at) - *origin));
    folder.feed(std::move(moment), reading);
    if (plan.on_sample) rows = folder.rows().newest();
  }
  if (!rows.empty()) publish(rows);
  const auto cpu = thread_cpu_time();
  plan.cost->add(cpu - std::exchange(reported_cpu, cpu), at);
}

void Sampler::State::publish(const std::vector<MemoryRow>& rows) {
  // Where nothing could be read, the newest are still those of the sample before.
  if (rows.front().t_s == reported_t_s) return;
  reported_t_s = rows.front().t_s;
  plan.on_sample(rows, folder.rows().judged_beside());  // only this thread changes the columns
}

Sampler::Sampler(SamplerPlan plan, std::unique_ptr<Probe> probe)
    : state_(std::make_unique<State>(std::move(plan), std::move(probe))) {}

Sampler::~Sampler() { stop(); }

void Sampler::start() {
  auto& state = *state_;
  if (state.thread.joinable()) return;
  {
    const SignalsBlocked blocked;
    state.thread = std::thread([&state] { state.run(); });
  }
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&] { return state.sampled; });
}

void Sampler::begin(Instant origin) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->origin = origin;
  }
  state_->changed.notify_all();
}

void Sampler::end() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
}

void Sampler::stop() {
  end();
  if (state_->thread.joinable()) state_->thread.join();
}

SamplerStatus Sampler::status() const {
  const std::scoped_lock lock(state_->mutex);
  const auto& folder = state_->folder;
  return {state_->description, folder.memory_bytes(), folder.recent(),
          folder.gone(),       folder.unreadable(),   folder.without_memory()};
}

std::vector<MonitorEvent> Sampler::events_after(std::size_t count) const {
  const std::scoped_lock lock(state_->mutex);
  const auto& events = state_->folder.events();
  return {events.begin() + static_cast<std::ptrdiff_t>(std::min(count, events.size())), events.end()};
}

Sampler::Results Sampler::State::named(Results results) const {
  results.name = plan.name;
  results.description = description;
  return results;
}

Sampler::Results Sampler::results_so_far() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->named(state_->folder.results());
}

Sampler::Results Sampler::take_results() {
  stop();
  return state_->named(state_->folder.results());
}

}  // namespace plimsoll
