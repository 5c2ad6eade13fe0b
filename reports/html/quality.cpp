#include "reports/html/page.h"
#include "reports/quality/batch_table.h"
#include "reports/quality/quality_table.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

void write_quality_rows(HtmlWriter& html, std::string_view first, std::string_view caption, const QualityTable& from) {
  const auto scroll = open_scroll(html, caption);
  const auto table = html.open("table");
  html.leaf("caption", caption);
  std::vector<std::string_view> heads = {first};
  for (const auto& title : from.titles) heads.push_back(title);
  write_column_heads(html, heads);
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& one : from.rows) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, one.name);
    for (const auto& cell : one.cells) html.leaf("td", cell);
    html.line_break();
  }
}

void write_details(HtmlWriter& html, std::string_view summary, std::string_view first, std::string_view caption,
                   const QualityTable& from) {
  if (from.rows.empty()) return;
  const auto details = html.open("details");
  html.leaf("summary", summary);
  write_quality_rows(html, first, caption, from);
}

// "log loss from 0.31 to 0.64 over time"
void write_request(const HtmlPage& page, const LabelledRequest& request) {
  HtmlWriter& html = page.html;
  write_details(html, fmt::format("{}: over time", request.name), "From", "By the start of each interval.",
                quality_over_time(request, kTableRows));
  if (!request.are_values)
    write_details(html, fmt::format("{}: which class was taken for which", request.name), "Label",
                  "Rows by their label, columns by what was answered.", confusion_table(page.record, request));
}

}  // namespace

void write_quality(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  if (const auto quality = quality_table(page.record); !quality.rows.empty()) {
    write_quality_rows(html, "Request", "How right the answers to labelled rows were.", quality);
    if (const auto notes = quality_notes(page.record); !notes.empty()) {
      const auto list = html.open("ul");
      for (const auto& note : notes) html.leaf("li", as_sentence(note));
    }
    for (const auto& request : page.record.labelled) write_request(page, request);
  }
  const auto batches = batch_table(page.record);
  if (batches.rows.empty()) return;
  write_quality_rows(html, "Request", "Batches by their size. Times are service times.", batches);
  if (const auto text = batch_sentence(page.record); !text.empty()) html.leaf("p", text);
}

}  // namespace plimsoll
