#include "reports/words/probe_sentences.h"

#include "core/units.h"
#include "judgement/curves/proportions.h"
#include "reports/words/text.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

std::string counts_words(const ProbeCounts& counts) {
  if (counts.asked + counts.failed == 0) return "not asked";
  auto words = fmt::format("{} of {} changed", format_count(counts.changed), format_count(counts.asked));
  if (counts.failed > 0) words += fmt::format(", {} failed", format_count(counts.failed));
  return words;
}

std::string example_words(const ProbeExample& example) {
  const auto when =
      example.t_s < 0 ? seconds_text(-example.t_s) + " before the load" : "at " + seconds_text(example.t_s);
  auto words = fmt::format("{} {}: expected {}, got {}", example.row, when, example.expected, example.got);
  if (!example.server.empty()) words += fmt::format(" from {}", example.server);
  if (!example.answer_of.empty()) words += fmt::format(", which is the answer of {}", example.answer_of);
  return words;
}

}  // namespace

std::string_view answers_verdict_words(AnswersVerdict verdict) {
  switch (verdict) {
    case AnswersVerdict::same:
      return "same";
    case AnswersVerdict::nondeterministic:
      return "not deterministic";
    case AnswersVerdict::drift:
      return "drift";
    case AnswersVerdict::stale_replica:
      return "stale replica";
    case AnswersVerdict::shared_state:
      return "shared state";
    case AnswersVerdict::load_dependent:
      return "wrong under load";
    case AnswersVerdict::changed:
      return "changed";
    case AnswersVerdict::inconclusive:
      break;
  }
  return "inconclusive";
}

std::vector<std::string> probe_sentences(const RunRecord& record) {
  if (!record.probes) return {};
  const auto& probes = *record.probes;
  std::vector<std::string> sentences;
  sentences.push_back(fmt::format("{}{}: {}.", answers_verdict_words(probes.verdict),
                                  probes.is_allowed ? " (allowed)" : "", probes.reason));
  sentences.push_back(fmt::format("{} of {}, {} at once every {}: before the load {}, under it {}, after it {}.",
                                  plural(probes.rows, "row"), probes.request, probes.at_once,
                                  seconds_text(probes.every_s), counts_words(probes.before),
                                  counts_words(probes.under_load), counts_words(probes.after)));
  if (probes.greatest_difference && *probes.greatest_difference > 0)
    sentences.push_back(fmt::format("The greatest difference of a number is {} of the greater of the two.",
                                    share_text(*probes.greatest_difference)));
  if (!probes.servers.empty() && (probes.is_by_process || !probes.server_header.empty())) {
    std::string servers;
    for (const auto& server : probes.servers)
      servers += fmt::format("{}{}: {} of {}", servers.empty() ? "" : "; ", server.server, format_count(server.changed),
                             format_count(server.asked));
    sentences.push_back(fmt::format("Answers other than what most others give, by {}: {}.",
                                    probes.is_by_process ? "process" : probes.server_header, servers));
  }
  for (const auto& example : probes.examples) sentences.push_back(example_words(example));
  sentences.insert(sentences.end(), probes.notes.begin(), probes.notes.end());
  return sentences;
}

std::vector<std::string> check_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  for (const auto& count : record.check_counts) {
    if (!count.is_sampled()) continue;
    auto words = fmt::format("{} of {} answers to {} were checked, for want of time", format_count(count.checked),
                             format_count(count.answers), count.request);
    if (count.checked > 0) {
      const auto wrong = wilson_interval(count.wrong, count.checked);
      words += fmt::format(": {} of these were wrong, so between {} and {} of all (95 % confidence)",
                           format_count(count.wrong), share_text(wrong.low), share_text(wrong.high));
    }
    sentences.push_back(words + ".");
  }
  return sentences;
}

}  // namespace plimsoll
