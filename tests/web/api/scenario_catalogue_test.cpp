// What is kept of a scenario, and what makes it be read anew.

#include "web/api/scenario_catalogue.h"

#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace plimsoll::scenario_catalogue_test {

constexpr const char* kScenario =
    "name: soak\ntarget: http://127.0.0.1:1\nrequests:\n  - post: /\n    json: \"@rows.json\"\n";

// What the file itself says is told at once, and what its body says too.
TEST(ScenarioCatalogue, sees_a_change_of_the_scenario_and_of_what_it_names) {
  const test::TempFolder folder;
  const auto file = folder.write("soak.yaml", kScenario);
  ScenarioCatalogue catalogue;
  EXPECT_EQ(catalogue.facts_of(file).findings, 1U) << "its body is not there";
  folder.write("rows.json", "{}");
  EXPECT_TRUE(catalogue.facts_of(file).valid);
  EXPECT_EQ(catalogue.facts_of(file).target, "http://127.0.0.1:1");
  folder.write("rows.json", "{");
  EXPECT_FALSE(catalogue.facts_of(file).valid);
  folder.write("rows.json", "{}");
  folder.write("soak.yaml", "name: spike\ntarget: http://127.0.0.1:2\nrequests: [{get: /}]\n");
  EXPECT_EQ(catalogue.facts_of(file).name, "spike");
  std::filesystem::remove(file);
  EXPECT_FALSE(catalogue.facts_of(file).valid);
}

TEST(ScenarioCatalogue, reads_what_has_not_changed_once) {
  const test::TempFolder folder;
  folder.write("rows.json", "{}");
  const auto file = folder.write("soak.yaml", kScenario);
  ScenarioCatalogue later([] { return wall_now() + std::chrono::hours(1); });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(later.facts_of(file).valid);
  EXPECT_EQ(later.times_parsed(), 1U);
  folder.write("rows.json", "{ }");
  EXPECT_TRUE(later.facts_of(file).valid);
  EXPECT_EQ(later.times_parsed(), 2U);
  ScenarioCatalogue at_once;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(at_once.facts_of(file).valid);
  EXPECT_EQ(at_once.times_parsed(), 5U) << "what has only just been written may change within a tick of its clock";
}

}  // namespace plimsoll::scenario_catalogue_test
