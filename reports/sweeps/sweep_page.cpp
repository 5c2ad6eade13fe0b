#include "reports/sweeps/sweep_page.h"

#include "reports/html/page.h"
#include "reports/html/writer.h"
#include "reports/page/page_assets.h"
#include "reports/sweeps/level_chart.h"
#include "reports/sweeps/sweep_words.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <functional>
#include <ostream>

namespace plimsoll {
namespace {

using Figure = std::function<std::optional<double>(const SweepLevel&)>;

ChartLine line_of(const SweepRecord& sweep, std::string name, std::string_view color, std::string_view dashes,
                  const Figure& figure) {
  ChartLine line{std::move(name), color, dashes, {}};
  for (const auto& level : sweep.levels)
    if (const auto value = figure(level); value && level.requests > 0) line.points.emplace_back(level.level, *value);
  return line;
}

std::vector<ChartMark> marks_of(const SweepRecord& sweep) {
  std::vector<ChartMark> marks;
  if (sweep.knee) marks.push_back({"knee, " + level_text(sweep, sweep.knee->level), sweep.knee->level, "plum"});
  if (sweep.limit.holds) {
    const double level = sweep.levels[*sweep.limit.holds].level;
    marks.push_back({"highest that holds, " + level_text(sweep, level), level, "pass"});
  }
  return marks;
}

// The knee may lie between two levels, a mark never outside of them.
LevelChart times_chart(const SweepRecord& sweep, const std::string& title, const std::string& summary,
                       const std::function<const LevelTimes*(const SweepLevel&)>& times) {
  LevelChart chart{title, summary, "ms", {}, marks_of(sweep)};
  const auto add = [&](const char* name, std::string_view color, std::string_view dashes,
                       std::optional<double> LevelTimes::*member) {
    auto line = line_of(sweep, name, color, dashes, [&](const SweepLevel& level) {
      const auto* its = times(level);
      return its == nullptr ? std::nullopt : its->*member;
    });
    if (!line.points.empty()) chart.lines.push_back(std::move(line));
  };
  add("p50", "leaf", "", &LevelTimes::p50_ms);
  add("p90", "sea", "7 4", &LevelTimes::p90_ms);
  add("p99", "amber", "3 3", &LevelTimes::p99_ms);
  return chart;
}

void write_charts(HtmlWriter& html, const SweepRecord& sweep) {
  LevelChart throughput{"Throughput and goodput", as_sentence(goodput_sentence(sweep)), "", {}, marks_of(sweep)};
  throughput.lines.push_back(
      line_of(sweep, "requests a second", "sea", "", [](const SweepLevel& level) { return level.per_second; }));
  throughput.lines.push_back(line_of(sweep, "goodput a second", "leaf", "7 4",
                                     [](const SweepLevel& level) { return level.goodput_per_second; }));
  if (throughput.lines.front().points.empty()) return;
  write_level_chart(html, throughput);
  const auto write_times = [&](const LevelChart& chart) {
    if (!chart.lines.empty()) write_level_chart(html, chart);
  };
  write_times(times_chart(sweep, "Response time", "From due to the last byte.",
                          [](const SweepLevel& level) { return &level.response_time; }));
  write_times(
      times_chart(sweep, "Time to first token", "From due to the first event with a fragment.",
                  [](const SweepLevel& level) { return level.streams ? &level.streams->first_token : nullptr; }));
  write_times(times_chart(sweep, "Time a token", "Of the tokens behind the first.", [](const SweepLevel& level) {
    return level.streams ? &level.streams->time_per_token : nullptr;
  }));
}

HtmlState state_of(LevelState state) {
  switch (state) {
    case LevelState::holds:
      return HtmlState::ok;
    case LevelState::breaks:
      return HtmlState::broken;
    case LevelState::invalid:
    case LevelState::cut_short:
      break;
  }
  return HtmlState::unsure;
}

void write_level_cells(HtmlWriter& html, const SweepLevel& level, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i == 0) {
      const auto head = html.open("th", {{"scope", "row"}, {"class", "text"}});
      if (level.folder.empty())
        html.text(texts[i]);
      else
        html.leaf("a", {{"href", level.folder + "/report.html"}}, texts[i]);
    } else if (i + 1 == texts.size()) {
      const auto cell = html.open("td", {{"class", "text"}});
      write_state(html, state_of(level.state), texts[i]);
    } else {
      html.leaf("td", texts[i]);
    }
  }
}

void write_levels(HtmlWriter& html, const SweepRecord& sweep) {
  const auto table = level_table(sweep);
  {
    const auto scroll = open_scroll(html, "Levels");
    const auto element = html.open("table");
    {
      const auto head = html.open("thead");
      const auto row = html.open("tr");
      for (std::size_t i = 0; i < table.heads.size(); ++i) {
        const bool is_text = i == 0 || i + 1 == table.heads.size();
        html.leaf("th", {{"scope", "col"}, {is_text ? "class" : "", "text"}}, table.heads[i]);
      }
    }
    const auto body = html.open("tbody", {{"class", "rows"}});
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const auto row = html.open("tr");
      write_level_cells(html, sweep.levels[i], table.rows[i]);
      html.line_break();
    }
  }
  const auto note = html.open("div", {{"class", "note"}});
  const auto list = html.open("ul");
  for (const auto& level : sweep.levels)
    for (const auto& reason : level.reasons)
      html.leaf("li", fmt::format("{}: {}", level_text(sweep, level.level), ended(reason)));
}

void write_section(HtmlWriter& html, std::string_view id, std::string_view title, const std::function<void()>& write) {
  const auto title_id = std::string(id) + "-title";
  const auto section = html.open("section", {{"id", id}, {"aria-labelledby", title_id}});
  html.leaf("h2", {{"id", title_id}}, title);
  write();
  html.line_break();
}

void write_verdict_of(HtmlWriter& html, const SweepRecord& sweep) {
  const auto verdict = html.open("div", {{"class", "verdict"}});
  html.trusted(mark_drawing(sweep.verdict.outcome));
  const auto words = html.open("div");
  {
    const auto line = html.open("p", {{"class", "word"}});
    html.leaf("span", {{"class", "pill"}}, outcome_word(sweep.verdict.outcome));
    html.leaf("span", {{"class", "exit"}}, fmt::format("exit code {}", sweep.verdict.exit_code));
  }
  html.leaf("h1", as_sentence(limit_sentence(sweep)));
  {
    const auto list = html.open("ul", {{"class", "why"}});
    for (const auto& reason : sweep.verdict.reasons)
      if (reason != as_sentence(limit_sentence(sweep)) && !says_that_none_holds(sweep, reason)) html.leaf("li", reason);
    html.leaf("li", as_sentence(knee_sentence(sweep)));
    for (const auto& sentence : sweep_sentences(sweep))
      if (sentence.starts_with("Required: ") || sentence.starts_with("Time a token")) html.leaf("li", sentence);
    if (const auto memory = memory_sentence(sweep); !memory.empty()) html.leaf("li", memory);
    for (const auto& note : sweep.notes) html.leaf("li", as_sentence(note));
  }
  const auto plan = html.open("p", {{"class", "plan"}});
  html.text(fmt::format("{} · {} · ", sweep.target, plan_sentence(sweep)));
  html.leaf("time", {{"datetime", sweep.started_at}}, spoken_time(sweep.started_at));
}

void write_page_head(HtmlWriter& html, const SweepRecord& sweep) {
  const auto head = html.open("head");
  html.trusted(R"(<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">)"
               R"(<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">)");
  html.trusted(fmt::format(R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"
                           R"(script-src '{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">)",
                           kThemeScriptHash));
  html.leaf("title", fmt::format("{}: sweep of {} – Plimsoll", outcome_word(sweep.verdict.outcome),
                                 sweep.name.empty() ? sweep.target : sweep.name));
  const auto style = html.open("style");
  html.trusted(kPageStyles);
  html.trusted(level_chart_styles());
}

void write_page_body(HtmlWriter& html, const SweepRecord& sweep) {
  const auto body = html.open("body", {{"data-outcome", to_string(sweep.verdict.outcome)}});
  html.leaf("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the sweep");
  write_masthead(html, "Sweep of " + (sweep.name.empty() ? sweep.target : sweep.name));
  {
    const auto main = html.open("main", {{"id", "main"}});
    {
      const auto frame = html.open("div", {{"class", "frame"}});
      write_verdict_of(html, sweep);
    }
    const auto frame = html.open("div", {{"class", "frame parts"}});
    if (!sweep.levels.empty()) {
      write_section(html, "curves", "Against the load", [&] { write_charts(html, sweep); });
      write_section(html, "levels", "Levels", [&] { write_levels(html, sweep); });
    }
    if (!sweep.limits.empty())
      write_section(html, "limits", "Limits of each level", [&] {
        const auto list = html.open("ul");
        for (const auto& limit : sweep.limits) {
          const auto item = html.open("li");
          html.leaf("code", limit);
        }
      });
    write_section(html, "scenario", "Scenario", [&] { html.leaf("pre", {{"class", "block"}}, sweep.scenario_text); });
    if (!sweep.environment.empty())
      write_section(html, "machine", "Machine", [&] { write_facts(html, sweep.environment); });
  }
  {
    const auto footer = html.open("footer", {{"class", "frame"}});
    const auto inner = html.open("div", {{"class", "inner"}});
    html.leaf("span", "Plimsoll " + sweep.tool_version);
    html.leaf("span", "sweep " + sweep.id);
    html.leaf("span", spoken_time(sweep.started_at));
  }
  html.line_break();
  const auto script = html.open("script");
  html.trusted(kThemeScript);
}

}  // namespace

void write_sweep_page(const SweepRecord& sweep, std::ostream& out) {
  HtmlWriter html(out);
  html.trusted("<!DOCTYPE html>\n");
  {
    const auto root = html.open("html", {{"lang", "en"}});
    write_page_head(html, sweep);
    html.line_break();
    write_page_body(html, sweep);
  }
  html.line_break();
}

}  // namespace plimsoll
