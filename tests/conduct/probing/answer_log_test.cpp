#include "conduct/probing/answer_log.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test::answer_log_test {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t kRows = 8;

class AnswerLogOf : public testing::Test {
 protected:
  AnswerLogOf() : redaction_(scenario_), log_(known(), ServerHeaders("", redaction_), redaction_, false, kRows) {}

  static KnownAnswers known() {
    auto made = KnownAnswers::make({}, kRows);
    EXPECT_TRUE(made.has_value());
    return *std::move(made);
  }
  // Of all rows once each, by a process of their own in turn.
  void ask(ProbePhase phase, const std::vector<std::pair<std::string, double>>& slope_of) {
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto& [process, slope] = slope_of[(row + round_) % slope_of.size()];
      ProbeAsking asking{phase, row, ++draws_, draws_, draws_, false, {}, process};
      Response response;
      response.status = 200;
      response.sent = Instant(std::chrono::milliseconds(draws_));
      response.done = response.sent + std::chrono::milliseconds(1);
      response.body = fmt::format("{{\"y\": {}}}\n", slope * static_cast<double>(row + 1));
      log_.add(asking, response);
    }
    ++round_;  // each row comes to each of them
  }
  ProbeRecord record_of(const std::vector<std::pair<std::string, double>>& slope_of) {
    for (int i = 0; i < 6; ++i) ask(ProbePhase::before, slope_of);
    log_.settle_references();
    for (int i = 0; i < 20; ++i) ask(ProbePhase::under_load, slope_of);
    ProbeRecord record;
    log_.fill(record, 1);
    return record;
  }

  Scenario scenario_;
  Redaction redaction_;
  AnswerLog log_;
  std::size_t round_ = 0;
  std::uint32_t draws_ = 0;
};

TEST_F(AnswerLogOf, says_of_two_servers_that_they_differ_and_blames_none) {
  const auto record = record_of({{"process 1", 2.5}, {"process 2", 2.7}});
  EXPECT_EQ(record.verdict, AnswersVerdict::stale_replica) << record.reason;
  EXPECT_THAT(record.notes, Contains(HasSubstr("who is right cannot be told")));
  ASSERT_THAT(record.servers, SizeIs(2));
  for (const auto& server : record.servers) EXPECT_EQ(server.changed, server.asked) << server.server;
}

TEST_F(AnswerLogOf, names_the_odd_one_of_three) {
  const auto record = record_of({{"process 1", 2.7}, {"process 2", 2.5}, {"process 3", 2.5}});
  EXPECT_EQ(record.verdict, AnswersVerdict::stale_replica) << record.reason;
  EXPECT_THAT(record.notes, Not(Contains(HasSubstr("cannot be told"))));
  ASSERT_THAT(record.servers, SizeIs(3));
  for (const auto& server : record.servers)
    EXPECT_EQ(server.changed, server.server == "process 1" ? server.asked : 0) << server.server;
}

TEST_F(AnswerLogOf, shows_the_place_that_differs_and_its_values) {
  const auto record = record_of({{"process 1", 2.5}, {"process 2", 2.7}});
  EXPECT_THAT(record.notes, Contains(HasSubstr("The answers differ at $.y (")));
  EXPECT_THAT(record.notes, Not(Contains(HasSubstr("ignore"))));
  ASSERT_FALSE(record.examples.empty());
  EXPECT_THAT(record.examples[0].row, HasSubstr(", $.y"));
  EXPECT_EQ(record.examples[0].got.find_first_of("{\n"), std::string::npos) << record.examples[0].got;
}

TEST_F(AnswerLogOf, tells_how_what_varies_by_design_is_left_out) {
  const auto record = record_of({{"", 2.5}, {"", 2.6}, {"", 2.7}, {"", 2.8}, {"", 2.9}});
  EXPECT_EQ(record.verdict, AnswersVerdict::nondeterministic) << record.reason;
  EXPECT_THAT(record.notes, Contains(HasSubstr("is left out with probes: {ignore: [$.y]}.")));
}

}  // namespace plimsoll::test::answer_log_test
