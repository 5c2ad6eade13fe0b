#include "record/flow_record.h"

#include "record/run_record_json.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace plimsoll::flow_record_test {

using namespace std::chrono_literals;
using testing::ElementsAre;

FlowRecord flow_of(const std::string& name, std::vector<std::uint64_t> failed_at) {
  FlowRecord flow;
  flow.name = name;
  flow.steps = {"submit", "poll"};
  flow.begun = 10;
  flow.completed = 6;
  flow.failed_at = std::move(failed_at);
  flow.duration.record(1s);
  return flow;
}

TEST(FlowRecord, tells_where_most_failed) {
  EXPECT_EQ(flow_of("a", {1, 3}).weakest_step(), "poll");
  EXPECT_EQ(flow_of("a", {1, 0}).weakest_step(), "submit");
  EXPECT_EQ(flow_of("a", {1, 0, 2}).weakest_step(), "login");  // behind the steps
  EXPECT_EQ(flow_of("a", {0, 0}).weakest_step(), "");
  EXPECT_EQ(flow_of("a", {}).weakest_step(), "");
  EXPECT_EQ(flow_of("a", {1, 0, 2}).failed(), 3U);
}

TEST(FlowRecord, adds_up_by_name) {
  std::vector<FlowRecord> all = {flow_of("a", {1, 0})};
  merge_flows(all, {flow_of("b", {}), flow_of("a", {0, 2, 4})});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].begun, 20U);
  EXPECT_EQ(all[0].completed, 12U);
  EXPECT_THAT(all[0].failed_at, ElementsAre(1, 2, 4));
  EXPECT_EQ(all[0].duration.count(), 2U);
  EXPECT_EQ(all[1].begun, 10U);
}

TEST(FlowRecord, names_a_step_with_its_flow) {
  std::vector<FlowRecord> flows = {flow_of("batch", {})};
  flows[0].steps.emplace_back("batch: GET /c");
  EXPECT_EQ(shown_name(flows, "poll"), "batch / poll");
  EXPECT_EQ(shown_name(flows, "batch: GET /c"), "batch / GET /c");
  EXPECT_EQ(shown_name(flows, "other"), "other");
  flows[0].steps = {"only"};
  EXPECT_EQ(shown_name(flows, "only"), "only");
}

TEST(FlowRecord, comes_back_with_the_record_as_does_what_was_sent_once) {
  RunRecord before = passing_record();
  FlowRecord flow;
  flow.name = "batch";
  flow.steps = {"submit", "poll"};
  flow.begun = 7;
  flow.completed = 4;
  flow.unfinished = 1;
  flow.failed_at = {0, 1, 1};
  flow.duration.record(std::chrono::milliseconds(1500));
  before.flows = {flow};
  before.once = {{"before_all", "make", 201, 12.5, ""},
                 {"after_all", "drop", 500, 3, "status 500, expected below 400"}};
  const auto text = to_json(before);
  const RunRecord after = run_record_from_json(text).value();
  EXPECT_EQ(to_json(after), text);
  ASSERT_EQ(after.flows.size(), 1U);
  EXPECT_EQ(after.flows[0].failed_at, flow.failed_at);
  EXPECT_EQ(after.flows[0].duration.parts(), flow.duration.parts());
  ASSERT_EQ(after.once.size(), 2U);
  EXPECT_EQ(after.once[1].failure, "status 500, expected below 400");
  EXPECT_EQ(nlohmann::json::parse(text)["flows"][0]["failed"], 2);
}

}  // namespace plimsoll::flow_record_test
