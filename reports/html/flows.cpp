#include "reports/html/page.h"
#include "reports/words/flow_words.h"
#include "reports/words/text.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

void write_flow(HtmlWriter& html, const FlowRow& flow) {
  const auto row = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "name"}}, flow.name);
  html.leaf("td", flow.begun);
  html.leaf("td", flow.completed);
  html.leaf("td", flow.failed);
  html.leaf("td", {{"class", "text"}}, flow.at.empty() ? "–" : flow.at);
  for (const std::string_view key : {"p50", "p95", "p99"}) {
    const auto value = flow.duration.percentile_ms(key);
    html.leaf("td", {{value ? "" : "class", "unsupported"}}, value ? milliseconds_text(value) : "n/a");
  }
  html.leaf("td", milliseconds_text(flow.duration.max_ms));
}

}  // namespace

void write_flows(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto rows = flow_table(page.record);
  if (!rows.empty()) {
    html.leaf("p", {{"class", "lead"}},
              "A flow is a task of several requests. Its time counts from the moment it was due to its last answer, "
              "pauses included, and is of those that were completed.");
    const auto scroll = open_scroll(html, "Flows");
    const auto table = html.open("table");
    html.leaf("caption", "Flows: how many, where they failed, how long they took.");
    write_column_heads(html, {"Flow", "Begun", "Completed", "Failed", "most at", "p50", "p95", "p99", "max"});
    const auto body = html.open("tbody", {{"class", "rows"}});
    for (const auto& row : rows) write_flow(html, row);
  }
  if (const auto unfinished = unfinished_flows(page.record); !unfinished.empty()) html.leaf("p", unfinished);
  const auto once = once_sentences(page.record);
  if (once.empty()) return;
  const auto list = html.open("ul");
  for (const auto& sentence : once) html.leaf("li", sentence);
}

}  // namespace plimsoll
