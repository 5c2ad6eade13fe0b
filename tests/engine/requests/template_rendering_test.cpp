#include "scenarios/templates/template_rendering.h"

#include "core/json/json.h"
#include "scenarios/templates/template_parsing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace plimsoll::test::template_rendering_test {

using testing::MatchesRegex;

class Rendering : public testing::Test {
 protected:
  Rendering() {
    names_.feeders = {{"row", {"text", "number", "truth", "nothing", "list"}}};
    auto block = std::make_shared<RowBlock>(5);
    block->add_row(2);
    block->add_cell("a \"b\"\\\n\x01/é&+", CellType::text);
    block->add_cell("1.2345", CellType::number);
    block->add_cell("true", CellType::boolean);
    block->add_cell("", CellType::null);
    block->add_cell("[1,2]", CellType::json);
    rows_ = {RowRef{block, 0}};
  }

  std::string rendered(const std::string& text, Escape escape = Escape::none) {
    return filled_in(parse_template(text, escape, names_));
  }
  std::string json(const std::string& text) { return filled_in(parse_json_template(text, names_)); }

  std::string filled_in(const Result<TemplateText>& text) {
    EXPECT_TRUE(text) << text.error().message;
    // The columns are in the order of their use: here that of the block.
    std::string into = "> ";
    if (!text) return into;
    auto fixed = *text;
    for (auto& insertion : fixed.insertions)
      if (insertion.source == Insertion::Source::column)
        insertion.column =
            static_cast<std::size_t>(std::find(names_.feeders[0].known.begin(), names_.feeders[0].known.end(),
                                               names_.feeders[0].used[insertion.column]) -
                                     names_.feeders[0].known.begin());
    TemplateInputs inputs{rows_, 3, 17, Random::stream(seed_++, 0), captured_, unique_};
    render_template(fixed, inputs, into);
    return into.substr(2);
  }

  TemplateNames names_;
  std::vector<RowRef> rows_;
  std::vector<CapturedValue> captured_;
  std::uint64_t seed_ = 1;
  std::uint64_t unique_ = 0;
};

TEST_F(Rendering, keeps_types_where_a_json_value_stands_alone) {
  const auto value = nlohmann::json::parse(json(
      R"({"a": "{{row.text}}", "b": "{{row.number}}", "c": "{{row.truth}}", "d": "{{row.nothing}}", "e": "{{row.list}}",
          "f": "x{{row.number}}", "g": "{{row.text}}!", "h": "{{user}}", "i": "{{row.number | json}}"})"));
  EXPECT_EQ(value["a"], "a \"b\"\\\n\x01/é&+");
  EXPECT_EQ(value["b"], 1.2345);
  EXPECT_EQ(value["c"], true);
  EXPECT_EQ(value["d"], nullptr);
  EXPECT_EQ(value["e"], nlohmann::json({1, 2}));
  EXPECT_EQ(value["f"], "x1.2345");
  EXPECT_EQ(value["g"], "a \"b\"\\\n\x01/é&+!");
  EXPECT_EQ(value["h"], 3);
  EXPECT_EQ(value["i"], 1.2345);
}

TEST_F(Rendering, writes_a_value_as_its_place_needs_it) {
  EXPECT_EQ(rendered("/{{row.text}}", Escape::path), "/a%20%22b%22%5C%0A%01%2F%C3%A9%26%2B");
  EXPECT_EQ(rendered("{{row.text}}", Escape::form), "a+%22b%22%5C%0A%01%2F%C3%A9%26%2B");
  EXPECT_EQ(rendered("{{row.text}}", Escape::header), "a \"b\"\\ \x01/é&+");
  EXPECT_EQ(rendered("{{row.text}}", Escape::url), "a%20\"b\"\\%0A%01/%C3%A9&+");
  EXPECT_EQ(rendered("{{row.text}}"), "a \"b\"\\\n\x01/é&+");
}

TEST_F(Rendering, writes_what_was_captured_with_its_type_and_as_its_place_needs_it) {
  names_.captured = {"id", "n", "none"};
  captured_ = {{"a/\"b", CellType::text}, {"3", CellType::number}, {"", CellType::null}};
  EXPECT_EQ(json(R"(["{{id}}", "{{n}}", "{{none}}", "{{n}}{{id}}"])"), R"(["a/\"b", 3, null, "3a/\"b"])");
  EXPECT_EQ(rendered("/{{id}}/{{n}}", Escape::path), "/a%2F%22b/3");
  EXPECT_EQ(rendered("{{n | round 2}}"), "3.00");
}

TEST_F(Rendering, filters) {
  EXPECT_EQ(rendered("{{row.number | round 2}}"), "1.23");
  EXPECT_EQ(rendered("{{row.number | round 0 | json}}"), "1");
  EXPECT_EQ(rendered("{{row.text | json}}"), R"("a \"b\"\\\n\u0001/é&+")");
  EXPECT_EQ(rendered("{{row.text | json | url}}"), "%22a%20%5C%22b%5C%22%5C%5C%5Cn%5Cu0001%2F%C3%A9%26%2B%22");
  EXPECT_EQ(rendered("{{row.number | base64}}"), "MS4yMzQ1");
  EXPECT_EQ(rendered("{{row.nothing | json}}"), "null");
}

TEST_F(Rendering, generates_by_the_seed) {
  EXPECT_EQ(rendered("{{user}} {{seq}}"), "3 17");
  EXPECT_THAT(rendered("{{uuid}}"),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(rendered("{{uuid}}"), rendered("{{uuid}}"));
  seed_ = 5;
  const auto first = rendered("{{uuid}} {{random.int 1 1000000}} {{random.normal 0 1}}");
  seed_ = 5;
  EXPECT_EQ(rendered("{{uuid}} {{random.int 1 1000000}} {{random.normal 0 1}}"), first);
  EXPECT_THAT(rendered("{{now}}"), MatchesRegex("2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z"));
  EXPECT_THAT(rendered("{{now unix}} {{now unix_ms}}"), MatchesRegex("[0-9]{10} [0-9]{13}"));
}

TEST_F(Rendering, gives_numbers_that_differ_by_a_hair_and_never_twice) {
  std::set<std::string> numbers, wholes;
  constexpr std::size_t kMany = 100'000;
  for (std::size_t i = 0; i < kMany; ++i) {
    unique_ += 0x9E3779B97F4A7C15ULL;
    const auto number = json(R"("{{unique -5.1}}")");
    EXPECT_NEAR(std::stod(number), -5.1, 5.2e-6);
    numbers.insert(number);
    wholes.insert(json(R"("{{unique}}")"));
  }
  EXPECT_EQ(numbers.size(), kMany);
  EXPECT_EQ(wholes.size(), kMany);
  EXPECT_LE(std::stoll(*wholes.rbegin()), 2147483647);
}

TEST_F(Rendering, draws_whole_numbers_and_choices_evenly_with_both_ends) {
  std::map<std::string, int> dice, choices;
  for (int i = 0; i < 6000; ++i) {
    ++dice[rendered("{{random.int -1 1}}")];
    ++choices[json(R"("{{random.choice red 5}}")")];
  }
  ASSERT_EQ(dice.size(), 3U);
  for (const auto& [face, count] : dice) EXPECT_NEAR(count, 2000, 200) << face;
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_NEAR(choices["5"], 3000, 220);
  EXPECT_NEAR(choices["\"red\""], 3000, 220);
}

TEST_F(Rendering, draws_normally_with_its_mean_and_spread) {
  double sum = 0, squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = std::stod(rendered("{{random.normal 10 2}}"));
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 10, 0.08);
  EXPECT_NEAR(std::sqrt(squares / kDraws - mean * mean), 2, 0.06);
}

}  // namespace plimsoll::test::template_rendering_test
