#include "tests/judgement/answers/simulated_probes.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostAnswers = 8;

class Simulation {
 public:
  Simulation(const SimulatedService& service, const SimulatedRun& run, std::uint64_t seed)
      : service_(service), run_(run), random_(Random::stream(seed, 77)) {
    trace_.rows = run.rows;
    for (std::size_t row = 0; row < run.rows; ++row)
      right_.push_back(service.labels > 0 ? random_.below(service.labels) : 1000 + row);
    trace_.different_rows = std::set<std::uint64_t>(right_.begin(), right_.end()).size();
    numbers_.resize(run.rows);
    if (!service.tells_server) return;
    trace_.headers = {"x-served-by"};
    trace_.values.emplace_back();
    for (unsigned i = 0; i < service.servers; ++i) trace_.values.back().push_back(std::to_string(i));
  }

  AnswerTrace run() {
    ask_alone(ProbePhase::before, -5);
    std::vector<std::size_t> rows(run_.rows);
    std::iota(rows.begin(), rows.end(), 0);
    for (double t = 0; t < run_.seconds; t += 2) {
      for (std::size_t k = rows.size(); k > 1; --k) std::swap(rows[k - 1], rows[random_.below(k)]);
      auto drawn = rows;
      drawn.resize(std::min(run_.at_once, rows.size()));
      if (drawn.size() > 2) drawn.back() = drawn.front();
      std::vector<unsigned> servers;
      for (std::size_t i = 0; i < drawn.size(); ++i) servers.push_back(draw_server());
      ask_volley(drawn, servers, t, false);
      ask_volley(drawn, servers, t + 1, true);
      connection_ += drawn.size();
    }
    ask_alone(ProbePhase::after, run_.seconds + 1);
    return std::move(trace_);
  }

 private:
  unsigned draw_server() { return static_cast<unsigned>(random_.below(service_.servers)); }

  std::uint64_t answer_now(std::size_t row, double t, unsigned server) {
    auto answer = right_[row];
    if (service_.servers > 1 && server + 1 == service_.servers && is_among(row, service_.stale_rows))
      answer = other(answer, 5000 + row);
    if (service_.drift_at_s >= 0 && t >= service_.drift_at_s && is_among(row, service_.drift_rows) &&
        random_.uniform() < service_.drift_share)
      answer = other(answer, 7000 + row);
    if (random_.uniform() < service_.random_share)
      answer = service_.random_answers > 0 ? 9000 + random_.below(service_.random_answers) : 1'000'000 + ++fresh_;
    return answer;
  }
  bool is_among(std::size_t row, double share) const {
    return static_cast<double>(row) < share * static_cast<double>(run_.rows);
  }
  std::uint64_t other(std::uint64_t answer, std::uint64_t own) const {
    return service_.labels > 0 ? (answer + 1) % service_.labels : own;
  }

  ProbeAnswer& add(std::size_t row, double t, std::uint64_t answer, ProbePhase phase, unsigned server) {
    auto& one = trace_.answers.emplace_back();
    one.t_s = t;
    one.row = static_cast<std::uint16_t>(row);
    one.phase = phase;
    one.volley = volley_;
    one.answer = number_of(row, answer);
    one.content = static_cast<std::uint32_t>(answer);
    one.told.fill(ProbeAnswer::kNone);
    if (service_.tells_server) one.told[0] = static_cast<std::uint8_t>(server);
    return one;
  }
  std::uint8_t number_of(std::size_t row, std::uint64_t answer) {
    auto& known = numbers_[row];
    const auto at = std::find(known.begin(), known.end(), answer);
    if (at == known.end() && known.size() == kMostAnswers) return ProbeAnswer::kNone;
    const auto number = static_cast<std::uint8_t>(at - known.begin());
    if (at == known.end()) known.push_back(answer);
    return number;
  }

  void ask_alone(ProbePhase phase, double from) {
    for (std::size_t i = 0; i < run_.alone; ++i)
      for (std::size_t row = 0; row < run_.rows; ++row) {
        ++volley_;
        const auto server = draw_server();
        add(row, from, answer_now(row, from, server), phase, server).connection = ++connection_;
      }
  }

  void ask_volley(const std::vector<std::size_t>& drawn, const std::vector<unsigned>& servers, double t, bool again) {
    ++volley_;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const bool kept = again && service_.keeps_alive;
      const auto server = again && !kept ? draw_server() : servers[i];
      auto answer = answer_now(drawn[i], t + 0.001 * static_cast<double>(i), server);
      std::vector<std::size_t> others;
      for (const auto row : drawn)
        if (row != drawn[i]) others.push_back(row);
      if (!others.empty() && random_.uniform() < service_.mixed_up_share)
        answer = right_[others[random_.below(others.size())]];
      if (random_.uniform() < service_.under_load_share) answer = 1'000'000 + ++fresh_;
      auto& one = add(drawn[i], t + 0.001 * static_cast<double>(i), answer, ProbePhase::under_load, server);
      one.is_repeat = kept;
      one.connection = static_cast<std::uint32_t>(connection_ + i + (again && !kept ? 1'000'000 : 0));
      note_whose(one, answer, drawn[i], others);
    }
  }

  void note_whose(ProbeAnswer& one, std::uint64_t answer, std::size_t row, const std::vector<std::size_t>& others) {
    if (answer == right_[row]) return;
    std::size_t holders = 0;
    for (std::size_t other = 0; other < run_.rows; ++other)
      if (other != row && right_[other] == answer) ++holders;
    one.is_of_other = holders > 0;
    for (const auto other : others)
      if (right_[other] == answer) one.is_of_in_flight = true;
    const std::set<std::size_t> different(others.begin(), others.end());
    double none = 1;
    for (std::size_t i = 0; i < different.size(); ++i)
      none *= std::max(0.0, static_cast<double>(run_.rows - 1 - holders - i)) / static_cast<double>(run_.rows - 1 - i);
    one.chance = static_cast<float>(1 - none);
  }

  const SimulatedService service_;
  const SimulatedRun run_;
  Random random_;
  AnswerTrace trace_;
  std::vector<std::uint64_t> right_;
  std::vector<std::vector<std::uint64_t>> numbers_;
  std::uint32_t volley_ = 0;
  std::size_t connection_ = 0;
  std::uint64_t fresh_ = 0;
};

}  // namespace

AnswerTrace simulate(const SimulatedService& service, const SimulatedRun& run, std::uint64_t seed) {
  return Simulation(service, run, seed).run();
}

}  // namespace plimsoll
