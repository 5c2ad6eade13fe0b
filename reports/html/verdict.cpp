#include "core/units.h"
#include "record/series.h"
#include "record/time_summary.h"
#include "record/unfinished_run.h"
#include "reports/html/page.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/headline.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::string_view kBrand =
    R"(<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="7.5" fill="none" )"
    R"(stroke="currentColor" stroke-width="2.4"/><path d="M1 12H23" stroke="currentColor" )"
    R"(stroke-width="2.4"/></svg>)";
constexpr std::string_view kHalfMoon =
    R"(<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.2" fill="none" )"
    R"(stroke="currentColor" stroke-width="1.6"/><path d="M8 1.8A6.2 6.2 0 0 1 8 14.2Z" )"
    R"(fill="currentColor"/></svg>)";

// The reasons, and what the memory did where no reason tells it. The page says above that it leaks.
std::vector<std::string> reasons_of(const RunRecord& record) {
  constexpr std::string_view kLeak = "leak: ";
  auto reasons = record.verdict.reasons;
  for (auto& reason : reasons)
    if (reason.starts_with(kLeak)) reason.erase(0, kLeak.size());
  const LeakRecord* leak = gravest_leak(record);
  if (!leak) return reasons;
  const auto& sentence = leak->verdict.explanation;
  const bool is_said = std::any_of(reasons.begin(), reasons.end(), [&](const std::string& reason) {
    return reason.find(sentence) != std::string::npos;
  });
  if (!is_said) reasons.push_back(leak_sentence(record, *leak));
  return reasons;
}

void write_reasons(const HtmlPage& page) {
  if (has_not_begun(page)) {
    page.html.leaf("p", {{"class", "why"}},
                   page.record.target_log_tail.empty() ? "It is being prepared."
                                                       : "The target is not ready yet. What it says is below.");
    return;
  }
  const auto reasons = reasons_of(page.record);
  if (reasons.size() == 1) {
    page.html.leaf("p", {{"class", "why"}}, reasons.front());
    return;
  }
  const auto list = page.html.open("ul", {{"class", "why"}});
  for (const auto& reason : reasons) page.html.leaf("li", reason);
}

void write_plan(const HtmlPage& page) {
  const RunRecord& record = page.record;
  const auto line = page.html.open("p", {{"class", "plan"}});
  page.html.text(record.target.empty() ? "" : record.target + " · ");
  page.html.text(ending_sentence(record));
  if (record.warmup_s > 0 && has_load(record))
    page.html.text(fmt::format(", of which {} warm-up", seconds_text(record.warmup_s)));
  for (const auto& [name, value] : record.load) {
    const bool is_said = name == "duration" || name == "warm-up" || name == "load model";
    if (!is_said) page.html.text(fmt::format(" · {} {}", name, value));
  }
  if (record.started_at.empty()) return;
  page.html.text(" · ");
  page.html.leaf("time", {{"datetime", record.started_at}}, spoken_time(record.started_at));
}

// What limits the figures below is said above them.
void write_cautions(const HtmlPage& page) {
  auto notes = result_notes(page.record);
  for (auto& note : watch_notes(page.record)) notes.push_back(std::move(note));
  for (auto& note : measurement_notes(page.record)) notes.push_back(std::move(note));
  for (const auto& note : notes) {
    const auto line = page.html.open("p", {{"class", "caution"}});
    write_state(page.html, HtmlState::unsure, "Keep in mind:");
    page.html.text(" " + note);
  }
}

struct KeyFigure {
  std::string_view name;
  std::string value;  // "98.4 /s": what follows a single space is its unit
  std::string detail;
  std::string_view css_class{};
};

KeyFigure time_figure(const HtmlPage& page, std::string_view key, std::string_view name) {
  const TimeSummary response = summarize(page.total.response_time);
  const TimeSummary service = summarize(page.total.service_time);
  const auto value = response.percentile_ms(key);
  if (value) return {name, milliseconds_text(value), "service " + milliseconds_text(service.percentile_ms(key))};
  return {name, "–", unsupported_reason(response.count, quantile_of(key)), "unsupported"};
}

KeyFigure requests_figure(const HtmlPage& page) {
  const auto& warmup = page.record.stats.warmup;
  std::string detail = page.total.unfinished > 0 ? format_count(page.total.unfinished) + " unfinished" : "";
  if (warmup.requests > 0) detail = fmt::format("and {} in the warm-up", format_count(warmup.requests));
  return {"Requests", format_count(page.total.requests), detail};
}

KeyFigure failures_figure(const HtmlPage& page) {
  const auto& total = page.total;
  const double share =
      total.requests > 0 ? static_cast<double>(total.failures) / static_cast<double>(total.requests) : 0;
  return {"Failures", format_count(total.failures), total.requests > 0 ? share_text(share) + " of requests" : "",
          total.failures > 0 ? "alarm" : ""};
}

KeyFigure growth_figure(const LeakRecord& leak) {
  const LeakVerdict& verdict = leak.verdict;
  const bool counted = leak.unit != "bytes";
  const std::string_view title = counted ? "Growth" : "Memory growth";
  if (!verdict.bytes_per_second) return {title, "–", "too short to judge", "unsupported"};
  const bool rises = is_accused(verdict.verdict);
  std::string detail(to_string(verdict.verdict));
  if (counted) detail += ", " + series_title(leak.series);
  if (rises && verdict.bytes_per_request) detail += ", " + request_figure(leak);
  const std::string sign = rises && *verdict.bytes_per_second > 0 ? "+" : "";
  return {title, sign + pace_figure(leak), detail, verdict.verdict == Verdict::leaking ? "leaking" : ""};
}

KeyFigure first_token_figure(const StreamStats& streams, std::string_view key, std::string_view name) {
  const auto* times = streams.of(StreamTime::first_token);
  const auto summary = times != nullptr ? summarize(*times) : TimeSummary();
  const auto value = summary.percentile_ms(key);
  if (!value) return {name, "–", unsupported_reason(summary.count, quantile_of(key)), "unsupported"};
  const auto* sent = streams.of(StreamTime::first_token_service);
  const auto from_sent = sent != nullptr ? summarize(*sent).percentile_ms(key) : std::nullopt;
  return {name, milliseconds_text(value), from_sent ? "from sent " + milliseconds_text(from_sent) : ""};
}

KeyFigure tokens_figure(const StreamFigures& all) {
  constexpr std::string_view kName = "Tokens";
  if (!all.tokens_per_second) return {kName, "–", "the server counts none", "unsupported"};
  return {kName, rate_text(*all.tokens_per_second) + " /s",
          all.tokens_by_user ? rate_text(*all.tokens_by_user) + " /s of each user" : ""};
}

// Of a run whose answers all are streams: when their last byte comes is for the table below.
std::vector<KeyFigure> time_figures(const HtmlPage& page) {
  const auto& names = page.record.request_names;
  bool all_streams_alone = !names.empty();
  for (std::size_t i = 0; i < names.size(); ++i) all_streams_alone = all_streams_alone && is_streamed(page.record, i);
  if (const auto all = all_streams(page.record); all && all_streams_alone)
    return {first_token_figure(all->stats.streams, "p50", "First token p50"),
            first_token_figure(all->stats.streams, "p99", "First token p99"), tokens_figure(*all)};
  return {time_figure(page, "p50", "Response time p50"), time_figure(page, "p95", "Response time p95"),
          time_figure(page, "p99", "Response time p99")};
}

std::vector<KeyFigure> load_figures(const HtmlPage& page) {
  if (!has_load(page.record)) return {{"Watched for", seconds_text(page.record.duration_s), ""}};
  const double rate = requests_per_second(page.record, page.total.requests);
  std::vector<KeyFigure> figures = {
      requests_figure(page),
      {"Throughput", rate_text(rate) + " /s", "over " + seconds_text(measured_seconds(page.record))},
      failures_figure(page)};
  for (auto& figure : time_figures(page)) figures.push_back(std::move(figure));
  return figures;
}

std::vector<KeyFigure> key_figures(const HtmlPage& page) {
  auto figures = load_figures(page);
  if (const LeakRecord* leak = gravest_leak(page.record)) figures.push_back(growth_figure(*leak));
  if (const auto peak = rss_max_bytes(page.record))
    figures.push_back({"Peak memory", bytes_text(peak), "resident, of the whole tree"});
  return figures;
}

void write_value(HtmlWriter& html, const std::string& value) {
  const auto cell = html.open("dd", {{"class", "value"}});
  auto space = value.rfind(' ');
  if (space != value.find(' ')) space = std::string::npos;  // "1 min 50 s" has no one unit
  html.text(value.substr(0, space));
  if (space != std::string::npos) html.leaf("span", {{"class", "unit"}}, value.substr(space + 1));
}

}  // namespace

std::string mark_drawing(RunOutcome outcome) {
  const int level = outcome == RunOutcome::pass ? 70 : outcome == RunOutcome::leak ? 26 : 50;
  return fmt::format(R"svg(<svg viewBox="0 0 96 96" aria-hidden="true"><clipPath id="hull"><circle cx="48" cy="48" )svg"
                     R"svg(r="46"/></clipPath>)svg"
                     R"svg(<circle class="sky" cx="48" cy="48" r="46"/>)svg"
                     R"svg(<path class="water" clip-path="url(#hull)" d="M0 {0}q12 -7 24 0t24 0t24 0t24 0V96H0Z"/>)svg"
                     R"svg(<circle class="ring" cx="48" cy="48" r="29" fill="none" stroke-width="8"/>)svg"
                     R"svg(<path class="line" d="M3 48H93" stroke-width="8"/></svg>)svg",
                     level);
}

bool has_not_begun(const HtmlPage& page) { return page.stage == RunStage::goes_on && page.record.duration_s == 0; }

void write_masthead(HtmlWriter& html, std::string_view name) {
  const auto header = html.open("header", {{"class", "frame masthead"}});
  {
    const auto brand = html.open("span", {{"class", "brand"}});
    html.trusted(kBrand);
    html.text("Plimsoll");
  }
  html.leaf("span", {{"class", "run-name"}}, name);
  const auto button =
      html.open("button", {{"type", "button"}, {"id", "theme-toggle"}, {"aria-pressed", "false"}, {"hidden", ""}});
  html.trusted(kHalfMoon);
  html.text("Dark");
}

void write_verdict(const HtmlPage& page) {
  const bool goes_on = page.stage == RunStage::goes_on;
  const auto frame = page.html.open("div", {{"class", "verdict"}});
  const auto unfinished = unfinished_run(page.record);
  page.html.trusted(mark_drawing(page.record.verdict.outcome));
  const auto words = page.html.open("div");
  {
    const auto line = page.html.open("p", {{"class", "word"}});
    page.html.leaf("span", {{"class", "pill"}}, goes_on ? "RUNNING" : verdict_word(page.record));
    page.html.leaf("span", {{"class", "exit"}},
                   unfinished ? "not judged"
                   : goes_on  ? "as if it ended now"
                              : fmt::format("exit code {}", page.record.verdict.exit_code));
  }
  page.html.leaf(
      "h1", {{"id", "verdict-title"}},
      goes_on && !unfinished ? "So far: " + unbroken(headline_so_far(page.record)) : unbroken(headline(page.record)));
  if (!page.record.note.empty()) page.html.leaf("p", {{"class", "note of-run"}}, page.record.note);
  write_reasons(page);
  write_kind_of_growth(page);
  write_plan(page);
  write_cautions(page);
  page.html.line_break();
}

void write_key_figures(const HtmlPage& page) {
  const auto figures = key_figures(page);
  const std::string tiles = std::to_string(figures.size());
  page.html.leaf("h2", {{"class", "visually-hidden"}}, "Key figures");
  const auto list = page.html.open("dl", {{"class", "figures"}, {"data-tiles", tiles}});
  for (const auto& figure : figures) {
    const auto tile = page.html.open("div", {{figure.css_class.empty() ? "" : "class", figure.css_class}});
    page.html.leaf("dt", figure.name);
    write_value(page.html, figure.value);
    page.html.leaf("dd", {{"class", "detail"}}, figure.detail);
    page.html.line_break();
  }
}

}  // namespace plimsoll
