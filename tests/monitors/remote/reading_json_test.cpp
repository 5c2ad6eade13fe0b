#include "monitors/remote/reading_json.h"

#include "core/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::reading_json_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

DescribedReading worker() {
  ProcessSample process;
  process.pid = 4711;
  process.parent_pid = 1;
  process.life = 2;
  process.is_root = true;
  process.command = "gunicorn";
  process.start_ticks = 12345;
  process.rss_bytes = 3'000'000'000'000;
  process.fds = 0;
  process.cpu_seconds = 1.25;
  DescribedReading described;
  described.description = "gunicorn 4711";
  described.reading.processes = {process};
  described.reading.events = {{ProcessEvent::Kind::unread, 4711, "may not be read"}};
  described.reading.values = {{"cgroup_bytes", "bytes", 0.5, true}};
  described.age_s = 0.25;
  described.held_s = 1e-6;
  return described;
}

// What is read of `text` with one key of one process replaced.
std::string problem_with(const std::string& pointer, const nlohmann::json& value) {
  auto json = parse_json(to_json(worker()));
  json[nlohmann::json::json_pointer(pointer)] = value;
  const auto reading = parse_reading(to_text(json));
  return reading.has_error() ? reading.error().message : "";
}

TEST(ReadingJson, comes_back_as_it_was_sent) {
  const auto again = parse_reading(to_json(worker())).value();
  EXPECT_EQ(to_json(again), to_json(worker()));
  ASSERT_EQ(again.reading.processes.size(), 1u);
  const auto& process = again.reading.processes.front();
  EXPECT_EQ(process.rss_bytes, 3'000'000'000'000u);
  EXPECT_EQ(process.fds, 0u);
  EXPECT_EQ(process.pss_bytes, std::nullopt) << "what nobody read is not zero";
  EXPECT_EQ(process.cpu_seconds, 1.25);
  EXPECT_EQ(again.reading.events.front().kind, ProcessEvent::Kind::unread);
  EXPECT_TRUE(again.reading.values.front().judged);
  EXPECT_EQ(again.age_s, 0.25);
  EXPECT_EQ(again.agent_cpu_share, std::nullopt);
}

TEST(ReadingJson, names_the_place_of_what_is_not_as_expected) {
  EXPECT_THAT(problem_with("/processes/0/pid", "4711"), HasSubstr("reading.processes[0].pid"));
  EXPECT_THAT(problem_with("/processes/0/rss", -1), HasSubstr("reading.processes[0].rss"));
  EXPECT_THAT(problem_with("/events/0/kind", "party"), HasSubstr("reading.events[0].kind"));
  EXPECT_THAT(problem_with("/values/0/value", nullptr), HasSubstr("reading.values"));
  EXPECT_THAT(problem_with("/unknown", 0), HasSubstr("reading.unknown"));
  EXPECT_THAT(parse_reading("{}").error().message, HasSubstr("description"));
  EXPECT_EQ(parse_reading("{").error().message, "expected JSON");
}

TEST(ReadingJson, takes_no_more_than_is_sensible) {
  EXPECT_THAT(problem_with("/processes/0/command", std::string(kLongestText + 1, 'x')), HasSubstr("command"));
  EXPECT_THAT(problem_with("/processes/0/pid", -5), HasSubstr("process id"));
  EXPECT_THAT(problem_with("/age_s", -1), HasSubstr("age_s"));
  EXPECT_THAT(problem_with("/held_s", 1e12), HasSubstr("held_s"));
  auto crowd = worker();
  crowd.reading.processes.resize(1025);
  EXPECT_THAT(parse_reading(to_json(crowd)).error().message, HasSubstr("processes"));
}

TEST(ReadingJson, cuts_what_is_too_long_to_send) {
  auto described = worker();
  described.description.assign(2 * kLongestText, 'x');
  described.reading.events.front().message.assign(2 * kLongestText, 'x');
  const auto again = parse_reading(to_json(described)).value();
  EXPECT_EQ(again.description.size(), kLongestText);
  EXPECT_EQ(again.reading.events.front().message.size(), kLongestText);
}

}  // namespace plimsoll::reading_json_test
