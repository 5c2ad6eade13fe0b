// The official JSON-Schema-Test-Suite: all that it requires of 2020-12, and of the drafts that a schema may name.
// ./dev puts it into .deps/json-schema-tests, out of the source package of PyPI's jsonschema, which carries it.

#include "core/json/json.h"
#include "scenarios/json_schema/json_schema.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace plimsoll::test::official_suite_test {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path suite() { return fs::path(PLIMSOLL_SOURCE_DIR) / ".deps/json-schema-tests"; }

std::optional<std::string> remote(std::string_view uri) {
  constexpr std::string_view kRemotes = "http://localhost:1234/";
  if (!uri.starts_with(kRemotes)) return std::nullopt;
  const auto file = suite() / "remotes" / uri.substr(kRemotes.size());
  return fs::is_regular_file(file) ? std::optional(content_of(file)) : std::nullopt;
}

struct Ran {
  std::size_t tests = 0;
  std::vector<std::string> wrong;
};

// The text of one group's schema. Drafts before 2020-12 name themselves.
std::string schema_text(const nlohmann::ordered_json& group, std::string_view draft_uri) {
  auto schema = group.at("schema");
  if (schema.is_object() && !draft_uri.empty() && !schema.contains("$schema")) schema["$schema"] = draft_uri;
  return to_text(schema);
}

void run_group(const nlohmann::ordered_json& group, const std::string& name, std::string_view draft_uri, Ran& ran) {
  SchemaSource source{schema_text(group, draft_uri), "schema"};
  source.known = remote;
  source.may_read_files = false;
  const auto schema = JsonSchema::compile(std::move(source));
  for (const auto& test : group.at("tests")) {
    ++ran.tests;
    const auto what = fmt::format("{}: {}: {}", name, group.at("description").get<std::string>(),
                                  test.at("description").get<std::string>());
    if (schema.has_error()) {
      ran.wrong.push_back(what + ": " + schema.error().message);
      continue;
    }
    JsonTree value;
    if (!value.parse(to_text(test.at("data")))) {
      ran.wrong.push_back(what + ": is not read");
      continue;
    }
    const bool holds = (*schema)->holds(value);
    const auto findings = (*schema)->findings(value, 10);
    if (holds != test.at("valid").get<bool>()) ran.wrong.push_back(what + (holds ? ": holds" : ": does not hold"));
    if (holds != (findings.all == 0)) ran.wrong.push_back(what + ": with words it is otherwise");
  }
}

Ran run_folder(const std::string& draft, std::string_view draft_uri) {
  Ran ran;
  for (const auto& entry : fs::directory_iterator(suite() / "tests" / draft)) {
    if (entry.path().extension() != ".json") continue;
    const auto groups = parse_ordered_json(content_of(entry.path()));
    for (const auto& group : groups) run_group(group, entry.path().stem().string(), draft_uri, ran);
  }
  return ran;
}

class OfficialSuite : public ::testing::Test {
 protected:
  void SetUp() override {
    if (fs::is_directory(suite() / "tests")) return;
    const char* ci = std::getenv("CI");
    ASSERT_TRUE(ci == nullptr || std::string_view(ci) != "true") << "under CI the official suite has to be there";
    GTEST_SKIP() << "the official suite is not there: ./dev test brings it where PyPI can be reached";
  }
};

TEST_F(OfficialSuite, all_that_2020_12_requires_is_as_it_says) {
  const auto ran = run_folder("draft2020-12", "");
  EXPECT_THAT(ran.wrong, IsEmpty());
  EXPECT_EQ(ran.tests, 1257U);
}

TEST_F(OfficialSuite, all_that_2019_09_requires_is_as_it_says) {
  const auto ran = run_folder("draft2019-09", "https://json-schema.org/draft/2019-09/schema");
  EXPECT_THAT(ran.wrong, IsEmpty());
  EXPECT_EQ(ran.tests, 1227U);
}

TEST_F(OfficialSuite, all_that_draft_7_requires_is_as_it_says) {
  const auto ran = run_folder("draft7", "http://json-schema.org/draft-07/schema#");
  EXPECT_THAT(ran.wrong, IsEmpty());
  EXPECT_EQ(ran.tests, 913U);
}

TEST_F(OfficialSuite, all_that_draft_6_requires_is_as_it_says) {
  const auto ran = run_folder("draft6", "http://json-schema.org/draft-06/schema#");
  EXPECT_THAT(ran.wrong, IsEmpty());
  EXPECT_EQ(ran.tests, 829U);
}

}  // namespace plimsoll::test::official_suite_test
