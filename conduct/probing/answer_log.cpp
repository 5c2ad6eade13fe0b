#include "conduct/probing/answer_log.h"

#include "core/text.h"
#include "judgement/answers/judge_answers.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kExcerpt = 160;
constexpr std::size_t kMostServersTold = 16;
constexpr std::size_t kMostPlacesCounted = 64;
constexpr int kFirstFailure = 400;

bool is_good(const Response& response) {
  return response.failure == FailureKind::none && !response.aborted && response.status > 0 &&
         response.status < kFirstFailure;
}

std::string row_name(std::size_t row) { return fmt::format("row {}", row + 1); }

// That so many of the other rows, drawn at random, had held one of those `holders`.
double chance_of(std::size_t others, std::size_t holders, std::size_t drawn) {
  double none = 1;
  for (std::size_t i = 0; i < drawn && i < others; ++i)
    none *= static_cast<double>(others - i > holders ? others - i - holders : 0) / static_cast<double>(others - i);
  return 1 - none;
}

using AnswerCounts = std::map<std::uint8_t, std::uint64_t>;

std::uint8_t most_frequent(const AnswerCounts& counts) {
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& one, const auto& other) { return one.second < other.second; })
      ->first;
}

// Who answers otherwise than the others: of each row the answer that most servers give is held to be the right one.
// Where as many give another one, it is that of the server that is with the most most often. If no row has a majority,
// as of two servers, nobody can tell who is right: then every answer counts that another server does not give.
class ServersOfTrace {
 public:
  ServersOfTrace(const AnswerTrace& trace, std::size_t header) : trace_(trace), header_(header), rows_(trace.rows) {
    for (const auto& one : trace.answers)
      if (one.told[header] != ProbeAnswer::kNone) ++rows_[one.row][one.told[header]][one.answer];
    AnswerCounts with_the_most;
    for (const auto& row : rows_) {
      const auto votes = votes_of(row);
      if (votes.size() < 2) continue;
      (leaders(votes) == 1 ? decided_ : undecided_) += 1;
      if (leaders(votes) > 1) continue;
      for (const auto& [server, answers] : row)
        if (most_frequent(answers) == most_frequent(votes)) ++with_the_most[server];
    }
    if (!with_the_most.empty()) base_ = most_frequent(with_the_most);
  }

  bool has_no_majority() const { return decided_ == 0 && undecided_ > 0; }

  std::vector<ServerAnswers> servers() const {
    std::map<std::uint8_t, ServerAnswers> servers;
    for (const auto& row : rows_) {
      if (row.empty()) continue;
      const auto votes = votes_of(row);
      const auto right = right_answer(row, votes);
      const bool is_disputed = has_no_majority() && votes.size() > 1;
      for (const auto& [told, answers] : row) {
        auto& server = servers[told];
        server.server = trace_.values[header_][told];
        for (const auto& [answer, count] : answers) {
          server.asked += count;
          if (is_disputed || answer != right) server.changed += count;
        }
      }
    }
    std::vector<ServerAnswers> list;
    for (auto& [told, server] : servers)
      if (list.size() < kMostServersTold) list.push_back(std::move(server));
    return list;
  }

 private:
  using Row = std::map<std::uint8_t, AnswerCounts>;  // by server

  static AnswerCounts votes_of(const Row& row) {
    AnswerCounts votes;
    for (const auto& [server, answers] : row) ++votes[most_frequent(answers)];
    return votes;
  }
  // How many answers have as many votes as the first.
  static std::size_t leaders(const AnswerCounts& votes) {
    const auto most = votes.at(most_frequent(votes));
    return static_cast<std::size_t>(
        std::count_if(votes.begin(), votes.end(), [&](const auto& one) { return one.second == most; }));
  }

  std::uint8_t right_answer(const Row& row, const AnswerCounts& votes) const {
    const auto most = most_frequent(votes);
    const auto base = base_ ? row.find(*base_) : row.end();
    if (base == row.end()) return most;
    const auto of_base = most_frequent(base->second);
    const auto voted = votes.find(of_base);
    return voted->second == votes.at(most) ? of_base : most;
  }

  const AnswerTrace& trace_;
  const std::size_t header_;
  std::vector<Row> rows_;
  std::uint64_t decided_ = 0, undecided_ = 0;  // rows that servers answer differently, with a majority and without
  std::optional<std::uint8_t> base_;
};

// Where they differ; and, where answers may vary from call to call by design, the remedy.
std::string note_of_places(std::vector<std::pair<std::string, std::uint64_t>> places, AnswersVerdict verdict) {
  constexpr std::size_t kMostNamed = 4;
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  if (places.empty() || places.front().first == "$") return "";
  std::string named, ignored;
  for (std::size_t i = 0; i < std::min(places.size(), kMostNamed); ++i) {
    const auto& [path, answers] = places[i];
    named += fmt::format("{}{} ({})", i == 0 ? "" : ", ", path, plural(answers, "answer"));
    const bool is_plain = path.find_first_of("[,") == std::string::npos;
    ignored += (i == 0 ? "" : ", ") + (is_plain ? path : '"' + path + '"');
  }
  if (places.size() > kMostNamed) named += fmt::format(" and {} more", places.size() - kMostNamed);
  auto words = fmt::format("The answers differ at {}.", named);
  if (verdict == AnswersVerdict::nondeterministic || verdict == AnswersVerdict::changed)
    words += fmt::format(
        " What is meant to vary from call to call, as the id of a request, is left out with probes: {{ignore: [{}]}}.",
        ignored);
  return words;
}

}  // namespace

AnswerLog::AnswerLog(KnownAnswers known, ServerHeaders headers, const Redaction& redaction, bool hides_answer,
                     std::size_t rows)
    : known_(std::move(known)),
      headers_(std::move(headers)),
      redaction_(redaction),
      hides_answer_(hides_answer),
      rows_(rows),
      references_(rows, 0) {}

ProbeCounts& AnswerLog::counts_of(ProbePhase phase) {
  if (phase == ProbePhase::before) return before_;
  return phase == ProbePhase::under_load ? under_load_ : after_;
}

void AnswerLog::add(const ProbeAsking& asking, const Response& response) {
  auto& counts = counts_of(asking.phase);
  if (!is_good(response)) {
    if (!response.aborted) ++counts.failed;
    return;
  }
  const auto seen = known_.see(asking.row, response.body);
  ProbeAnswer answer;
  answer.volley = asking.volley;
  answer.connection = asking.connection;
  answer.content = seen.content;
  answer.row = static_cast<std::uint16_t>(asking.row);
  answer.answer = seen.number;
  answer.took_s = static_cast<float>(to_seconds(response.done - response.sent));
  answer.phase = asking.phase;
  answer.is_repeat = asking.is_repeat && response.connections_opened == 0;
  answer.told = headers_.read(response, asking.process);
  answer.difference = static_cast<float>(seen.difference.value_or(0));
  const bool is_changed = seen.number == KnownAnswers::kOneTooMany || seen.number != references_[asking.row];
  if (is_changed) {
    answer.is_of_other = !seen.of_rows.empty();
    answer.is_of_in_flight = std::any_of(asking.in_flight.begin(), asking.in_flight.end(), [&](std::size_t row) {
      return std::find(seen.of_rows.begin(), seen.of_rows.end(), row) != seen.of_rows.end();
    });
    answer.chance = static_cast<float>(chance_of(rows_ - 1, seen.of_rows.size(), asking.in_flight.size()));
    keep_example(answer, response, seen);
    count_places(seen.places);
  }
  ++counts.asked;
  if (is_changed) ++counts.changed;
  if (is_changed && answer.is_of_other) ++of_others_;
  if (seen.difference) greatest_difference_ = std::max(greatest_difference_.value_or(0), *seen.difference);
  if (asking.phase == ProbePhase::under_load) {
    ++volley_.asked;
    if (is_changed) ++volley_.changed;
    volley_difference_ = std::max(volley_difference_, seen.difference.value_or(0));
  }
  kept_.push_back({answer, response.sent, asking.draw});
  if (asking.phase != ProbePhase::under_load) return;
  if (asking.draw % stride_ != 0) return kept_.pop_back();
  if (++kept_of_load_ < kMostAnswers) return;
  stride_ *= 2;
  std::erase_if(kept_,
                [&](const Kept& one) { return one.answer.phase == ProbePhase::under_load && one.draw % stride_ != 0; });
  kept_of_load_ = static_cast<std::size_t>(std::count_if(
      kept_.begin(), kept_.end(), [](const Kept& one) { return one.answer.phase == ProbePhase::under_load; }));
}

void AnswerLog::count_places(const std::vector<std::string>& places) {
  for (const auto& path : places) {
    const auto known = std::find_if(places_.begin(), places_.end(), [&](const auto& one) { return one.first == path; });
    if (known != places_.end())
      ++known->second;
    else if (places_.size() < kMostPlacesCounted)
      places_.emplace_back(path, 1);
  }
}

void AnswerLog::keep_example(const ProbeAnswer& answer, const Response& response, const KnownAnswers::Seen& seen) {
  if (hides_answer_ || examples_.size() == ProbeRecord::kMostExamples) return;
  ProbeExample shown;
  // Of the whole bodies, where no place tells it, or where the place is all of them.
  const bool is_whole = seen.place.empty() || seen.place == "$";
  shown.row = row_name(answer.row) + (is_whole ? "" : ", " + seen.place);
  const auto excerpt = [&](std::string_view text) {
    if (!seen.place_name.empty() && redaction_.is_secret(seen.place_name)) return std::string("[redacted]");
    return std::string(trimmed(redaction_.start_of(text, kExcerpt)));
  };
  shown.expected = excerpt(is_whole ? known_.reference(answer.row) : std::string_view(seen.expected));
  shown.got = excerpt(is_whole ? std::string_view(response.body) : std::string_view(seen.got));
  // The same again shows nothing new.
  const bool is_there = std::any_of(examples_.begin(), examples_.end(), [&](const Example& one) {
    return one.shown.row == shown.row && one.shown.got == shown.got;
  });
  if (is_there) return;
  auto& example = examples_.emplace_back();
  example.at = response.sent;
  example.told = answer.told;
  example.shown = std::move(shown);
  if (!seen.of_rows.empty()) example.shown.answer_of = row_name(seen.of_rows.front());
}

// Counted anew: which one is the reference was not known before.
void AnswerLog::settle_references() {
  references_ = reference_answers(trace());
  known_.set_references(references_);
  before_.changed = of_others_ = 0;
  for (const auto& one : kept_)
    if (one.answer.answer != references_[one.answer.row]) ++before_.changed;
}

void AnswerLog::end_volley(Instant now) {
  if (volley_.asked > 0) {
    changed_share_.add(seconds(now), static_cast<double>(volley_.changed) / static_cast<double>(volley_.asked));
    difference_.add(seconds(now), volley_difference_);
  }
  volley_ = {};
  volley_difference_ = 0;
}

AnswerTrace AnswerLog::trace() const {
  AnswerTrace trace;
  trace.rows = rows_;
  trace.different_rows = known_.different_rows();
  trace.headers = headers_.names();
  trace.values = headers_.values();
  trace.process = headers_.process();
  trace.answers.reserve(kept_.size());
  for (const auto& one : kept_) {
    trace.answers.push_back(one.answer);
    trace.answers.back().t_s = seconds(one.at);
  }
  return trace;
}

ProbeCounts AnswerLog::counts() const {
  return {before_.asked + under_load_.asked, before_.changed + under_load_.changed,
          before_.failed + under_load_.failed};
}

void AnswerLog::fill(ProbeRecord& record, std::uint64_t seed) const {
  const auto judged_of = trace();
  auto judged = judge_answers(judged_of, seed);
  record.verdict = judged.verdict;
  record.reason = std::move(judged.reason);
  record.onset = judged.onset;
  record.notes = std::move(judged.notes);
  record.before = before_;
  record.under_load = under_load_;
  record.after = after_;
  record.of_other_rows = of_others_;
  record.greatest_difference = greatest_difference_;
  if (auto note = note_of_places(places_, record.verdict); !note.empty()) record.notes.push_back(std::move(note));
  for (const auto& path : known_.idle_paths())
    record.notes.push_back(
        fmt::format("probes.ignore: \"{}\" is no place of any answer, so that it leaves nothing out.", path));
  for (const auto* series : {&changed_share_, &difference_})
    if (!series->empty()) record.series.push_back(*series);
  if (judged.header) {
    record.server_header = judged_of.headers[*judged.header];
    record.is_by_process = judged_of.process == judged.header;
    const ServersOfTrace servers(judged_of, *judged.header);
    record.servers = servers.servers();
    if (servers.has_no_majority())
      record.notes.emplace_back(
          "As many servers give the one answer as the other, so who is right cannot be told: ask each for a row whose "
          "answer you know. What the examples expect is what the row was answered most often before the load.");
  }
  for (const auto& example : examples_) {
    auto& shown = record.examples.emplace_back(example.shown);
    shown.t_s = seconds(example.at);
    if (!judged.header || example.told[*judged.header] == ProbeAnswer::kNone) continue;
    shown.server = judged_of.values[*judged.header][example.told[*judged.header]];
  }
}

}  // namespace plimsoll
