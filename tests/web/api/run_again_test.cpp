// A run that was, as a start: what its record says, read back.

#include "web/api/run_again.h"

#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::run_again_test {

using test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kScenario = "# mine\ntarget: http://127.0.0.1:1\nrequests: [{get: /}]\n";

class RunAgainTest : public ::testing::Test {
 protected:
  Result<RunAgain> of(const std::string& scenario_text, const std::string& folder = {},
                      const std::string& scenario_folder = {}) const {
    RunRecord record;
    record.name = "soak";
    record.scenario_text = scenario_text;
    record.folder = folder;
    record.scenario_folder = scenario_folder;
    return run_again(record, ScenarioFolders({folder_.path()}));
  }

  TempFolder folder_;
};

TEST_F(RunAgainTest, has_the_text_and_the_options_but_those_of_that_run_alone) {
  const auto again =
      of(std::string("# plimsoll run soak.yaml -u 5 --store runs.db --run-id a --no-progress --insecure -t 1m\n") +
         kScenario);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->start.text, kScenario);
  EXPECT_THAT(again->start.options, ElementsAre("--users=5", "--insecure", "--duration=1m"));
  EXPECT_FALSE(again->start.file);
  EXPECT_FALSE(again->is_trusted);
}

TEST_F(RunAgainTest, takes_words_as_a_shell_does) {
  const auto again =
      of(std::string("# plimsoll run 'a file.yaml' --note 'it'\\''s here' -H 'X-Two: a\n# b'\n") + kScenario);
  ASSERT_TRUE(again.has_value());
  EXPECT_THAT(again->start.options, ElementsAre("--note=it's here", "--header=X-Two: a\nb"));
  EXPECT_EQ(again->start.text, kScenario);
}

TEST_F(RunAgainTest, finds_the_scenario_of_a_folder_that_still_has_this_text) {
  const auto file = folder_.write("night.yaml", kScenario);
  const auto plain = of(std::string("# plimsoll run elsewhere.yaml -u 5\n") + kScenario);
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->start.file->filename(), "night.yaml");
  EXPECT_TRUE(plain->is_trusted);
  EXPECT_THAT(of(kScenario)->start.options, IsEmpty());
  const auto more = of(std::string("# plimsoll run elsewhere.yaml --set target.start=sh\n") + kScenario);
  ASSERT_TRUE(more.has_value());
  EXPECT_FALSE(more->is_trusted) << "an option may do what the file does not";
  EXPECT_TRUE(more->may_lead_elsewhere);
  EXPECT_FALSE(of(std::string(kScenario) + "seed: 5\n")->start.file);
}

TEST_F(RunAgainTest, knows_a_run_of_a_url) {
  const auto again = of("plimsoll run http://127.0.0.1:1/predict -u 5 --body '{\"a\": 1}'\n");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->url, "http://127.0.0.1:1/predict");
  EXPECT_THAT(again->start.options, ElementsAre("--users=5", "--body={\"a\": 1}"));
}

TEST_F(RunAgainTest, is_none_where_secrets_were_redacted_but_of_a_scenario_that_has_them) {
  const std::string secret =
      "target: http://127.0.0.1:1\nheaders: {authorization: open-sesame}\nrequests: [{get: /}]\n";
  const std::string recorded =
      "target: http://127.0.0.1:1\nheaders: {authorization: [redacted]}\nrequests: [{get: /}]\n";
  EXPECT_THAT(of(recorded).error().message, HasSubstr("has its secrets redacted"));
  EXPECT_THAT(of("plimsoll run http://127.0.0.1:1/ -H 'authorization: [redacted]'\n").error().message,
              HasSubstr("redacted"));
  folder_.write("secret.yaml", secret);
  const auto again = of(recorded);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->start.file->filename(), "secret.yaml");
}

TEST_F(RunAgainTest, has_the_relative_files_of_its_options_from_where_the_run_was_started) {
  const auto here = folder_.path().string();
  const std::string command =
      "plimsoll run https://127.0.0.1:1/ --ca keys/../ca.pem --cert /etc/own.pem --body @rows.jsonl"
      " --body '{\"a\": 1}' --watch disk:data --watch port:5000 --note @none\n";
  const auto again = of(command, here);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_THAT(again->start.options,
              ElementsAre("--ca=" + here + "/ca.pem", "--cert=/etc/own.pem", "--body=@" + here + "/rows.jsonl",
                          "--body={\"a\": 1}", "--watch=disk:" + here + "/data", "--watch=port:5000", "--note=@none"));
  EXPECT_EQ(again->start.folder, here);
  EXPECT_THAT(of(command).error().message, HasSubstr("does not say from which folder --ca keys/../ca.pem is"));
  EXPECT_TRUE(of("plimsoll run https://127.0.0.1:1/ --ca /etc/ca.pem\n").has_value()) << "nothing is relative";
}

TEST_F(RunAgainTest, has_the_relative_files_of_its_text_from_where_its_scenario_was) {
  std::filesystem::create_directory(folder_.path() / "sub");
  const auto here = folder_.path().string();
  EXPECT_EQ(of(kScenario, here)->start.folder, here);
  EXPECT_EQ(of(kScenario, here, here + "/sub")->start.folder, here + "/sub");
  EXPECT_EQ(of(kScenario, here, here + "/gone")->start.folder, "") << "no other folder by chance";
  EXPECT_EQ(of(kScenario)->start.folder, "");
  folder_.write("sub/night.yaml", kScenario);
  EXPECT_EQ(of(kScenario, here)->start.folder, here + "/sub") << "that of the scenario which has this text";
}

TEST_F(RunAgainTest, is_none_where_the_record_holds_no_scenario) { EXPECT_TRUE(of("").has_error()); }

}  // namespace plimsoll::run_again_test
