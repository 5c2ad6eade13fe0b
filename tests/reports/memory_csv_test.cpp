#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "reports/csv.h"

#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::memory_csv_test {

// Two workers over ten minutes, the first of which keeps 4097 bytes of each of its requests; a warm-up that falls.
RunRecord record_of_a_leak() {
  RunRecord record;
  record.request_names = {"predict", "a \"quoted\", name", "total"};
  MonitorRecord& monitor = record.monitors.emplace_back();
  for (std::uint64_t i = 0; i < 600; ++i) {
    for (std::uint64_t worker = 0; worker < 2; ++worker) {
      MemoryRow row;
      row.t_s = static_cast<double>(i) + 0.1 * static_cast<double>(i % 7) + 1.0 / 3;
      row.life = worker + 1;
      row.pid = 4712;  // used again: only the life tells them apart
      const double wave = 40960.0 * static_cast<double>((7 * i) % 12);
      row.anon_bytes = 2e8 + wave + (worker == 0 ? 4097.0 * 20.0 * static_cast<double>(i) : 0.0);
      if (i < 30) row.anon_bytes = 9e8 - 1e7 * static_cast<double>(i);
      row.rss_bytes = 1e9;
      row.warmup = i < 30;
      row.requests_total = 40 * i;
      row.active_users = 10;
      row.processes = 2;
      row.requests_by_name = {20 * i + (i * i) % 13, 15 * i, 5 * i};
      monitor.rows.push_back(std::move(row));
    }
  }
  return record;
}

Trace trace_of(const RunRecord& record) {
  Trace trace;
  for (const auto& name : record.request_names) trace.requests_by_type.push_back({name, {}});
  for (const auto& row : record.monitors[0].rows) {
    if (row.warmup) continue;
    trace.t_seconds.push_back(row.t_s);
    trace.memory_bytes.push_back(*row.anon_bytes);
    trace.requests_total.push_back(static_cast<double>(row.requests_total));
    trace.active_users.push_back(row.active_users);
    trace.restarts_total.push_back(static_cast<double>(row.restarts_total));
    trace.processes.push_back(row.processes);
    trace.lives.push_back(static_cast<double>(row.life));
    for (std::size_t i = 0; i < trace.requests_by_type.size(); ++i)
      trace.requests_by_type[i].counts.push_back(static_cast<double>(row.requests_by_name[i]));
  }
  return trace;
}

TEST(MemoryCsv, gives_the_verdict_of_the_run_exactly) {
  const RunRecord record = record_of_a_leak();
  std::ostringstream out;
  write_memory_csv(record, record.monitors[0], out);
  std::istringstream in(out.str());
  const auto file = read_trace(in, {});
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->columns.at(0).name, "anon_bytes");
  const LeakVerdict of_the_run = judge(trace_of(record), {});
  EXPECT_EQ(of_the_run.verdict, Verdict::leaking);
  EXPECT_EQ(of_the_run.by_request.size(), 3u);
  EXPECT_EQ(judge(file->columns.at(0).trace, {}), of_the_run);
}

TEST(MemoryCsv, is_judged_by_resident_memory_where_nothing_better_was_read) {
  RunRecord record = record_of_a_leak();
  for (auto& row : record.monitors[0].rows) row.anon_bytes.reset();
  std::ostringstream out;
  write_memory_csv(record, record.monitors[0], out);
  std::istringstream in(out.str());
  EXPECT_EQ(read_trace(in, {})->columns.at(0).name, "rss_bytes");
}

}  // namespace plimsoll::memory_csv_test
