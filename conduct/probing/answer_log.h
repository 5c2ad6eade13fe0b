#pragma once

// The answers of probes as they come: counted, as series, as examples, and as the trace that is judged. Bounded: where
// the trace is full, every other draw of it goes, and of those to come too. One thread at a time.

#include "conduct/probing/known_answers.h"
#include "conduct/probing/server_headers.h"
#include "core/time.h"
#include "engine/exchange/request.h"
#include "judgement/answers/answer_trace.h"
#include "record/answers/probe_record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

// How a row was asked.
struct ProbeAsking {
  ProbePhase phase = ProbePhase::under_load;
  std::size_t row = 0;
  std::uint32_t draw = 0, volley = 0, connection = 0;
  bool is_repeat = false;                // the second of the draw, over the connection of the first
  std::vector<std::size_t> in_flight{};  // the other rows of the volley, each once
  std::string process{};                 // who answered; empty: it was not seen
};

class AnswerLog {
 public:
  static constexpr std::size_t kMostAnswers = 16384;  // of the load

  AnswerLog(KnownAnswers known, ServerHeaders headers, const Redaction& redaction, bool hides_answer, std::size_t rows);

  void add(const ProbeAsking& asking, const Response& response);
  // The rows' answers so far are those that later ones are held against.
  void settle_references();
  void set_origin(Instant origin) { origin_ = origin; }
  // Of the volley that has just come.
  void end_volley(Instant now);

  // Under load and before it.
  ProbeCounts counts() const;
  // Counts, series, examples and the verdict with its reason.
  void fill(ProbeRecord& record, std::uint64_t seed) const;

 private:
  ProbeCounts& counts_of(ProbePhase phase);
  AnswerTrace trace() const;
  void keep(const ProbeAsking& asking, const ProbeAnswer& answer);
  void keep_example(const ProbeAnswer& answer, const Response& response, const KnownAnswers::Seen& seen);
  void count_places(const std::vector<std::string>& places);
  double seconds(Instant instant) const { return to_seconds(instant - origin_); }

  struct Kept {
    ProbeAnswer answer;
    Instant at{};
    std::uint32_t draw = 0;
  };
  KnownAnswers known_;
  ServerHeaders headers_;
  const Redaction& redaction_;
  const bool hides_answer_;
  const std::size_t rows_;
  std::vector<std::uint8_t> references_;
  std::vector<Kept> kept_;
  std::size_t kept_of_load_ = 0;
  std::uint32_t stride_ = 1;  // of draws that are kept
  Instant origin_{};
  ProbeCounts before_, under_load_, after_;
  ProbeCounts volley_;
  double volley_difference_ = 0;
  std::optional<double> greatest_difference_;
  std::uint64_t of_others_ = 0;
  std::vector<std::pair<std::string, std::uint64_t>> places_;  // that differ, in how many answers
  TimeSeries changed_share_{std::string(kProbesChanged), ""};
  TimeSeries difference_{std::string(kProbesDifference), ""};
  struct Example {
    ProbeExample shown;
    Instant at{};
    std::array<std::uint8_t, ProbeAnswer::kTold> told{};
  };
  std::vector<Example> examples_;
};

}  // namespace plimsoll
