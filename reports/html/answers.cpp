#include "core/units.h"
#include "reports/html/page.h"
#include "reports/quality/quality_lines.h"
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

// The script draws it; the sentence is for those who cannot see it.
void write_changed_share(const HtmlPage& page, const TimeSeries& series) {
  const auto points = series.points();
  const auto most = std::max_element(points.begin(), points.end(),
                                     [](const auto& one, const auto& other) { return one.mean < other.mean; });
  const auto figure = open_figure(
      page.html, {"probes", "Answers that changed",
                  fmt::format("Share of the answers to rows that are asked again and again, from {} to {} of the load; "
                              "the highest is {} at {}.",
                              seconds_text(points.front().t_s), seconds_text(points.back().t_s), share_text(most->mean),
                              seconds_text(most->t_s))});
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
    if (const auto* series = changed_probes(page.record)) write_changed_share(page, *series);
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
