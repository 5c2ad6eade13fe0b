#include "core/units.h"
#include "reports/html/page.h"
#include "reports/words/curl_line.h"
#include "reports/words/measurement_rows.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

void write_excerpt(HtmlWriter& html, std::string_view title, const std::string& excerpt) {
  const auto part = html.open("div");
  html.leaf("h4", title);
  html.leaf("pre", {{"class", "block"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", title}},
            excerpt.empty() ? "nothing came" : excerpt);
}

// Of the first that was kept whole.
void write_command(HtmlWriter& html, const FailureRecord& failure, const std::string& target) {
  for (const auto& example : failure.examples) {
    const auto line = curl_line(example.request_excerpt, target);
    if (!line) continue;
    html.leaf("p", {{"class", "where"}}, "To send it again:");
    html.leaf("pre", {{"class", "block command"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "Command"}},
              *line);
    return;
  }
}

void write_examples(HtmlWriter& html, const FailureRecord& failure, const std::string& target) {
  if (failure.examples.empty()) return;
  const auto details = html.open("details", {{"data-print", ""}});
  html.leaf("summary",
            failure.examples.size() == 1 ? "One example" : fmt::format("{} examples", failure.examples.size()));
  for (const auto& example : failure.examples) {
    const auto block = html.open("div", {{"class", "example"}});
    html.leaf("p", {{"class", "where"}}, "at " + seconds_text(example.t_s));
    const auto exchange = html.open("div", {{"class", "exchange"}});
    write_excerpt(html, "Request", example.request_excerpt);
    write_excerpt(html, "Response", example.response_excerpt);
  }
  write_command(html, failure, target);
}

void write_failure(const HtmlPage& page, const FailureRecord& failure) {
  HtmlWriter& html = page.html;
  const auto block = html.open("article", {{"class", "failure"}});
  {
    const auto count = html.open("div", {{"class", "count"}});
    html.text(format_count(failure.count));
    const bool of_all = !failure.warmup && page.total.requests > 0;
    const double share = of_all ? static_cast<double>(failure.count) / static_cast<double>(page.total.requests) : 0;
    html.leaf("small", failure.warmup ? "in the warm-up" : of_all ? share_text(share) + " of requests" : "requests");
  }
  const auto body = html.open("div");
  html.leaf("h3", failure.message);
  {
    const auto where = html.open("p", {{"class", "where"}});
    html.leaf("span", {{"class", "tag"}}, failure.kind);
    html.text(shown_name(page.record.flows, failure.request));
  }
  write_examples(html, failure, page.record.target);
  html.line_break();
}

void write_list(HtmlWriter& html, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  const auto list = html.open("ul");
  for (const auto& line : lines) html.leaf("li", line);
}

HtmlState state_of(MeasurementState state) {
  switch (state) {
    case MeasurementState::fine:
      return HtmlState::ok;
    case MeasurementState::noted:
      return HtmlState::unsure;
    case MeasurementState::invalid:
      return HtmlState::broken;
  }
  return HtmlState::unsure;
}

std::string_view words_of(MeasurementState state) {
  return state == MeasurementState::fine ? "fine" : state == MeasurementState::noted ? "see the note" : "not valid";
}

void write_checks(HtmlWriter& html, const Measurement& measurement) {
  const auto rows = measurement_rows(measurement);
  if (rows.empty()) return;
  const auto scroll = open_scroll(html, "What the measurement was judged by");
  const auto table = html.open("table");
  html.leaf("caption", "What the measurement was judged by.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "What");
    html.leaf("th", {{"scope", "col"}}, "Measured");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Judged");
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& row : rows) {
    const auto line = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, row.what);
    html.leaf("td", {{"class", "measured"}}, row.value);
    const auto cell = html.open("td", {{"class", "text wrap"}});
    write_state(html, state_of(row.state), words_of(row.state));
  }
}

}  // namespace

void write_failures(const HtmlPage& page) {
  const auto& failures = page.record.failures;
  if (failures.empty()) {
    page.html.leaf(
        "p", {{"class", "lead"}},
        page.total.requests > 0 ? "None: every request was answered as expected." : "None: no request was finished.");
    return;
  }
  for (const auto& failure : failures)
    if (!failure.warmup) write_failure(page, failure);
  for (const auto& failure : failures)
    if (failure.warmup) write_failure(page, failure);
}

void write_measurement(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const Measurement& measurement = page.record.measurement;
  {
    const auto line = html.open("p", {{"class", "statement"}});
    write_state(html, measurement.valid ? HtmlState::ok : HtmlState::broken, validity_sentence(measurement));
  }
  write_list(html, measurement.reasons);
  write_checks(html, measurement);
  Facts facts;
  if (measurement.generator_rss_bytes > 0)
    facts.emplace_back("Generator memory", bytes_text(measurement.generator_rss_bytes));
  if (measurement.planned_requests > 0)
    facts.emplace_back("Planned requests", format_count(measurement.planned_requests));
  facts.emplace_back("Sent and received", bytes_text(static_cast<double>(page.total.bytes_sent)) + " and " +
                                              bytes_text(static_cast<double>(page.total.bytes_received)));
  write_facts(html, facts);
  auto notes = measurement_notes(page.record);
  for (auto& note : count_notes(page.record)) notes.push_back(std::move(note));
  if (notes.empty()) return;
  const auto block = html.open("div", {{"class", "note"}});
  html.text("To keep in mind:");
  write_list(html, notes);
}

void write_target_log(const HtmlPage& page) {
  std::string log;
  for (const auto& line : page.record.target_log_tail) log += line + "\n";
  const bool died = page.record.verdict.outcome == RunOutcome::error;
  page.html.leaf("p", {{"class", "lead"}},
                 died ? "What the target said before it died." : "What the target said last.");
  page.html.leaf(
      "pre",
      {{"class", "block"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "Last lines of the target's log"}},
      log);
}

void write_scenario(const HtmlPage& page) {
  const RunRecord& record = page.record;
  HtmlWriter& html = page.html;
  Facts facts = {{"Target", record.target}};
  facts.insert(facts.end(), record.load.begin(), record.load.end());
  if (has_load(record)) facts.emplace_back("Seed", std::to_string(record.seed));
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  write_facts(html, facts);
  if (!record.scenario_text.empty()) {
    const auto details = html.open("details", {{"open", ""}, {"data-print", ""}});
    html.leaf("summary", !has_load(record) ? "The command" : "The scenario as written");
    html.leaf("pre",
              {{"class", "block"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "The scenario as written"}},
              record.scenario_text);
  }
  if (record.environment.empty()) return;
  html.leaf("h3", {{"class", "apart"}}, "Environment");
  write_facts(html, record.environment);
}

}  // namespace plimsoll
