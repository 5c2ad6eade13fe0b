#include "core/units.h"
#include "reports/html/page.h"
#include "reports/words/text.h"
#include "reports/words/version_words.h"

namespace plimsoll {

void write_versions(const HtmlPage& page) {
  const auto& record = page.record;
  if (!has_version_figures(record)) return;
  HtmlWriter& html = page.html;
  html.leaf("h3", "By version of the target");
  {
    const auto scroll = open_scroll(html, "Response times by version");
    const auto table = html.open("table");
    html.leaf("caption", "Response times of all requests while the target said that it was of this version.");
    write_column_heads(html, {"Version", "From", "Requests", "Failures", "p50", "p95", "p99"});
    const auto body = html.open("tbody", {{"class", "rows"}});
    for (const auto& segment : record.segments) {
      if (!segment.figures) continue;
      const auto row = html.open("tr");
      html.leaf("th", {{"scope", "row"}, {"class", "name"}}, segment.version);
      for (const auto& figure : version_cells(segment)) html.leaf("td", figure);
      html.line_break();
    }
  }
  if (const auto note = note_between_versions(record); !note.empty()) html.leaf("p", {{"class", "note"}}, note);
}

}  // namespace plimsoll
