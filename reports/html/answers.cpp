#include "core/units.h"
#include "reports/html/page.h"
#include "reports/words/flow_words.h"
#include "reports/words/pause_sentences.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

struct AnswerRow {
  std::string_view name;
  const RequestStats& stats;
};

// A column for each code that came to any of the requests, and one for what no answer came to.
void write_row(HtmlWriter& html, const AnswerRow& row, const RequestStats& total, bool some_without) {
  const auto line = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "name"}}, row.name);
  for (const auto& count : total.statuses.counts()) html.leaf("td", format_count(row.stats.statuses.of(count.status)));
  if (!some_without) return;
  const auto answers = row.stats.statuses.answers();
  html.leaf("td", format_count(row.stats.requests - std::min(row.stats.requests, answers)));
}

void write_status_table(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const bool some_without = page.total.statuses.answers() < page.total.requests;
  std::vector<std::string> codes;
  for (const auto& count : page.total.statuses.counts()) codes.push_back(std::to_string(count.status));
  std::vector<std::string_view> heads = {"Request"};
  heads.insert(heads.end(), codes.begin(), codes.end());
  if (some_without) heads.emplace_back("no answer");
  const auto scroll = open_scroll(html, "Answers by status code");
  const auto table = html.open("table");
  html.leaf("caption", "Answers by status code.");
  write_column_heads(html, heads);
  const auto body = html.open("tbody", {{"class", "rows"}});
  const auto names = shown_names(page.record);
  const std::size_t rows = std::min(names.size(), page.record.stats.by_request.size());
  for (std::size_t i = 0; i < rows; ++i)
    write_row(html, {names[i], page.record.stats.by_request[i]}, page.total, some_without);
  if (rows != 1) write_row(html, {"All requests", page.total}, page.total, some_without);
}

// The share of answers that changed, over time: bars, and the words beneath them for those who cannot see it.
void write_changed_share(const HtmlPage& page, const TimeSeries& series) {
  constexpr double kWidth = 640, kHeight = 100;
  const auto points = series.points();
  const double from = points.front().t_s;
  const double length = std::max(1.0, points.back().t_s - from);
  const double bar = std::max(1.0, kWidth / static_cast<double>(std::max<std::size_t>(points.size(), 2)) - 0.5);
  std::string drawing =
      fmt::format(R"(<svg viewBox="0 0 {0} {1}" width="100%" height="{1}" preserveAspectRatio="none" role="img" )"
                  R"(aria-label="Share of changed answers over time"><path d="M0 {1}H{0}" stroke="currentColor"/>)",
                  kWidth, kHeight);
  for (const auto& point : points)
    if (point.mean > 0)
      drawing += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="currentColor"/>)",
                             (kWidth - bar) * (point.t_s - from) / length, kHeight * (1 - point.mean), bar,
                             kHeight * point.mean);
  page.html.trusted(drawing + "</svg>");
  page.html.leaf("p", fmt::format("Share of answers that changed, from {} to {} of the load; full height is all.",
                                  seconds_text(from), seconds_text(points.back().t_s)));
}

}  // namespace

void write_probes(const HtmlPage& page) {
  const auto sentences = probe_sentences(page.record);
  if (!sentences.empty()) {
    const auto& probes = *page.record.probes;
    const auto state = probes.is_wrong()                        ? HtmlState::broken
                       : probes.verdict == AnswersVerdict::same ? HtmlState::ok
                                                                : HtmlState::unsure;
    {
      const auto line = page.html.open("p");
      write_state(page.html, state, answers_verdict_words(probes.verdict));
    }
    for (const auto& series : probes.series)
      if (series.name() == kProbesChanged && !series.empty()) write_changed_share(page, series);
    const auto list = page.html.open("ul");
    for (const auto& sentence : sentences) page.html.leaf("li", sentence);
  }
  for (const auto& sentence : check_sentences(page.record)) page.html.leaf("p", sentence);
}

void write_answers(const HtmlPage& page) {
  if (!page.total.statuses.empty()) write_status_table(page);
  const auto pauses = pause_sentences(page.record);
  if (pauses.empty()) return;
  const auto block = page.html.open("div", {{"class", "note"}});
  page.html.text("Waits that have a name:");
  const auto list = page.html.open("ul");
  for (const auto& line : pauses) page.html.leaf("li", line);
}

}  // namespace plimsoll
