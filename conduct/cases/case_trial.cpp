#include "conduct/cases/case_trial.h"

#include "conduct/cases/case_sender.h"
#include "conduct/cases/case_shrinking.h"
#include "core/units.h"
#include "scenarios/cases/case_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using CaseVerdict = CaseResult::Verdict;

constexpr double kSlowMs = 250;                    // its memory is not looked at: the time would not be worth it
constexpr std::uint64_t kBytesOfARequest = 1024;   // growth below it is told by a soak, and not by a look
constexpr std::uint64_t kLeastGrowth = 512 << 10;  // of a block of requests: allocators grow in steps

bool is_finding(CaseVerdict verdict) {
  return verdict != CaseVerdict::refused && verdict != CaseVerdict::accepted && verdict != CaseVerdict::not_sent;
}

class CaseTrial {
 public:
  explicit CaseTrial(const CaseTrialInput& input) : input_(input), sender_(input) {}

  Result<std::vector<CaseResult>> run() {
    for (const auto& task : input_.scenario.tasks)
      for (const auto& step : task.steps)
        if (step.cases) {
          const auto tried = try_all(step);
          if (tried.has_error()) return tried.error();
        }
    return std::move(results_);
  }

 private:
  Result<> try_all(const RequestTemplate& good) {
    const auto first = results_.size();
    std::vector<const BadCase*> quick;
    for (const auto& one : good.cases->cases) {
      if (input_.is_stopped()) return {};
      auto& result = results_.emplace_back();
      result.request = good.name;
      result.name = one.request.name;
      if (!silent_since_.empty()) {
        result.verdict = CaseVerdict::not_sent;
        result.found = fmt::format("not sent: the target does not answer good requests since \"{}\"", silent_since_);
      } else {
        const auto sent = try_one(good, one, result);
        if (sent.has_error()) return sent.error();
      }
      if (result.holds() && result.time_ms < kSlowMs) quick.push_back(&one);
    }
    if (input_.memory != nullptr && good.cases->repeats > 0 && !quick.empty() && silent_since_.empty())
      look_at_memory(good, quick, first);
    return {};
  }

  Result<> try_one(const RequestTemplate& good, const BadCase& one, CaseResult& result) {
    const auto settled = sender_.settle(one.request);
    if (settled.has_error()) return settled.error();
    const auto answer = sender_.send(*settled);
    if (answer.has_error()) return answer.error();
    result.verdict = answer->verdict;
    result.status = answer->status;
    result.time_ms = answer->time_ms;
    result.found = answer->found;
    if (!is_finding(result.verdict)) return {};
    result.first_bytes = sender_.body_of(*settled).size();
    auto smallest = *settled;
    if (!answers_again(good, one))
      result.found += "; the target does not answer good requests after it";
    else
      smallest = shrunk(good, one, *settled, result);
    result.smallest_bytes = sender_.body_of(smallest).size();
    result.smallest = sender_.excerpt(smallest);
    return {};
  }

  bool answers_again(const RequestTemplate& good, const BadCase& one) {
    if (sender_.answers(good, one.request.timeout)) return true;
    silent_since_ = one.request.name;
    return false;
  }

  RequestTemplate shrunk(const RequestTemplate& good, const BadCase& one, const RequestTemplate& whole,
                         CaseResult& result) {
    const auto settled = sender_.settle(good);
    if (settled.has_error()) return whole;
    const ShownFault shown{*settled, whole, one.of_schema.get(), result.verdict, result.status};
    auto made = smallest_request(sender_, shown, input_.is_stopped, [&] { return answers_again(good, one); });
    result.shrunk_to_the_end = made.is_finished;
    return std::move(made.request);
  }

  // All of them together first: where nothing grows there, none of them has it.
  void look_at_memory(const RequestTemplate& good, const std::vector<const BadCase*>& quick, std::size_t first) {
    std::vector<const RequestTemplate*> all;
    all.reserve(quick.size());
    for (const auto* one : quick) all.push_back(&one->request);
    const auto requests = good.cases->repeats * all.size();
    if (!grows(good, all, requests)) return;
    for (const auto* one : quick) {
      if (input_.is_stopped()) return;
      constexpr std::uint64_t kMoreAlone = 4;
      const auto growth = grows(good, {&one->request}, kMoreAlone * good.cases->repeats);
      if (!growth) continue;
      for (auto i = first; i < results_.size(); ++i)
        if (results_[i].name == one->request.name) tell_growth(*growth, one->request, results_[i]);
    }
  }

  void tell_growth(double bytes_a_request, const RequestTemplate& request, CaseResult& result) {
    result.verdict = CaseVerdict::grows;
    result.found = fmt::format("status {} as expected, but the memory of the target grows by {} with each",
                               result.status, format_bytes(bytes_a_request));
    const auto settled = sender_.settle(request);
    if (settled.has_error()) return;
    result.first_bytes = result.smallest_bytes = sender_.body_of(*settled).size();
    result.smallest = sender_.excerpt(*settled);
  }

  // Bytes a request, where it grows in two blocks of them one after the other, and not with as many good ones.
  std::optional<double> grows(const RequestTemplate& good, const std::vector<const RequestTemplate*>& requests,
                              std::uint64_t count) {
    const auto growth = growth_of(requests, count);
    const auto least = static_cast<double>(std::max(kLeastGrowth, kBytesOfARequest * count));
    if (!growth || *growth < least) return std::nullopt;
    const auto of_good = growth_of({&good}, count);
    constexpr double kClearly = 2;
    if (!of_good || *growth < kClearly * *of_good) return std::nullopt;
    return *growth / static_cast<double>(count);
  }

  // The lesser of two blocks; before them the target has half a block to get warm.
  std::optional<double> growth_of(const std::vector<const RequestTemplate*>& requests, std::uint64_t count) {
    if (!sender_.send_many(requests, count / 2)) return std::nullopt;
    std::optional<double> least;
    auto before = input_.memory->bytes();
    constexpr int kBlocks = 2;
    for (int block = 0; block < kBlocks; ++block) {
      if (!sender_.send_many(requests, count)) return std::nullopt;
      const auto now = input_.memory->bytes();
      if (!before || !now) return std::nullopt;
      const auto growth = static_cast<double>(*now) - static_cast<double>(*before);
      least = std::min(least.value_or(growth), growth);
      before = now;
    }
    return least;
  }

  const CaseTrialInput& input_;
  CaseSender sender_;
  std::vector<CaseResult> results_;
  std::string silent_since_;  // the case after which no good request was answered; empty: all is well
};

}  // namespace

Result<std::vector<CaseResult>> try_cases(const CaseTrialInput& input) { return CaseTrial(input).run(); }

}  // namespace plimsoll
