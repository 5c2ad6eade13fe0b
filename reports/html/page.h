#pragma once

// The parts of the report page, each written from the same record into the same writer. Made by write_html for the time
// of one call; one thread.

#include "record/run_record.h"
#include "record/time_summary.h"
#include "reports/html/run_stage.h"
#include "reports/html/writer.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct HtmlPage {
  const RunRecord& record;
  const RequestStats& total;  // of the record, derived once
  HtmlWriter& html;
  RunStage stage = RunStage::over;
};

// It goes on, and its load is still to come.
bool has_not_begun(const HtmlPage& page);

// verdict.cpp
// The load line mark in water: afloat when all is good, under when the target sinks.
std::string mark_drawing(RunOutcome outcome);
void write_masthead(HtmlWriter& html, std::string_view name);
void write_verdict(const HtmlPage& page);      // the sentence, why, what was run
void write_key_figures(const HtmlPage& page);  // a row of figures under it

// mappings.cpp
void write_kind_of_growth(const HtmlPage& page);  // of the gravest leak, in a sentence

// streams.cpp
void write_streams(const HtmlPage& page);

// tables.cpp
void write_thresholds(const HtmlPage& page);
void write_rules(const HtmlPage& page);
void write_percentiles(const HtmlPage& page);  // by request
void write_connections(const HtmlPage& page);
void write_quality(const HtmlPage& page);  // and batches by size
std::string table_figure(double value);    // under each other: three digits
void write_milliseconds(HtmlWriter& html, const std::optional<double>& value);
void write_percentile(HtmlWriter& html, const TimeSummary& summary, std::size_t place);  // of kPercentiles

// versions.cpp: by version, of a target that was redeployed
void write_versions(const HtmlPage& page);

// answers.cpp: what came, by status code, and what the times tell of the way there
void write_answers(const HtmlPage& page);
void write_probes(const HtmlPage& page);  // whether rows that are asked again and again are answered as before

// flows.cpp
void write_flows(const HtmlPage& page);  // and what was sent once

// charts.cpp
void write_timeline(const HtmlPage& page);
void write_histogram(const HtmlPage& page);

// The least and the greatest of what is known.
struct Extent {
  std::optional<double> low, high;
  void add(const std::optional<double>& value) {
    if (!value) return;
    low = std::min(low.value_or(*value), *value);
    high = std::max(high.value_or(*value), *value);
  }
};

// each_request.cpp
void write_each_request(const HtmlPage& page);

// memory.cpp
void write_memory(const HtmlPage& page);

// sections.cpp
void write_failures(const HtmlPage& page);
void write_measurement(const HtmlPage& page);
void write_target_log(const HtmlPage& page);
void write_scenario(const HtmlPage& page);

// parts.cpp: what the parts have in common.
enum class HtmlState { ok, broken, unsure, leaking };

// Drawn and in words, so that colour alone says nothing.
void write_state(HtmlWriter& html, HtmlState state, std::string_view words);
void write_facts(HtmlWriter& html, const Facts& facts);

// Rows of the table that stands beneath a chart, for those who cannot see it: points are put together to fit.
inline constexpr std::size_t kTableRows = 30;

// A table wider than the page scrolls by itself, by keyboard too.
HtmlWriter::Element open_scroll(HtmlWriter& html, std::string_view label);
void write_column_heads(HtmlWriter& html, const std::vector<std::string_view>& heads);

// A chart's place with its heading and its main numbers in words; the script draws into it.
struct HtmlFigure {
  std::string_view chart;  // "throughput": see reports/page/src/report/report_charts.ts
  std::string_view title;
  std::string summary;                                               // a sentence or two
  std::size_t monitor = 0;                                           // of RunRecord::monitors
  std::string_view series = {};                                      // of a chart of a further series
  std::optional<std::pair<HtmlState, std::string_view>> state = {};  // how what it shows was judged
};
HtmlWriter::Element open_figure(HtmlWriter& html, const HtmlFigure& figure);

}  // namespace plimsoll
