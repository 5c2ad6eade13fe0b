// What is generated from the parser's own table: the JSON Schema and the reference of docs/scenario.md.

#include "scenarios/reading/parse.h"
#include "scenarios/reading/scenario_reference.h"
#include "scenarios/reading/scenario_schema.h"
#include "scenarios/tables/scenario_table.h"
#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

namespace plimsoll::test::schema_test {

using nlohmann::json;

void for_each_value(const json& value, const std::function<void(const std::string&, const json&)>& see) {
  if (value.is_object())
    for (const auto& [key, child] : value.items()) {
      see(key, child);
      for_each_value(child, see);
    }
  else if (value.is_array())
    for (const auto& child : value) for_each_value(child, see);
}

TEST(Schema, is_json_whose_references_all_lead_somewhere) {
  const auto schema = json::parse(scenario_schema());
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  std::set<std::string> used;
  for_each_value(schema, [&](const std::string& key, const json& value) {
    if (key != "$ref") return;
    const auto name = value.get<std::string>().substr(std::string("#/$defs/").size());
    used.insert(name);
    EXPECT_TRUE(schema["$defs"].contains(name)) << value;
  });
  for (const auto& [name, definition] : schema["$defs"].items())
    EXPECT_TRUE(used.contains(name)) << name << " is used by nobody";
}

TEST(Schema, has_patterns_that_compile) {
  int patterns = 0;
  for_each_value(json::parse(scenario_schema()), [&](const std::string& key, const json& value) {
    if (key != "pattern" || !value.is_string()) return;
    ++patterns;
    EXPECT_NO_THROW(std::regex(value.get<std::string>())) << value;
  });
  EXPECT_GT(patterns, 20);
}

TEST(Schema, describes_every_key_of_every_table) {
  const auto schema = json::parse(scenario_schema());
  const auto objects = scenario_objects();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const auto& object = i == 0 ? schema : schema["$defs"][objects[i].name];
    EXPECT_EQ(object["additionalProperties"], false) << objects[i].name;
    EXPECT_EQ(object["properties"].size(), objects[i].fields.size()) << objects[i].name;
    for (const auto& field : objects[i].fields)
      EXPECT_TRUE(object["properties"][field.name].contains("description")) << field.name;
  }
}

TEST(FieldTables, refuse_no_key_that_they_read) {
  for (const auto& object : scenario_objects())
    for (const auto& [key, reason] : object.refused)
      for (const auto& field : object.fields) EXPECT_NE(field.name, key) << object.name;
}

// A default that is told is one that the parser takes and that changes nothing.
TEST(FieldTables, tell_the_defaults_that_hold) {
  const auto plain = parsed({with("")});
  const auto& plain_load = std::get<ClosedLoad>(plain.load.parts[0].model);
  for (const auto& object : scenario_objects())
    for (const auto& field : object.fields) {
      const bool told = !field.default_value.empty() && field.default_value.find_first_of(" '`") == std::string::npos;
      if (!told || (object.name != "load" && object.name != "scenario")) continue;
      const auto path = (object.name == "load" ? "load." : "") + field.name;
      if (field.name == "arrivals" || field.name == "late_after") {
        const auto open = parsed({with("load: {rate: 5/s}"), {}, {path + "=" + field.default_value}});
        const auto& model = std::get<OpenLoad>(open.load.parts[0].model);
        EXPECT_EQ(std::get<ArrivalRate>(model.arrivals).law, ArrivalRate::Law::constant);
        EXPECT_EQ(model.late_after, OpenLoad().late_after);
        continue;
      }
      const auto given = parsed({with(""), {}, {path + "=" + field.default_value}});
      const auto& load = std::get<ClosedLoad>(given.load.parts[0].model);
      EXPECT_EQ(load.users, plain_load.users) << path;
      EXPECT_EQ(load.spawn_rate, plain_load.spawn_rate) << path;
      EXPECT_EQ(load.wait.index(), plain_load.wait.index()) << path;
      EXPECT_EQ(given.load.duration, plain.load.duration) << path;
      EXPECT_EQ(given.load.warmup, plain.load.warmup) << path;
      EXPECT_EQ(given.load.graceful_stop, plain.load.graceful_stop) << path;
      EXPECT_EQ(given.connect_timeout, plain.connect_timeout) << path;
      EXPECT_EQ(given.tasks[0].steps[0].timeout, plain.tasks[0].steps[0].timeout) << path;
      EXPECT_EQ(given.max_response_bytes, plain.max_response_bytes) << path;
    }
}

TEST(Reference, in_the_documentation_is_the_parsers_own) {
  const std::string path = PLIMSOLL_SOURCE_DIR "/docs/scenario.md";
  std::ifstream file(path);
  std::ostringstream stream;
  stream << file.rdbuf();
  const auto text = stream.str();

  const std::string end = "<!-- end of keys -->";
  const auto begin = text.find("<!-- keys: generated");
  const auto first = text.find('\n', begin);
  const auto last = text.find(end);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(last, std::string::npos);
  const auto wanted = text.substr(0, first + 1) + "\n" + scenario_reference_markdown() + text.substr(last);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << wanted;
  EXPECT_EQ(text == wanted || std::getenv("UPDATE_GOLDEN") != nullptr, true)
      << "docs/scenario.md is not what the tables say: run scenarios_tests once with UPDATE_GOLDEN=1 and commit it";
}

}  // namespace plimsoll::test::schema_test
