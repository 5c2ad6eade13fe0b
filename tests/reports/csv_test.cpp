#include "reports/csv.h"
#include "tests/support/golden.h"
#include "tests/support/sample_record.h"
#include "tests/support/stream_record.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace plimsoll::csv_test {

using Rows = std::vector<std::vector<std::string>>;

// RFC 4180, read independently of how it is written.
Rows read_csv(const std::string& text) {
  Rows rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        rows.back().back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();  // after the last line end
  return rows;
}

std::string requests_csv(const RunRecord& record) {
  std::ostringstream out;
  write_requests_csv(record, out);
  return out.str();
}

std::string timeline_csv(const RunRecord& record) {
  std::ostringstream out;
  write_timeline_csv(record, out);
  return out.str();
}

std::string memory_csv(const RunRecord& record) {
  std::ostringstream out;
  write_memory_csv(record, record.monitors.at(0), out);
  return out.str();
}

TEST(Csv, looks_as_it_did) {
  expect_golden("requests.csv", requests_csv(leaking_record()));
  expect_golden("timeline.csv", timeline_csv(leaking_record()));
  expect_golden("memory.csv", memory_csv(leaking_record()));
}

TEST(Csv, gives_every_row_as_many_fields_as_the_header) {
  RunRecord record = leaking_record();
  record.request_names[1] = "a \"quoted\", two\nline name";
  for (const auto& text : {requests_csv(record), timeline_csv(record), memory_csv(record)}) {
    const Rows rows = read_csv(text);
    ASSERT_GT(rows.size(), 1u);
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  }
  EXPECT_EQ(read_csv(requests_csv(record))[2][0], record.request_names[1]);
  EXPECT_EQ(read_csv(memory_csv(record))[0].back(), "requests_" + record.request_names[1]);
}

TEST(Csv, has_a_row_for_each_request_and_no_other) {
  EXPECT_EQ(read_csv(requests_csv(leaking_record())).size(), 3u);
  EXPECT_EQ(read_csv(requests_csv(error_record())).size(), 1u);
}

TEST(Csv, leaves_unsupported_percentiles_empty) {
  const Rows rows = read_csv(requests_csv(leaking_record()));
  const auto column = std::find(rows[0].begin(), rows[0].end(), "p999_ms") - rows[0].begin();
  EXPECT_NE(rows[1][static_cast<std::size_t>(column)], "");
  EXPECT_EQ(rows[2][static_cast<std::size_t>(column)], "");
}

TEST(Csv, adds_the_timeline_up_to_the_totals) {
  const RunRecord record = leaking_record();
  std::uint64_t requests = 0, failures = 0, warmup = 0;
  const Rows rows = read_csv(timeline_csv(record));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    requests += std::stoull(rows[i][2]);
    failures += std::stoull(rows[i][3]);
    warmup += std::stoull(rows[i][13]);
  }
  EXPECT_EQ(requests, record.stats.total().requests);
  EXPECT_EQ(failures, record.stats.total().failures);
  EXPECT_EQ(warmup, record.stats.warmup.requests);
}

TEST(Csv, has_a_column_for_each_kind_of_failure_that_there_was) {
  RunRecord record = leaking_record();
  EXPECT_EQ(read_csv(timeline_csv(record))[0].size(), 14u);
  record.timeline[10].failures_by_kind.add(FailureKind::timeout, 2);
  record.timeline[11].failures_by_kind.add(FailureKind::status);
  const Rows rows = read_csv(timeline_csv(record));
  ASSERT_EQ(rows[0].size(), 16u);
  EXPECT_EQ(rows[0][14], "failed_timeout");
  EXPECT_EQ(rows[0][15], "failed_status");
  EXPECT_EQ(rows[11][14], "2");
  EXPECT_EQ(rows[11][15], "0");
  EXPECT_EQ(rows[12][15], "1");
}

TEST(Csv, keeps_the_memory_exactly_and_tells_lives_from_pids) {
  RunRecord record = leaking_record();
  auto& row = record.monitors[0].rows[0];
  row.anon_bytes = 123456789.1234567;
  row.rss_bytes.reset();
  row.life = 77;
  const Rows rows = read_csv(memory_csv(record));
  EXPECT_EQ(rows[0][1], "life");
  EXPECT_EQ(rows[1][1], "77");
  EXPECT_EQ(rows[0][2], "pid");
  EXPECT_EQ(rows[1][2], "4712");
  EXPECT_EQ(std::stod(rows[1][3]), 123456789.1234567);
  EXPECT_EQ(rows[1][4], "");
}

using Write = void (*)(const RunRecord&, std::ostream&);

// The value of a column in a row, by their names.
std::string cell(Write write, const RunRecord& record, const std::string& column, std::size_t row) {
  std::ostringstream out;
  write(record, out);
  const auto rows = read_csv(out.str());
  for (std::size_t i = 0; i < rows.at(0).size(); ++i)
    if (rows[0][i] == column) return rows.at(row).at(i);
  return "no column " + column;
}

TEST(StreamCsv, has_a_line_for_each_request) {
  const auto record = stream_record();
  const auto of = [&](const std::string& column, std::size_t row) {
    return cell(write_streams_csv, record, column, row);
  };
  EXPECT_EQ(of("name", 1), "chat");
  EXPECT_EQ(of("streams", 1), "400");
  EXPECT_EQ(of("failures", 1), "5");
  EXPECT_EQ(of("tokens_out", 1), "1200");
  EXPECT_EQ(of("tokens_per_second", 1), "120");
  EXPECT_EQ(of("tokens_per_second_by_user", 1), "15");
  EXPECT_EQ(of("limited", 1), "405");
  EXPECT_EQ(of("held", 1), "300");
  EXPECT_EQ(of("goodput", 2), "") << "it has no slo";
  EXPECT_EQ(of("finish_stop", 1), "400");
  EXPECT_NEAR(std::stod(of("first_token_p50_ms", 1)), 100, 1);
  EXPECT_NEAR(std::stod(of("first_token_of_all_max_ms", 1)), 2000, 10);
  EXPECT_EQ(of("name", 2), "title");
  EXPECT_EQ(of("tokens_per_second", 2), "");
  EXPECT_EQ(of("token_by_usage_p50_ms", 2), "") << "its count is from elsewhere";
  EXPECT_EQ(of("finish_stop", 2), "0");
}

TEST(StreamCsv, has_a_line_for_each_step_of_time) {
  const auto record = stream_record();
  const auto of = [&](const std::string& column, std::size_t row) {
    return cell(write_stream_timeline_csv, record, column, row);
  };
  EXPECT_EQ(of("t_seconds", 3), "2");
  EXPECT_EQ(of("open_streams", 3), "7");
  EXPECT_EQ(of("arrivals", 3), "42");
  EXPECT_EQ(of("requests", 3), "42");
  EXPECT_EQ(of("failures", 3), "1");
  EXPECT_EQ(of("limited", 3), "41") << "those of the request that has an slo";
  EXPECT_EQ(of("held", 3), "30");
  EXPECT_EQ(of("tokens", 3), "120");
  EXPECT_NEAR(std::stod(of("first_token_p50_ms", 3)), 100, 6);
  EXPECT_EQ(of("first_token_p99_ms", 3), "") << "too few for it";
}

}  // namespace plimsoll::csv_test
