#include "reports/sweeps/sweep_texts.h"

#include "core/units.h"
#include "reports/sweeps/sweep_words.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

Paint paint_of(LevelState state) {
  switch (state) {
    case LevelState::holds:
      return Paint::green;
    case LevelState::breaks:
      return Paint::red;
    case LevelState::invalid:
      return Paint::yellow;
    case LevelState::cut_short:
      break;
  }
  return Paint::dim;
}

Paint paint_of(RunOutcome outcome) {
  return outcome == RunOutcome::pass                                            ? Paint::green
         : outcome == RunOutcome::invalid || outcome == RunOutcome::interrupted ? Paint::yellow
                                                                                : Paint::red;
}

// Of eighths of a column.
std::string bar(double columns) {
  constexpr std::array<std::string_view, 8> kPart = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(std::lround(std::max(0.0, columns) * 8));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text + std::string(kPart[eighths % 8]);
}

std::string marks_of(const SweepRecord& sweep, std::size_t place) {
  std::string marks;
  const auto mark = [&](bool is_there, std::string_view word) {
    if (is_there) marks += (marks.empty() ? " ◀ " : ", ") + std::string(word);
  };
  mark(sweep.limit.holds == place, "highest that holds");
  mark(sweep.best && sweep.best->level == place, "highest goodput");
  if (sweep.knee) {
    const auto& levels = sweep.levels;
    const auto nearest = std::min_element(levels.begin(), levels.end(), [&](const auto& a, const auto& b) {
      return std::abs(std::log(a.level / sweep.knee->level)) < std::abs(std::log(b.level / sweep.knee->level));
    });
    mark(nearest == levels.begin() + static_cast<std::ptrdiff_t>(place), "knee");
  }
  mark(sweep.levels[place].state == LevelState::invalid, "Plimsoll was the bottleneck");
  return marks;
}

// What a narrow terminal can do without goes first.
int expendable(std::string_view head) {
  if (head == "p90" || head == "TTFT p90" || head == "token p90") return 9;
  if (head == "token p50" || head == "TTFT p50") return 8;
  if (head == "memory at end") return 7;
  if (head == "peak memory") return 6;
  if (head == "tokens/s") return 6;
  if (head == "token p99") return 5;
  if (head == "p50") return 4;
  if (head == "failed" || head == "dropped") return 3;
  if (head == "TTFT p99") return 2;
  return head == "p99" ? 1 : 0;
}

void write_table(const SweepRecord& sweep, const ConsoleStyle& style, std::ostream& out) {
  const auto levels = level_table(sweep);
  TerminalTable table;
  for (const auto& head : levels.heads)
    table.columns.push_back(
        {head, head == "state" ? TerminalColumn::Side::left : TerminalColumn::Side::right, expendable(head)});
  for (std::size_t i = 0; i < levels.rows.size(); ++i) {
    auto& row = table.rows.emplace_back();
    for (const auto& text : levels.rows[i]) row.push_back({text, Paint::plain});
    row.back().paint = paint_of(sweep.levels[i].state);
  }
  out << laid_out(std::move(table), style);
}

std::string csv_number(std::optional<double> value) { return value ? exact_number(*value) : std::string(); }

}  // namespace

std::string sweep_chart(const SweepRecord& sweep, const ConsoleStyle& style) {
  if (sweep.levels.size() < 2) return {};
  double highest = 0;
  std::size_t widest = display_width(level_heading(sweep));
  std::size_t widest_figure = 0;
  std::vector<std::string> marks;
  std::size_t widest_mark = 0;
  for (std::size_t i = 0; i < sweep.levels.size(); ++i) {
    const auto& level = sweep.levels[i];
    highest = std::max(highest, level.goodput_per_second);
    widest = std::max(widest, rate_text(level.level).size());
    widest_figure = std::max(widest_figure, rate_text(level.goodput_per_second).size());
    marks.push_back(marks_of(sweep, i));
    widest_mark = std::max(widest_mark, display_width(marks.back()));
  }
  const auto rest = static_cast<int>(widest + widest_figure + widest_mark + 6);
  const int columns = std::clamp(style.width - rest, 8, 60);
  std::string text = "  " + pad_left(level_heading(sweep), widest) + "  goodput/s\n";
  for (std::size_t i = 0; i < sweep.levels.size(); ++i) {
    const auto& level = sweep.levels[i];
    const double share = highest > 0 ? level.goodput_per_second / highest : 0;
    text += "  " + pad_left(rate_text(level.level), widest) + "  " +
            painted(bar(share * columns), paint_of(level.state), style) + " " + rate_text(level.goodput_per_second) +
            painted(marks[i], Paint::dim, style) + "\n";
  }
  return text;
}

void write_sweep_console(const SweepRecord& sweep, const ConsoleStyle& style, std::ostream& out) {
  const auto width = static_cast<std::size_t>(std::max(style.width, 40)) - 2;
  const auto paragraph = [&](const std::string& text) {
    for (const auto& line : wrapped(text, width)) out << "  " << line << '\n';
  };
  out << '\n'
      << painted(outcome_word(sweep.verdict.outcome), paint_of(sweep.verdict.outcome), style) << "  "
      << painted(sweep.name.empty() ? sweep.target : sweep.name, Paint::bold, style) << '\n';
  for (const auto& reason : sweep.verdict.reasons) paragraph(reason);
  paragraph(plan_sentence(sweep) + ".");
  if (sweep.levels.empty()) return;
  out << '\n';
  write_table(sweep, style, out);
  if (const auto chart = sweep_chart(sweep, style); !chart.empty()) out << '\n' << chart;
  out << '\n';
  for (const auto& sentence : sweep_sentences(sweep)) {
    const bool is_said =
        std::find(sweep.verdict.reasons.begin(), sweep.verdict.reasons.end(), sentence) != sweep.verdict.reasons.end();
    if (!is_said) paragraph(sentence);
  }
}

void write_sweep_markdown(const SweepRecord& sweep, std::ostream& out) {
  const auto cells = [&](const std::vector<std::string>& texts) {
    out << '|';
    for (const auto& text : texts) out << ' ' << escape_markdown(text) << " |";
    out << '\n';
  };
  out << fmt::format("## {}: sweep of {}\n\n", outcome_word(sweep.verdict.outcome),
                     escape_markdown(sweep.name.empty() ? sweep.target : sweep.name));
  if (!sweep.note.empty()) out << escape_markdown(sweep.note) << "\n\n";
  for (const auto& reason : sweep.verdict.reasons) out << "- " << escape_markdown(reason) << '\n';
  for (const auto& sentence : sweep_sentences(sweep))
    if (std::find(sweep.verdict.reasons.begin(), sweep.verdict.reasons.end(), sentence) == sweep.verdict.reasons.end())
      out << "- " << escape_markdown(sentence) << '\n';
  out << '\n' << escape_markdown(plan_sentence(sweep)) << ".\n\n";
  const auto levels = level_table(sweep);
  cells(levels.heads);
  out << '|';
  for (const auto& head : levels.heads) out << (head == "state" ? " --- |" : " ---: |");
  out << '\n';
  for (const auto& row : levels.rows) cells(row);
}

void write_sweep_csv(const SweepRecord& sweep, std::ostream& out) {
  out << "level,over,state,run,steady_from_s,steady_s,requests,failures,dropped,requests_per_second,good_per_second,"
         "held,goodput_per_second,goodput_share,goodput_share_low,goodput_share_high,response_p50_ms,response_p90_ms,"
         "response_p99_ms,ttft_p50_ms,ttft_p90_ms,ttft_p99_ms,time_per_token_p50_ms,time_per_token_p90_ms,"
         "time_per_token_p99_ms,tokens_by,tokens_per_second,memory_first_bytes,memory_last_bytes,memory_max_bytes,"
         "reason,margin,memory_verdict";
  std::vector<std::string> figures;  // that any level has
  for (const auto& figure : quality_figures())
    if (std::any_of(sweep.levels.begin(), sweep.levels.end(),
                    [&](const auto& level) { return level.figure(figure.name).has_value(); }))
      figures.emplace_back(figure.name);
  for (const auto& name : figures) out << "," << name;
  out << "\n";
  for (const auto& level : sweep.levels) {
    const auto streams = level.streams.value_or(LevelStreams{});
    const auto times = [](const LevelTimes& its) {
      return csv_number(its.p50_ms) + "," + csv_number(its.p90_ms) + "," + csv_number(its.p99_ms);
    };
    const auto memory = [&](double LevelMemory::*member) {
      return level.memory ? csv_number((*level.memory).*member) : std::string();
    };
    out << fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
                       exact_number(level.level), to_string(sweep.over), to_string(level.state), level.run_id,
                       exact_number(level.from_s), exact_number(level.seconds), level.requests, level.failures,
                       level.dropped, exact_number(level.per_second), exact_number(level.good_per_second), level.held,
                       exact_number(level.goodput_per_second), exact_number(level.share), exact_number(level.share_low),
                       exact_number(level.share_high), times(level.response_time), times(streams.first_token),
                       times(streams.time_per_token), streams.tokens_by, csv_number(streams.tokens_per_second),
                       memory(&LevelMemory::first_bytes), memory(&LevelMemory::last_bytes),
                       memory(&LevelMemory::max_bytes), csv_field(level.reasons.empty() ? "" : level.reasons.front()),
                       exact_number(level.margin), level.memory ? level.memory->verdict : std::string());
    for (const auto& name : figures) out << "," << csv_number(level.figure(name));
    out << "\n";
  }
}

}  // namespace plimsoll
