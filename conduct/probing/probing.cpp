#include "conduct/probing/probing.h"

#include "conduct/probing/answer_log.h"
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
constexpr std::size_t kAskedAlone = 3;    // each row, before and after
constexpr std::size_t kFewestAlone = 30;  // all rows together

}  // namespace

struct Probing::State {
  State(const Scenario& its_scenario, const Redaction& redaction, ProbeRows its_rows, KnownAnswers known,
        std::uint64_t its_seed)
      : scenario(its_scenario),
        plan(*its_scenario.probes),
        rows(std::move(its_rows)),
        seed(its_seed),
        random(Random::stream(its_seed, 0x766f6c6c6579)),
        log(std::move(known), ServerHeaders(plan.server_header, redaction), redaction, rows.hides_answer,
            rows.rows.size()) {}

  struct Asked {
    std::unique_ptr<Channel> channel{};
    std::size_t row = 0;
    std::uint32_t connection = 0;
    Response response{};
  };

  static Awaitable<> ask(Channel* channel, const Request* request, Response* response) {
    co_await channel->send(*request, *response);
  }
  void ask_at_once(std::vector<Asked>& all, const IsUnwanted& is_unwanted);
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
  AnswerLog log;
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  std::unique_ptr<AuthSources> sources;
  std::unique_ptr<Transport> transport;
  std::uint32_t draws = 0, volleys = 0, connections = 0;
  Instant origin{};
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;  // guarded
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

// Returns when all are answered; whatever is unwanted meanwhile is ended.
void Probing::State::ask_at_once(std::vector<Asked>& all, const IsUnwanted& is_unwanted) {
  TaskGroup group(context);
  for (auto& one : all) {
    one.response.reset();
    group.spawn(ask(one.channel.get(), &rows.rows[one.row], &one.response));
  }
  while (group.size() > 0) {
    context.restart();
    context.run_one_for(kLookEvery);
    if (group.size() > 0 && is_unwanted())
      for (auto& one : all) one.channel->abort();
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
    state.log.add(asking, one[0].response);
  }
  if (phase == ProbePhase::before) state.log.settle_references();
}

void Probing::begin(Instant origin) {
  state_->origin = origin;
  state_->log.set_origin(origin);
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
        ProbeAsking asking{ProbePhase::under_load, one.row, draws, volleys, one.connection, is_second, {}};
        for (const auto& other : drawn)
          if (other.row != one.row &&
              std::find(asking.in_flight.begin(), asking.in_flight.end(), other.row) == asking.in_flight.end())
            asking.in_flight.push_back(other.row);
        log.add(asking, one.response);
      }
      log.end_volley(clock->now());
    }
  }
}

ProbeRecord Probing::conclude(const IsUnwanted& is_unwanted) {
  end();
  ask_alone(ProbePhase::after, is_unwanted);
  const auto& state = *state_;
  ProbeRecord record;
  record.request = state.rows.request;
  record.rows = state.rows.rows.size();
  record.every_s = to_seconds(state.plan.every);
  record.at_once = state.plan.at_once;
  state.log.fill(record, state.seed);
  const auto& allowed = state.plan.allow;
  record.is_allowed = std::find(allowed.begin(), allowed.end(), record.verdict) != allowed.end();
  return record;
}

}  // namespace plimsoll
