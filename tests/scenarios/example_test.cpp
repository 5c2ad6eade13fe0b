// Every scenario in examples/ is sound.

#include "scenarios/reading/parse.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace plimsoll::example_test {

ParseOutcome example(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  ParseInput input;
  input.text = text.str();
  input.file_name = file.filename().string();
  input.folder = file.parent_path();
  input.environment = [](const std::string&) { return std::nullopt; };
  return parse_scenario(input);
}

TEST(Examples, are_all_sound_without_a_warning_or_a_variable) {
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PLIMSOLL_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".yaml") continue;
    ++examples;
    const auto outcome = example(entry.path());
    for (const auto& finding : outcome.findings) ADD_FAILURE() << finding.text();
    for (const auto& warning : outcome.warnings) ADD_FAILURE() << warning;
  }
  EXPECT_GE(examples, 3);
}

TEST(Examples, send_three_images_in_one_task) {
  const auto outcome = example(PLIMSOLL_SOURCE_DIR "/examples/three_images.yaml");
  ASSERT_TRUE(outcome.scenario);
  ASSERT_EQ(outcome.scenario->tasks.size(), 1u);
  const auto& steps = outcome.scenario->tasks[0].steps;
  ASSERT_EQ(steps.size(), 3u);
  // The signature of a PNG in base64.
  for (const auto& step : steps) EXPECT_EQ(step.bodies.payloads[0]->substr(0, 22), R"({"image":"iVBORw0KGgoA)");
  EXPECT_NE(*steps[0].bodies.payloads[0], *steps[1].bodies.payloads[0]);
}

}  // namespace plimsoll::example_test
