#include "judgement/answers/judge_answers.h"

#include "core/units.h"
#include "judgement/answers/chances.h"
#include "judgement/curves/proportions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kRare = 0.001;
constexpr std::uint64_t kFewestAnswers = 30;
constexpr std::size_t kManyRows = 8;       // with answers of their own: another's answer is then no coincidence
constexpr double kMostlyOthers = 0.5;      // of the changed answers
constexpr double kRises = 3;               // the share behind an onset by that before it, at least
constexpr std::size_t kAskedAtTheEnd = 4;  // the last so many-th of the load stands for what comes after it

struct Counts {
  std::uint64_t asked = 0, changed = 0;
};

std::string percent(double share) { return fmt::format("{:.3g} %", 100 * share); }

std::string share_words(const Counts& counts) {
  if (counts.asked == 0) return "none asked";
  return fmt::format("{} of {}", counts.changed, counts.asked);
}

std::string time_words(double seconds) {
  constexpr double kToTheHundredth = 100;
  if (seconds < kToTheHundredth) return fmt::format("{:.2f} s", std::max(0.0, seconds));
  return format_duration(from_seconds(seconds));
}

class Judge {
 public:
  Judge(const AnswerTrace& trace, std::uint64_t seed)
      : trace_(trace), seed_(seed), references_(reference_answers(trace)) {
    for (const auto& one : trace.answers) {
      auto& counts = of(one.phase);
      ++counts.asked;
      if (!is_changed(one)) continue;
      ++counts.changed;
      if (one.is_of_other) ++of_others_;
    }
    all_ = {before_.asked + load_.asked + after_.asked, before_.changed + load_.changed + after_.changed};
  }

  AnswersJudgement judge() {
    if (all_.changed == 0) return same();
    const auto servers = find_servers(trace_, seed_);
    if (servers) return by_server(*servers);
    if (const auto connections = find_connections(trace_)) return by_connection(*connections);
    if (before_.changed > 0) return random_from_the_start();
    if (in_flight_chance() <= kRare) return of_those_in_flight();
    if (auto found = drifted()) return *std::move(found);
    if (are_mostly_of_others()) return of_those_in_flight();
    if (is_clean_alone()) return under_load_alone();
    if (after_.changed > 0 && before_.asked > 0 && some_come_back()) return random_at_times();
    return unclear();
  }

 private:
  Counts& of(ProbePhase phase) {
    if (phase == ProbePhase::before) return before_;
    return phase == ProbePhase::under_load ? load_ : after_;
  }
  bool is_changed(const ProbeAnswer& one) const {
    return one.answer == ProbeAnswer::kNone || one.answer != references_[one.row];
  }

  AnswersJudgement same() const {
    AnswersJudgement judged;
    const auto most = percent(most_unseen_share(all_.asked));
    if (all_.asked < kFewestAnswers) {
      judged.reason = fmt::format("{} answers, all the same: too few to tell, {} or less may change", all_.asked, most);
      return judged;
    }
    judged.verdict = AnswersVerdict::same;
    judged.reason =
        fmt::format("all {} answers stayed the same (with 95 % confidence at most {} change)", all_.asked, most);
    return judged;
  }

  AnswersJudgement by_server(const FoundServers& servers) const {
    const auto told_by = trace_.process == servers.header
                             ? std::string("which process answers: a worker has")
                             : fmt::format("who answers, as its header {} tells: a worker or replica has",
                                           trace_.headers[servers.header]);
    return {AnswersVerdict::stale_replica,
            fmt::format("the answer to one and the same row depends on {} another model (explains {} of the "
                        "differences, p = {:.2g})",
                        told_by, percent(servers.explained), servers.p_value),
            {},
            servers.header,
            {}};
  }

  static AnswersJudgement by_connection(const FoundConnections& found) {
    return {AnswersVerdict::stale_replica,
            fmt::format("the answer to one and the same row depends on the connection: asked twice over one, {} of {} "
                        "differ, over two at the same time {} of {} (p = {:.2g}): a worker or replica has another "
                        "model, and no header tells which",
                        found.differ, found.asked_twice, found.differ_at_once, found.asked_at_once, found.p_value),
            {},
            {},
            {}};
  }

  AnswersJudgement random_from_the_start() const {
    AnswersJudgement judged;
    judged.verdict = AnswersVerdict::nondeterministic;
    judged.reason = fmt::format(
        "asked alone, before any load, {} answers to rows asked again "
        "were others than before, under load {}",
        share_words(before_), share_words(load_));
    if (const auto two = rows_with_two_answers(); two.first > 0 && two.second)
      judged.notes.emplace_back(
          "No row has more than two answers: a worker with another model looks like that too. "
          "Have the service tell who answers, in a header.");
    return judged;
  }

  // How many rows have two answers, and whether none has more.
  std::pair<std::size_t, bool> rows_with_two_answers() const {
    std::vector<std::vector<std::uint8_t>> seen(trace_.rows);
    for (const auto& one : trace_.answers)
      if (auto& row = seen[one.row]; std::find(row.begin(), row.end(), one.answer) == row.end())
        row.push_back(one.answer);
    std::size_t two = 0;
    bool none_has_more = true;
    for (const auto& row : seen) {
      if (row.size() == 2) ++two;
      if (row.size() > 2 || std::find(row.begin(), row.end(), ProbeAnswer::kNone) != row.end()) none_has_more = false;
    }
    return {two, none_has_more};
  }

  // That so many wrong answers are those of rows in the same volley, which was drawn at random. Of two volleys with the
  // same rows the first counts.
  double in_flight_chance() const {
    std::vector<double> chances;
    std::set<std::pair<std::uint32_t, std::uint16_t>> counted;  // of a row that is asked twice at once the first counts
    std::uint64_t hits = 0;
    for (const auto& one : trace_.answers) {
      if (one.phase != ProbePhase::under_load || one.is_repeat || !is_changed(one) || one.chance <= 0) continue;
      if (!counted.emplace(one.volley, one.row).second) continue;
      chances.push_back(one.chance);
      if (one.is_of_in_flight) ++hits;
    }
    return trials_at_least(hits, chances);
  }

  bool are_mostly_of_others() const {
    return trace_.different_rows >= kManyRows && all_.changed >= 3 && before_.asked >= trace_.rows &&
           static_cast<double>(of_others_) >= kMostlyOthers * static_cast<double>(all_.changed) && after_.changed == 0;
  }

  AnswersJudgement of_those_in_flight() const {
    return {AnswersVerdict::shared_state,
            fmt::format("right alone ({} changed), wrong with several at once ({}): {} of the {} wrong answers are the "
                        "answers of other rows, so requests share state",
                        share_words({before_.asked + after_.asked, before_.changed + after_.changed}),
                        share_words(load_), of_others_, all_.changed),
            {},
            {},
            {}};
  }

  // The rows that ever changed, under load.
  std::vector<AskedRow> asked_of_changing_rows() const {
    std::vector<bool> changes(trace_.rows, false);
    for (const auto& one : trace_.answers)
      if (is_changed(one)) changes[one.row] = true;
    std::vector<AskedRow> asked;
    for (const auto& one : trace_.answers)
      if (one.phase == ProbePhase::under_load && changes[one.row])
        asked.push_back({one.t_s, one.took_s, one.row, is_changed(one)});
    return asked;
  }

  // Of the same rows, once the load is over; without such answers of its last part.
  bool persists(const std::vector<AskedRow>& asked, const FoundOnset& found) const {
    Counts late;
    std::vector<bool> changes(trace_.rows, false);
    for (const auto& one : asked) changes[one.row] = true;
    for (const auto& one : trace_.answers)
      if (one.phase == ProbePhase::after && changes[one.row]) {
        ++late.asked;
        if (is_changed(one)) ++late.changed;
      }
    if (late.asked == 0) {
      const auto from = asked.size() - (asked.size() - found.place) / kAskedAtTheEnd - 1;
      for (auto i = from; i < asked.size(); ++i) {
        ++late.asked;
        if (asked[i].is_changed) ++late.changed;
      }
    }
    return late.changed > 0 && binomial_at_most(late.changed, late.asked, found.share_after) > kRare;
  }

  std::optional<AnswersJudgement> drifted() const {
    const auto asked = asked_of_changing_rows();
    const auto found = find_onset(asked, seed_);
    if (!found || found->p_value > kRare || found->share_after < kRises * found->share_before) return std::nullopt;
    if (!persists(asked, *found)) return std::nullopt;
    return AnswersJudgement{
        AnswersVerdict::drift,
        fmt::format("the answers changed {} after the start of the load (with 95 % confidence between {} and {}) and "
                    "stayed so: {} of those asked before it, {} after it, of the rows that changed",
                    time_words(found->onset.t_s), time_words(found->onset.from_s), time_words(found->onset.to_s),
                    percent(found->share_before), percent(found->share_after)),
        found->onset,
        {},
        {}};
  }

  bool is_clean_alone() const {
    return before_.changed == 0 && after_.changed == 0 && load_.changed > 0 &&
           fisher_at_most(0, before_.asked + after_.asked, load_.changed, load_.asked) <= kRare;
  }

  AnswersJudgement under_load_alone() const {
    return {AnswersVerdict::load_dependent,
            fmt::format("right alone before and after the load ({} changed), wrong under it ({}): requests share "
                        "state, or numbers depend on which requests are computed together; none of the wrong answers "
                        "tells whose it is",
                        share_words({before_.asked + after_.asked, 0}), share_words(load_)),
            {},
            {},
            {}};
  }

  // A row had its first answer again after another one.
  bool some_come_back() const {
    std::vector<bool> changed(trace_.rows, false);
    for (const auto& one : trace_.answers) {
      if (!is_changed(one) && changed[one.row]) return true;
      if (is_changed(one)) changed[one.row] = true;
    }
    return false;
  }

  AnswersJudgement random_at_times() const {
    return {AnswersVerdict::nondeterministic,
            fmt::format("{} answers under load and {} after it, alone, were others than before, at "
                        "no instant more than at others",
                        share_words(load_), share_words(after_)),
            {},
            {},
            {}};
  }

  AnswersJudgement unclear() const {
    return {AnswersVerdict::changed,
            fmt::format("{} answers changed, too few to tell why: before the load {}, under it {}, after it {}",
                        share_words(all_), share_words(before_), share_words(load_), share_words(after_)),
            {},
            {},
            {}};
  }

  const AnswerTrace& trace_;
  const std::uint64_t seed_;
  const std::vector<std::uint8_t> references_;
  Counts before_, load_, after_, all_;
  std::uint64_t of_others_ = 0;
};

}  // namespace

AnswersJudgement judge_answers(const AnswerTrace& trace, std::uint64_t seed) { return Judge(trace, seed).judge(); }

}  // namespace plimsoll
