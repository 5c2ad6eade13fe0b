#include "reports/sweeps/sweep_words.h"

#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace plimsoll {
namespace {

std::string number_text(double value) { return rate_text(value); }

std::string reason_of(const SweepLevel& level) {
  if (level.reasons.empty()) return std::string(to_string(level.state));
  auto reason = level.reasons.front();
  while (reason.ends_with('.')) reason.pop_back();
  return level.state == LevelState::invalid ? "Plimsoll itself was the bottleneck (" + reason + ")" : reason;
}

std::string_view tokens_words(std::string_view by) {
  if (by == "token_by_usage_of_each") return "by the usage of each event";
  if (by == "token_by_usage") return "by the usage at the end";
  return "one an event, assumed";
}

struct Column {
  std::string head;
  std::function<std::string(const SweepLevel&)> text;
};

void add_times(std::vector<Column>& columns, const std::string& prefix,
               const std::function<const LevelTimes*(const SweepLevel&)>& times) {
  const std::pair<const char*, std::optional<double> LevelTimes::*> each[] = {
      {"p50", &LevelTimes::p50_ms}, {"p90", &LevelTimes::p90_ms}, {"p99", &LevelTimes::p99_ms}};
  for (const auto& [name, member] : each)
    columns.push_back({prefix + name, [times, member = member](const SweepLevel& level) {
                         const auto* its = times(level);
                         return milliseconds_text(its == nullptr ? std::nullopt : its->*member);
                       }});
}

void add_memory(std::vector<Column>& columns) {
  const auto add = [&](const char* head, std::function<std::string(const LevelMemory&)> text) {
    columns.push_back({head, [text = std::move(text)](const SweepLevel& level) {
                         return level.memory ? text(*level.memory) : std::string("-");
                       }});
  };
  add("peak memory", [](const LevelMemory& memory) { return bytes_text(memory.max_bytes); });
  add("memory at end", [](const LevelMemory& memory) { return bytes_text(memory.last_bytes); });
  add("leak", [](const LevelMemory& memory) {
    return memory.verdict.empty() || memory.verdict == to_string(Verdict::inconclusive) ? "-" : memory.verdict;
  });
}

std::vector<Column> columns_of(const SweepRecord& sweep) {
  const auto any = [&](auto has) { return std::any_of(sweep.levels.begin(), sweep.levels.end(), has); };
  std::vector<Column> columns = {
      {level_heading(sweep), [](const auto& level) { return number_text(level.level); }},
      {"requests/s", [](const auto& level) { return number_text(level.per_second); }},
      {"goodput/s", [](const auto& level) { return number_text(level.goodput_per_second); }},
  };
  add_times(columns, "", [](const SweepLevel& level) { return &level.response_time; });
  if (any([](const auto& level) { return level.streams.has_value(); })) {
    add_times(columns, "TTFT ",
              [](const SweepLevel& level) { return level.streams ? &level.streams->first_token : nullptr; });
    add_times(columns, "token ",
              [](const SweepLevel& level) { return level.streams ? &level.streams->time_per_token : nullptr; });
    columns.push_back({"tokens/s", [](const SweepLevel& level) {
                         return level.streams && level.streams->tokens_per_second
                                    ? number_text(*level.streams->tokens_per_second)
                                    : std::string("-");
                       }});
  }
  columns.push_back({"failed", [](const SweepLevel& level) {
                       return level.requests == 0 ? std::string("-")
                                                  : share_text(static_cast<double>(level.failures) /
                                                               static_cast<double>(level.requests));
                     }});
  for (const std::string_view name : {"accuracy", "log_loss", "rmse"})
    if (any([&](const auto& level) { return level.figure(name).has_value(); }))
      columns.push_back({name == "log_loss" ? "log loss" : std::string(name),
                         [name](const SweepLevel& level) { return figure_text(level.figure(name)); }});
  if (any([](const auto& level) { return level.dropped > 0; }))
    columns.push_back(
        {"dropped", [](const SweepLevel& level) { return number_text(static_cast<double>(level.dropped)); }});
  if (any([](const auto& level) { return level.memory.has_value(); })) add_memory(columns);
  columns.push_back({"state", [](const auto& level) { return std::string(to_string(level.state)); }});
  return columns;
}

}  // namespace

std::string level_text(const SweepRecord& sweep, double level) {
  if (sweep.over == SweepOver::rate) return number_text(level) + "/s";
  return number_text(level) + (level == 1 ? " user" : " users");
}

std::string level_heading(const SweepRecord& sweep) { return sweep.over == SweepOver::users ? "users" : "arrivals/s"; }

std::string ended(std::string text) {
  if (!text.ends_with('.')) text += '.';
  return text;
}

bool says_that_none_holds(const SweepRecord& sweep, std::string_view reason) {
  return !sweep.limit.holds && reason.starts_with("No level holds: ");
}

std::string limit_sentence(const SweepRecord& sweep) {
  const auto& limit = sweep.limit;
  if (!limit.holds && !limit.beyond) return "no level was held to its end";
  const auto beyond = [&] {
    const auto& level = sweep.levels[*limit.beyond];
    return fmt::format("at {}: {}", level_text(sweep, level.level), reason_of(level));
  };
  if (!limit.holds) return "the limits hold at no level; " + beyond();
  const auto& level = sweep.levels[*limit.holds];
  const auto holds = fmt::format("the limits hold up to {} ({} good answers/s)", level_text(sweep, level.level),
                                 number_text(level.good_per_second));
  if (!limit.beyond) return holds + ", the highest level that was tried";
  return holds + "; " + beyond();
}

std::string knee_sentence(const SweepRecord& sweep) {
  if (!sweep.knee) return "no knee in this range: " + sweep.why_no_knee;
  const auto& knee = *sweep.knee;
  const auto where = knee.below == knee.above ? std::string("a measured level")
                                              : fmt::format("between the measured {} and {}", number_text(knee.below),
                                                            level_text(sweep, knee.above));
  return fmt::format("the knee is at about {} ({} good answers/s), {}: more load brings {} more throughput",
                     level_text(sweep, knee.level), number_text(knee.per_second), where,
                     knee.slope_after < 0.05 ? "no" : "little");
}

std::string goodput_sentence(const SweepRecord& sweep) {
  if (!sweep.best) return "no level has an answer that is good" + std::string(sweep.has_slo ? " by every limit" : "");
  const auto& best = *sweep.best;
  const auto& level = sweep.levels[best.level];
  auto text = fmt::format("the highest goodput is {}/s ({} to {}) at {}, {} of its requests{}",
                          number_text(level.goodput_per_second), number_text(best.low), number_text(best.high),
                          level_text(sweep, level.level), share_text(level.share),
                          sweep.has_slo ? " meet every limit of slo" : " are answered well");
  if (best.resolved) return text + "; no other level comes as high";
  std::string rivals;
  constexpr std::size_t kMostNamed = 4;
  const auto count = best.rivals.size();
  for (std::size_t i = 0; i < std::min(count, kMostNamed); ++i) {
    const bool is_last = i + 1 == std::min(count, kMostNamed);
    rivals += i == 0 ? "" : is_last && count <= kMostNamed ? " and " : ", ";
    const double rival = sweep.levels[best.rivals[i]].level;
    rivals += is_last ? level_text(sweep, rival) : number_text(rival);
  }
  if (count > kMostNamed) rivals += fmt::format(" and {} more levels", count - kMostNamed);
  return text + fmt::format("; not resolved: at {} it may be as high", rivals);
}

// Levels of one load as a run of growths would be by chance in one order of so many: four make less than a twentieth.
std::string memory_sentence(const SweepRecord& sweep) {
  constexpr std::size_t kFewest = 4;
  constexpr double kSmallShare = 0.02;
  constexpr double kSmallBytes = 1024.0 * 1024;
  std::vector<const SweepLevel*> levels;  // as they were tried
  for (const auto& level : sweep.levels)
    if (level.memory) levels.push_back(&level);
  if (levels.size() < kFewest) return {};
  std::sort(levels.begin(), levels.end(), [](const auto* a, const auto* b) { return a->run_id < b->run_id; });
  const double first = levels.front()->memory->last_bytes;
  const double last = levels.back()->memory->last_bytes;
  if (last - first <= std::max(kSmallBytes, kSmallShare * first)) return {};
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const double before = levels[i - 1]->memory->last_bytes;
    const bool went_back = levels[i]->memory->first_bytes < before - std::max(kSmallBytes, kSmallShare * before);
    if (levels[i]->memory->last_bytes <= before || went_back) return {};
  }
  const bool leaks = std::any_of(levels.begin(), levels.end(), [](const auto* level) {
    return level->memory->verdict == to_string(Verdict::leaking);
  });
  const auto texts = bytes_texts_apart({first, last});
  return fmt::format(
      "Memory rose with each of the {} levels and did not go back between them: {} at the end of the "
      "first, {} at the end of the last.{}",
      levels.size(), texts[0], texts[1],
      leaks ? ""
            : " More load may need that much, or it leaks: a run that holds one level for longer can "
              "tell.");
}

std::vector<std::string> sweep_sentences(const SweepRecord& sweep) {
  const auto& said = sweep.verdict.reasons;
  std::vector<std::string> sentences;
  if (std::none_of(said.begin(), said.end(), [&](const auto& reason) { return says_that_none_holds(sweep, reason); }))
    sentences.push_back(as_sentence(limit_sentence(sweep)));
  sentences.push_back(as_sentence(knee_sentence(sweep)));
  sentences.push_back(as_sentence(goodput_sentence(sweep)));
  const auto is_said = [&](const std::string& expression) {
    const auto& reasons = sweep.verdict.reasons;
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const std::string& reason) { return reason.find(expression) != std::string::npos; });
  };
  for (const auto& requirement : sweep.requirements)
    if (!is_said(requirement.expression))
      sentences.push_back(fmt::format("Required: {}: {}{}.", requirement.expression,
                                      requirement.met ? "met" : "not met",
                                      requirement.actual ? ", " + number_text(*requirement.actual) : ""));
  for (const auto& level : sweep.levels)
    if (level.streams && !level.streams->tokens_by.empty()) {
      sentences.push_back(fmt::format("Time a token: {}.", tokens_words(level.streams->tokens_by)));
      break;
    }
  if (auto memory = memory_sentence(sweep); !memory.empty()) sentences.push_back(std::move(memory));
  for (const auto& note : sweep.notes) sentences.push_back(as_sentence(note));
  return sentences;
}

std::string plan_sentence(const SweepRecord& sweep) {
  const auto levels = sweep.levels.size();
  return fmt::format("{} level{} of {}{}, each held for {} after {} of warm-up", levels, levels == 1 ? "" : "s",
                     sweep.over == SweepOver::users ? "users" : "arrivals a second",
                     sweep.automatic ? ", chosen on the way" : "", seconds_text(sweep.hold_s),
                     seconds_text(sweep.warmup_s));
}

LevelTable level_table(const SweepRecord& sweep) {
  LevelTable table;
  auto columns = columns_of(sweep);
  std::erase_if(columns, [&](const Column& column) {
    return std::all_of(sweep.levels.begin(), sweep.levels.end(),
                       [&](const SweepLevel& level) { return column.text(level) == "-"; });
  });
  for (const auto& column : columns) table.heads.push_back(column.head);
  for (const auto& level : sweep.levels) {
    auto& row = table.rows.emplace_back();
    for (const auto& column : columns) row.push_back(column.text(level));
  }
  return table;
}

}  // namespace plimsoll
