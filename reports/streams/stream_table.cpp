#include "reports/streams/stream_table.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/text.h"

namespace plimsoll {
namespace {

std::string percentile_cell(const Histogram* times, std::string_view key) {
  return milliseconds_text(times == nullptr ? std::nullopt : summarize(*times).percentile_ms(key));
}

}  // namespace

StreamTable stream_table(const RunRecord& record) {
  const auto all = stream_figures(record);
  const bool with_goodput = !all.empty() && all.back().has_limits;
  StreamTable table{{"good", "failed", "ttft p50", "ttft p99", "gap p99", "token p50", "tokens/s", "by user"}, {}};
  if (with_goodput) table.titles.emplace_back("goodput");
  for (const auto& figures : all) {
    const auto& streams = figures.stats.streams;
    StreamTable::Row row{figures.is_all ? "total" : figures.name, figures.is_all, figures.stats.failures > 0, {}};
    row.cells = {format_count(streams.streams),
                 format_count(figures.stats.failures),
                 percentile_cell(streams.of(StreamTime::first_token), "p50"),
                 percentile_cell(streams.of(StreamTime::first_token), "p99"),
                 percentile_cell(streams.of(StreamTime::gap), "p99"),
                 percentile_cell(figures.token_time ? streams.of(*figures.token_time) : nullptr, "p50"),
                 figures.tokens_per_second ? rate_text(*figures.tokens_per_second) : "-",
                 figures.tokens_by_user ? rate_text(*figures.tokens_by_user) : "-"};
    if (with_goodput) row.cells.push_back(figures.goodput ? share_text(*figures.goodput) : "-");
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace plimsoll
