#include "conduct/probing/probing.h"

#include "conduct/probing/answer_log.h"
#include "conduct/probing/answering_processes.h"
#include "conduct/probing/probe_rows.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/task_group.h"
#include "engine/auth/auth_sources.h"
#include "engine/make_transport.h"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

namespace plimsoll {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(50);
constexpr std::size_t kAskedAlone = 3;                         // each row, before and after
constexpr std::size_t kFewestAlone = 30;                       // all rows together
constexpr Nanos kPatience = std::chrono::milliseconds(20);     // until a process takes a connection
constexpr Nanos kBetweenLooks = std::chrono::milliseconds(1);  // at who has taken it
constexpr Nanos kBetweenJudgements = std::chrono::seconds(2);  // of what has come so far, at least
constexpr int kShareOfTime = 100;                              // of the thread's time they take one part

}  // namespace

struct Probing::State {
  State(const Scenario& its_scenario, const Redaction& redaction, ProbeRows its_rows, KnownAnswers known,
        std::uint64_t its_seed)
      : scenario(its_scenario),
        plan(*its_scenario.probes),
        rows(std::move(its_rows)),
        seed(its_seed),
        random(Random::stream(its_seed, 0x766f6c6c6579)),
        processes(plan.server_header.empty()),
        log(std::move(known), ServerHeaders(plan.server_header, redaction), redaction, rows.hides_answer,
            rows.rows.size()) {}

  struct Asked {
    std::unique_ptr<Channel> channel{};
    std::size_t row = 0;
    std::uint32_t connection = 0;
    bool was_open = false;  // its connection, before it was asked
    std::string process{};  // that answers over it; empty: not seen
    Response response{};
  };
  using AskedOnes = std::vector<Asked*>;

  static Awaitable<> ask(Channel* channel, const Request* request, Response* response) {
    co_await channel->send(*request, *response);
  }
  static Awaitable<> connect(Channel* channel) { co_await channel->connect(); }
  void ask_at_once(std::vector<Asked>& all, const IsUnwanted& is_unwanted);
  void run(TaskGroup& group, const AskedOnes& ones, const IsUnwanted& is_unwanted);
  void send(const AskedOnes& ones, const IsUnwanted& is_unwanted);
  void send_when_taken(AskedOnes ones, const IsUnwanted& is_unwanted);
  void look(const AskedOnes& ones);
  AskedOnes taken_of(const AskedOnes& ones, const IsUnwanted& is_unwanted);
  void pause(Nanos length) {
    std::unique_lock lock(mutex);
    changed.wait_until(lock, clock->now() + length, [] { return false; });
  }
  ProbeRecord record_so_far() const;
  void publish();
  void ask_draw();
  void ask_until_ended();
  bool is_ended() {
    const std::lock_guard lock(mutex);
    return ended;
  }
  // True: it has ended.
  bool wait_until(Instant due) {
    std::unique_lock lock(mutex);
    return changed.wait_until(lock, due, [this] { return ended; });
  }
  std::vector<Asked> draw();

  const Scenario& scenario;
  const ProbePlan& plan;
  ProbeRows rows;
  const std::uint64_t seed;
  Random random;
  AnsweringProcesses processes;
  AnswerLog log;
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  std::unique_ptr<AuthSources> sources;
  std::unique_ptr<Transport> transport;
  std::uint32_t draws = 0, volleys = 0, connections = 0;
  Instant origin{};
  Instant judge_again{};
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;                 // guarded
  ProbeCounts counts;                 // as of the last volley; guarded
  std::optional<ProbeRecord> so_far;  // guarded
  std::thread thread;
};

Result<std::unique_ptr<Probing>> Probing::make(const Scenario& scenario, const ProbingInputs& inputs,
                                               const Redaction& redaction, const IsUnwanted& is_unwanted) {
  auto rows = make_probe_rows(scenario, inputs.captured, inputs.seed);
  if (rows.has_error()) return rows.error();
  auto known = KnownAnswers::make(*scenario.probes, rows->rows.size());
  if (known.has_error()) return known.error();
  auto state = std::make_unique<State>(scenario, redaction, std::move(*rows), std::move(*known), inputs.seed);
  auto sources = AuthSources::start(
      scenario, [&redaction](const std::string& token) { redaction.keep(token); }, is_unwanted);
  if (sources.has_error()) return Error{sources.error().kind, redaction.text(sources.error().message)};
  state->sources = *std::move(sources);
  const TransportChoice choice{false, state->sources.get(), inputs.seed};
  auto transport = make_transport(state->context, *state->clock, scenario, choice);
  if (transport.has_error()) return transport.error();
  state->transport = std::move(*transport);
  return std::unique_ptr<Probing>(new Probing(std::move(state)));
}

Probing::Probing(std::unique_ptr<State> state) : state_(std::move(state)) {}

Probing::~Probing() { end(); }

// Returns when all are done; whatever is unwanted meanwhile is ended.
void Probing::State::run(TaskGroup& group, const AskedOnes& ones, const IsUnwanted& is_unwanted) {
  while (group.size() > 0) {
    context.restart();
    context.run_one_for(kLookEvery);
    if (group.size() > 0 && is_unwanted())
      for (auto* one : ones) one->channel->abort();
  }
}

void Probing::State::send(const AskedOnes& ones, const IsUnwanted& is_unwanted) {
  TaskGroup group(context);
  for (auto* one : ones) group.spawn(ask(one->channel.get(), &rows.rows[one->row], &one->response));
  run(group, ones, is_unwanted);
}

void Probing::State::look(const AskedOnes& ones) {
  std::vector<int> sockets;
  for (const auto* one : ones) sockets.push_back(one->channel->socket());
  const auto seen = processes.look(sockets);
  for (std::size_t i = 0; i < ones.size(); ++i) ones[i]->process = seen.names[i];
}

void Probing::State::ask_at_once(std::vector<Asked>& all, const IsUnwanted& is_unwanted) {
  AskedOnes ones;
  for (auto& one : all) {
    one.response.reset();
    one.was_open = one.channel->socket() >= 0;
    if (!one.was_open) one.process.clear();
    ones.push_back(&one);
  }
  using Looking = AnsweringProcesses::Looking;
  if (processes.looking() == Looking::before_request) return send_when_taken(std::move(ones), is_unwanted);
  send(ones, is_unwanted);
  if (processes.looking() == Looking::never) return;
  // A connection that was kept is still the same process'.
  std::erase_if(ones, [](const Asked* one) {
    return one->was_open && !one->process.empty() && one->response.connections_opened == 0;
  });
  if (ones.empty()) return;
  look(ones);
  processes.note(std::any_of(ones.begin(), ones.end(), [](const Asked* one) { return !one->process.empty(); }));
}

// A worker that serves one connection at a time takes the next one when it is done with the one before.
void Probing::State::send_when_taken(AskedOnes ones, const IsUnwanted& is_unwanted) {
  TaskGroup group(context);
  for (auto* one : ones) group.spawn(connect(one->channel.get()));
  run(group, ones, is_unwanted);
  bool is_any_seen = false;
  while (!ones.empty()) {
    auto taken = taken_of(ones, is_unwanted);
    if (taken.empty()) taken = ones;  // it takes too long
    send(taken, is_unwanted);
    for (const auto* one : taken) {
      is_any_seen = is_any_seen || !one->process.empty();
      std::erase(ones, one);
    }
  }
  processes.note(is_any_seen);
}

// As many as are taken at about the same time. Those that cannot be seen are among them.
Probing::State::AskedOnes Probing::State::taken_of(const AskedOnes& ones, const IsUnwanted& is_unwanted) {
  const auto latest = clock->now() + kPatience;
  std::size_t before = ones.size();
  for (;;) {
    std::vector<int> sockets;
    for (const auto* one : ones) sockets.push_back(one->channel->socket());
    const auto seen = processes.look(sockets);
    AskedOnes taken;
    for (std::size_t i = 0; i < ones.size(); ++i) {
      ones[i]->process = seen.names[i];
      if (!seen.is_waiting[i]) taken.push_back(ones[i]);
    }
    const auto waiting = ones.size() - taken.size();
    const bool is_settled = !taken.empty() && waiting == before;
    if (waiting == 0 || is_settled || clock->now() >= latest || is_unwanted()) return taken;
    before = waiting;
    pause(kBetweenLooks);
  }
}

void Probing::ask_alone(ProbePhase phase, const IsUnwanted& is_unwanted) {
  auto& state = *state_;
  const auto count = state.rows.rows.size();
  const auto times = std::max(kAskedAlone, (kFewestAlone + count - 1) / count);
  for (std::size_t i = 0; i < times * count && !is_unwanted(); ++i) {
    std::vector<State::Asked> one(1);
    one[0].row = i % count;
    one[0].channel = state.transport->make_channel();
    state.ask_at_once(one, is_unwanted);
    ProbeAsking asking;
    asking.phase = phase;
    asking.row = one[0].row;
    asking.volley = ++state.volleys;
    asking.connection = ++state.connections;
    asking.process = one[0].process;
    state.log.add(asking, one[0].response);
  }
  if (phase == ProbePhase::before) state.log.settle_references();
}

void Probing::begin(Instant origin) {
  state_->origin = origin;
  state_->log.set_origin(origin);
  state_->publish();
  state_->thread = std::thread([state = state_.get()] { state->ask_until_ended(); });
}

void Probing::end() {
  if (!state_->thread.joinable()) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
  }
  state_->changed.notify_all();
  state_->thread.join();
}

// Different rows, but for the last: it is the first once more.
std::vector<Probing::State::Asked> Probing::State::draw() {
  std::vector<std::size_t> order(rows.rows.size());
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[random.below(k)]);
  std::vector<Asked> drawn(plan.at_once);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    drawn[i].row = order[i % order.size()];
    drawn[i].connection = ++connections;
    drawn[i].channel = transport->make_channel();
  }
  if (drawn.size() > 2) drawn.back().row = drawn.front().row;
  ++draws;
  return drawn;
}

void Probing::State::ask_until_ended() {
  auto due = origin;
  const auto is_over = [this] { return is_ended(); };
  for (;;) {
    auto drawn = draw();
    for (const bool is_second : {false, true}) {
      due += plan.every;
      if (wait_until(due)) return;
      if (const auto now = clock->now(); now > due + plan.every) due = now;  // answers took longer than that
      ++volleys;
      ask_at_once(drawn, is_over);
      for (const auto& one : drawn) {
        const bool is_repeat = is_second && one.was_open;
        ProbeAsking asking{ProbePhase::under_load, one.row, draws, volleys, one.connection, is_repeat, {}, one.process};
        for (const auto& other : drawn)
          if (other.row != one.row &&
              std::find(asking.in_flight.begin(), asking.in_flight.end(), other.row) == asking.in_flight.end())
            asking.in_flight.push_back(other.row);
        log.add(asking, one.response);
      }
      log.end_volley(clock->now());
      publish();
    }
  }
}

ProbeRecord Probing::State::record_so_far() const {
  ProbeRecord record;
  record.request = rows.request;
  record.rows = rows.rows.size();
  record.every_s = to_seconds(plan.every);
  record.at_once = plan.at_once;
  log.fill(record, seed);
  const auto& allowed = plan.allow;
  record.is_allowed = std::find(allowed.begin(), allowed.end(), record.verdict) != allowed.end();
  return record;
}

void Probing::State::publish() {
  const auto began = clock->now();
  std::optional<ProbeRecord> judged;
  if (began >= judge_again) {
    judged = record_so_far();
    const auto took = clock->now() - began;
    judge_again = began + took + std::max(kBetweenJudgements, Nanos(kShareOfTime * took));
  }
  const std::lock_guard lock(mutex);
  counts = log.counts();
  if (judged) so_far = std::move(judged);
}

ProbeCounts Probing::counts_so_far() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counts;
}

std::optional<ProbeRecord> Probing::so_far() const {
  const std::lock_guard lock(state_->mutex);
  return state_->so_far;
}

ProbeRecord Probing::conclude(const IsUnwanted& is_unwanted) {
  end();
  ask_alone(ProbePhase::after, is_unwanted);
  auto record = state_->record_so_far();
  const std::lock_guard lock(state_->mutex);
  state_->so_far = record;
  return record;
}

}  // namespace plimsoll
