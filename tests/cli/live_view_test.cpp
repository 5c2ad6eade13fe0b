#include "cli/live_view.h"
#include "reports/words/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::live_view_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

LiveStatus status() {
  LiveStatus live;
  live.name = "credit score soak";
  live.target = "http://127.0.0.1:5000";
  live.elapsed_s = 75;
  live.planned_s = 300;
  live.active_users = 10;
  live.in_flight = 3;
  live.requests = 12345;
  live.requests_per_second = 164.6;
  for (int i = 1; i <= 100; ++i) live.recent.record(i * 1ms);
  live.whole.record(5ms);
  live.memory.push_back({"gunicorn 4711 + 2 workers", 118.0 * 1048576, {1e8, 1.1e8, 1.2e8}, false});
  return live;
}

std::string joined(const std::vector<std::string>& rows) {
  std::string text;
  for (const auto& row : rows) text += row + "\n";
  return text;
}

TEST(LiveView, shows_progress_load_percentiles_and_memory) {
  const auto block = joined(render_block(status(), {100, false}));
  EXPECT_THAT(block, HasSubstr("credit score soak → http://127.0.0.1:5000"));
  EXPECT_THAT(block, HasSubstr("1:15 / 3:45 left"));
  EXPECT_THAT(block, HasSubstr("10 users   3 in flight   12,345 requests   165 req/s   0 failures"));
  EXPECT_THAT(block, HasSubstr("last 10 s p50"));
  EXPECT_THAT(block, HasSubstr("118 MiB"));
  EXPECT_THAT(block, HasSubstr("gunicorn 4711 + 2 workers"));
  EXPECT_THAT(block, HasSubstr("▁"));
}

TEST(LiveView, shows_streams_where_there_are_any) {
  auto live = status();
  EXPECT_THAT(joined(render_block(live, {100, false})), Not(HasSubstr("streams")));
  EXPECT_THAT(render_line(live), Not(HasSubstr("streams")));
  live.streams.emplace();
  live.streams->open = 1064;
  EXPECT_THAT(joined(render_block(live, {100, false})),
              HasSubstr("streams   1,064 open   0 events/s   first token p50 -"));
  live.streams->is_counted = true;
  live.streams->tokens_per_second = 3180;
  for (int i = 0; i < 100; ++i) live.streams->recent.record(i < 90 ? 20ms : 80ms);
  EXPECT_THAT(joined(render_block(live, {100, false})),
              HasSubstr("streams   1,064 open   3,180 tokens/s   first token p50 20 ms   p99 80 ms"));
  EXPECT_THAT(render_line(live), HasSubstr("streams 1,064  3,180 tokens/s  ttft p50 20 ms"));
}

TEST(LiveView, shows_how_right_answers_are) {
  auto live = status();
  EXPECT_THAT(joined(render_block(live, {100, false})), Not(HasSubstr("quality")));
  live.quality = {{"predict", "log_loss", 0.4123, 0.3987}, {"other", "rmse", 2.5, std::nullopt}};
  const auto block = joined(render_block(live, {100, false}));
  EXPECT_THAT(block, HasSubstr("quality   log loss   last 10 s 0.3987    whole run 0.4123    predict"));
  EXPECT_THAT(block, HasSubstr("RMSE   last 10 s -"));
  EXPECT_THAT(render_line(live), HasSubstr("log loss of predict 0.3987  RMSE of other 2.5"));
  for (int i = 0; i < 8; ++i) live.quality.push_back({"more", "accuracy", 0.9, 0.9});
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("and 7 more with labels"));
}

TEST(LiveView, shows_probes_from_the_first_that_changed_on) {
  auto live = status();
  live.probes = LiveProbes{240, 0};
  EXPECT_THAT(joined(render_block(live, {100, false})), Not(HasSubstr("probes")));
  EXPECT_THAT(render_line(live), Not(HasSubstr("probes")));
  live.probes->changed = 3;
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("probes    3 of 240 answers changed (1.25 %)"));
  EXPECT_THAT(render_line(live), HasSubstr("probes 3 of 240 answers changed (1.25 %)"));
}

TEST(LiveView, has_no_row_of_memory_where_none_is_told) {
  auto live = status();
  live.memory.push_back({"http://127.0.0.1:8000/metrics", std::nullopt, {}, false, true});
  EXPECT_THAT(joined(render_block(live, {100, false})), Not(HasSubstr(":8000/metrics")));
}

TEST(LiveView, tells_the_cooldown_and_how_the_verdict_stands) {
  auto live = status();
  live.cooling_down = true;
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("1:15 / 3:45 left  cooling down"));
  EXPECT_THAT(render_line(live), HasSubstr("cooling down"));
  live.cooling_down = false;
  live.until_verdict = true;
  live.outlook = "inconclusive, about 6 min more";
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("1:15 / at most 3:45 left"));
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("verdict   inconclusive, about 6 min more"));
  EXPECT_THAT(render_line(live), HasSubstr("inconclusive, about 6 min more"));
}

TEST(LiveView, no_row_is_wider_than_the_terminal) {
  auto live = status();
  live.failures = 7;
  live.memory[0].description = std::string(200, 'x');
  for (const int width : {40, 60, 80})
    for (const auto& row : render_block(live, {width, false}))
      EXPECT_LE(display_width(row), static_cast<std::size_t>(width)) << row;
}

// What counts is whole; what does not goes as a whole.
TEST(LiveView, cuts_nothing_that_counts_at_a_narrow_terminal) {
  auto live = status();
  live.streams.emplace();
  live.streams->open = 64;
  live.streams->is_counted = true;
  live.streams->tokens_per_second = 12'345;
  live.streams->recent.record(std::chrono::microseconds(45'200));
  const auto narrow = joined(render_block(live, {60, false}));
  EXPECT_THAT(narrow, HasSubstr("10 users  12,345 requests  165 req/s  0 failures"));
  EXPECT_THAT(narrow, ::testing::AllOf(HasSubstr("tokens/s   ttft p50 45."), HasSubstr(" ms   p99 45.")));
  EXPECT_THAT(narrow, Not(HasSubstr("…")));
  live.active_users = 1;
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("  load      1 user   "));
}

TEST(LiveView, tells_failures_warm_up_stopping_and_memory_that_is_gone) {
  auto live = status();
  live.failures = 123;
  live.stopping = true;
  live.memory[0].gone = true;
  const auto block = joined(render_block(live, {100, false}));
  EXPECT_THAT(block, HasSubstr("123 failures (1"));
  EXPECT_THAT(block, HasSubstr("stopping"));
  EXPECT_THAT(block, HasSubstr("gone"));
  live.stopping = false;
  live.warmup_s = 100;
  EXPECT_THAT(joined(render_block(live, {100, false})), HasSubstr("warm-up"));
}

TEST(LiveView, shows_no_load_where_there_is_none) {
  LiveStatus status;
  status.name = "port:5000";
  status.with_load = false;
  status.elapsed_s = 75;
  status.memory = {{"gunicorn 4711", 1048576.0, {1048576.0}, false}};
  const auto rows = render_block(status, {});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0], "port:5000");
  EXPECT_EQ(rows[1], "  watched for 1:15");
  EXPECT_THAT(render_line(status), testing::StartsWith("1:15 port:5000  memory 1"));
}

TEST(LiveView, a_line_without_a_terminal_has_no_escape_sequences) {
  const auto line = render_line(status());
  EXPECT_THAT(line, HasSubstr("1:15"));
  EXPECT_THAT(line, HasSubstr("12,345"));
  EXPECT_THAT(line, HasSubstr("118 MiB"));
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
}

}  // namespace plimsoll::live_view_test
