#include "reports/html/report.h"

#include "record/unfinished_run.h"
#include "reports/html/data.h"
#include "reports/html/page.h"
#include "reports/page/page_assets.h"
#include "reports/quality/quality_table.h"
#include "reports/words/headline.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <sstream>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

struct Part {
  std::string_view id;
  std::string_view title;
  bool (*present)(const RunRecord& record);
  void (*write)(const HtmlPage& page);
};

constexpr std::array<Part, 16> kParts = {{
    {"thresholds", "Thresholds", [](const RunRecord& record) { return !record.thresholds.empty(); }, write_thresholds},
    {"rules", "Rules", [](const RunRecord& record) { return record.rules && !record.rules->results.empty(); },
     write_rules},
    {"probes", "Probes", [](const RunRecord& record) { return record.probes || !check_sentences(record).empty(); },
     write_probes},
    {"times", "Response times", has_load, write_percentiles},
    {"streams", "Token streams",
     [](const RunRecord& record) { return has_streams(record) && record.stats.total().requests > 0; }, write_streams},
    {"quality", "Quality", [](const RunRecord& record) { return has_quality(record) || !record.batched.empty(); },
     write_quality},
    {"flows", "Flows", [](const RunRecord& record) { return !record.flows.empty() || !record.once.empty(); },
     write_flows},
    {"timeline", "Over time", [](const RunRecord& record) { return !record.timeline.empty(); }, write_timeline},
    {"each-request", "Requests over time", [](const RunRecord& record) { return !record.steps.by_request.empty(); },
     write_each_request},
    {"memory", "Memory", [](const RunRecord& record) { return !record.monitors.empty(); }, write_memory},
    {"distribution", "Distribution",
     [](const RunRecord& record) { return !record.stats.total().response_time.empty(); }, write_histogram},
    {"failures", "Failures", has_load, write_failures},
    {"log", "Target log", [](const RunRecord& record) { return !record.target_log_tail.empty(); }, write_target_log},
    {"connections", "Connections",
     [](const RunRecord& record) { return record.stats.connections.opened + record.stats.connections.failed > 0; },
     write_connections},
    {"measurement", "Measurement", has_load, write_measurement},
    {"scenario", "Scenario", [](const RunRecord& record) { return has_load(record) || !record.environment.empty(); },
     write_scenario},
}};

// What the verdict is about comes first; before there is a load, what its target says.
std::vector<Part> parts_of(const HtmlPage& page) {
  const RunRecord& record = page.record;
  std::vector<Part> parts;
  std::copy_if(kParts.begin(), kParts.end(), std::back_inserter(parts),
               [&](const Part& part) { return part.present(record); });
  const std::string_view leading = has_not_begun(page)                                ? "log"
                                   : record.verdict.outcome == RunOutcome::leak       ? "memory"
                                   : unfinished_run(record) == UnfinishedRun::goes_on ? ""
                                   : record.verdict.outcome == RunOutcome::error      ? "log"
                                   : record.verdict.outcome == RunOutcome::invalid    ? "measurement"
                                                                                      : "";
  std::stable_partition(parts.begin(), parts.end(), [&](const Part& part) { return part.id == leading; });
  return parts;
}

void write_head(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto head = html.open("head");
  html.trusted(R"(<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">)");
  // Nothing from anywhere, and no script but the one below: what a hostile target sends stays text.
  html.trusted(fmt::format(R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"
                           R"(script-src '{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">)",
                           kPageScriptHash));
  html.trusted(R"(<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">)");
  html.leaf("title", fmt::format("{}: {} – Plimsoll", verdict_word(page.record),
                                 page.record.name.empty() ? page.record.id : page.record.name));
  html.line_break();
  const auto style = html.open("style");
  html.trusted(kPageStyles);
}

void write_contents(HtmlWriter& html, const std::vector<Part>& parts) {
  const auto nav = html.open("nav", {{"class", "contents"}, {"aria-label", "Contents"}});
  const auto list = html.open("ul", {{"class", "frame"}});
  for (const auto& part : parts) {
    const auto item = html.open("li");
    html.leaf("a", {{"href", "#" + std::string(part.id)}}, part.title);
  }
}

void write_part(const HtmlPage& page, const Part& part) {
  const std::string title_id = std::string(part.id) + "-title";
  const auto section = page.html.open("section", {{"id", part.id}, {"aria-labelledby", title_id}});
  page.html.leaf("h2", {{"id", title_id}}, part.title);
  page.html.line_break();
  part.write(page);
  page.html.line_break();
}

void write_footer(const HtmlPage& page) {
  const RunRecord& record = page.record;
  const auto footer = page.html.open("footer", {{"class", "frame"}});
  const auto inner = page.html.open("div", {{"class", "inner"}});
  page.html.leaf("span", "Plimsoll " + record.tool_version);
  if (!record.id.empty()) page.html.leaf("span", "run " + record.id);
  if (!record.started_at.empty()) page.html.leaf("span", record.started_at);
}

void write_main(const HtmlPage& page) {
  const auto parts = parts_of(page);
  {
    const auto section = page.html.open("div", {{"class", "frame"}});
    write_verdict(page);
    write_key_figures(page);
  }
  write_contents(page.html, parts);
  page.html.line_break();
  const auto frame = page.html.open("div", {{"class", "frame parts"}});
  for (const auto& part : parts) write_part(page, part);
}

void write_body(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto body = html.open("body", {{"data-outcome", to_string(page.record.verdict.outcome)}});
  html.leaf("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the report");
  write_masthead(html, page.record.name);
  html.line_break();
  {
    const auto top = html.open("main", {{"id", "main"}});
    write_main(page);
  }
  write_footer(page);
  html.line_break();
  {
    const auto data = html.open("script", {{"type", "application/json"}, {"id", "report-data"}});
    html.trusted(chart_data_json(page.record, page.total));
  }
  html.line_break();
  const auto script = html.open("script");
  html.trusted(kPageScript);
}

}  // namespace

void write_html(const RunRecord& record, std::ostream& out) {
  const RequestStats total = record.stats.total();
  HtmlWriter html(out);
  const HtmlPage page{record, total, html};
  html.trusted("<!DOCTYPE html>\n");
  {
    const auto root = html.open("html", {{"lang", "en"}});
    write_head(page);
    html.line_break();
    write_body(page);
  }
  html.line_break();
}

ReportBody report_body(const RunRecord& record, RunStage stage) {
  const RequestStats total = record.stats.total();
  std::ostringstream out;
  HtmlWriter html(out);
  write_main({record, total, html, stage});
  return {std::move(out).str(), chart_data_json(record, total)};
}

}  // namespace plimsoll
