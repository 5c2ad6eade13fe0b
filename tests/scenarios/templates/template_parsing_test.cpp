#include "scenarios/templates/template_parsing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace plimsoll::test::template_parsing_test {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Source = Insertion::Source;

TemplateNames names() {
  TemplateNames names;
  names.feeders = {{"row", {"age", "name", "address.city"}}, {"image", {"name", "path", "content"}}};
  names.read_file = [](const std::string& file) -> Result<std::string> {
    if (file == "a b.jpg") return std::string("\xFF\xD8");
    return invalid(file + ": no such file");
  };
  names.read_environment = [](const std::string& name) -> Result<std::string> { return "value of " + name; };
  return names;
}

TemplateText parsed(const std::string& text) {
  auto known = names();
  const auto result = parse_template(text, Escape::none, known);
  EXPECT_TRUE(result) << text << ": " << result.error().message;
  return result ? *result : TemplateText();
}

std::string error_of(const std::string& text) {
  auto known = names();
  const auto result = parse_template(text, Escape::none, known);
  return result.has_error() ? result.error().message : "no error";
}

TEST(TemplateParsing, parts_text_from_what_is_filled_in) {
  const auto text = parsed("a {{row.age}}{{user}} b");
  EXPECT_THAT(text.literals, ElementsAre("a ", "", " b"));
  ASSERT_EQ(text.insertions.size(), 2U);
  EXPECT_EQ(text.insertions[0].source, Source::column);
  EXPECT_EQ(text.insertions[1].source, Source::user);
  EXPECT_FALSE(parsed("nothing { here }").varies());
}

TEST(TemplateParsing, marks_the_columns_that_are_used) {
  auto known = names();
  const auto text =
      parse_template("{{image.name}} {{row.address.city}} {{row.age}} {{row.address.city}}", Escape::none, known);
  ASSERT_TRUE(text);
  EXPECT_THAT(known.feeders[0].used, ElementsAre("address.city", "age"));
  EXPECT_THAT(known.feeders[1].used, ElementsAre("name"));
  EXPECT_EQ(text->insertions[0].feeder, 1U);
  EXPECT_EQ(text->insertions[2].column, 1U);
  EXPECT_EQ(text->insertions[3].column, 0U);
}

TEST(TemplateParsing, knows_every_function) {
  const auto one = [](const std::string& expression) { return parsed("{{" + expression + "}}").insertions.at(0); };
  EXPECT_EQ(one(" seq ").source, Source::sequence);
  EXPECT_EQ(one("uuid").source, Source::uuid);
  EXPECT_EQ(one("now").source, Source::now);
  EXPECT_EQ(one("now unix").source, Source::now_unix);
  EXPECT_EQ(one("now unix_ms").source, Source::now_unix_ms);
  const auto whole = one("random.int -5 7");
  EXPECT_EQ(std::pair(whole.low, whole.high), std::pair(-5.0, 7.0));
  const auto normal = one("random.normal 1.5 0.25");
  EXPECT_EQ(std::pair(normal.low, normal.high), std::pair(1.5, 0.25));
  EXPECT_THAT(one("random.choice red 'light blue' \"5\"").words, ElementsAre("red", "light blue", "5"));
}

TEST(TemplateParsing, puts_what_never_changes_into_the_text) {
  EXPECT_THAT(parsed("{{'{{'}}x}} {{env.KEY}} {{base64 'a b.jpg'}}").literals, ElementsAre("{{x}} value of KEY /9g="));
}

TEST(TemplateParsing, reads_filters_in_order) {
  const auto insertion = parsed("{{row.age | round 2 | json}}").insertions.at(0);
  ASSERT_EQ(insertion.filters.size(), 2U);
  EXPECT_EQ(insertion.filters[0].kind, TemplateFilter::Kind::round);
  EXPECT_EQ(insertion.filters[0].digits, 2);
  EXPECT_EQ(insertion.filters[1].kind, TemplateFilter::Kind::json);
}

TEST(TemplateParsing, says_what_is_wrong_and_what_was_meant) {
  EXPECT_THAT(error_of("{{row.agee}}"), HasSubstr(R"({{row.agee}}: row has no column "agee"; did you mean "age"?)"));
  EXPECT_THAT(error_of("{{rwo.age}}"), HasSubstr(R"(unknown name "rwo.age")"));
  EXPECT_THAT(error_of("{{usr}}"), HasSubstr(R"(did you mean "user"?)"));
  EXPECT_THAT(error_of("{{}}"), HasSubstr("names nothing"));
  EXPECT_THAT(error_of("{{user | }}"), HasSubstr("nothing stands beside a |"));
  EXPECT_THAT(error_of("{{row.age of}}"), HasSubstr("a name with blanks is quoted: row.'age of'"));
  EXPECT_THAT(error_of("{{row.'age of}}"), HasSubstr("the closing"));
  EXPECT_THAT(error_of("{{row.'age of'}}"), HasSubstr(R"(row has no column "age of")"));
  EXPECT_THAT(error_of("{{user 1}}"), HasSubstr(R"(user takes nothing behind it, got "1")"));
  EXPECT_THAT(error_of("{{user | jsn}}"), HasSubstr(R"(unknown filter "jsn"; did you mean "json"?)"));
  EXPECT_THAT(error_of("{{user | round}}"), HasSubstr("round 2"));
  EXPECT_THAT(error_of("{{random.int 9 1}}"), HasSubstr("write random.int 1 9"));
  EXPECT_THAT(error_of("{{random.int 1.5 2}}"), HasSubstr("whole numbers"));
  EXPECT_THAT(error_of("{{random.normal 0 -1}}"), HasSubstr("standard deviation from 0"));
  EXPECT_THAT(error_of("{{random.choice}}"), HasSubstr("what to choose from"));
  EXPECT_THAT(error_of("{{base64 b.jpg}}"), HasSubstr("b.jpg: no such file"));
  EXPECT_THAT(error_of("{{now local}}"), HasSubstr("now unix_ms"));
  EXPECT_THAT(error_of("a {{user"), AllOf(HasSubstr("the closing }} is missing"), HasSubstr(R"({{"{{"}})")));
  EXPECT_THAT(error_of("{{'user}}"), HasSubstr("closing"));
  TemplateNames none;
  EXPECT_THAT(parse_template("{{row.age}}", Escape::none, none).error().message,
              HasSubstr(R"(there is no feeder "row": name one, feeders: {row: "data.csv"})"));
}

TEST(TemplateParsing, of_json_keeps_types_keys_and_everything_else_as_it_was_written) {
  auto known = names();
  const std::string json = R"({"{{key}}": 1.50,  "a": "{{row.age}}", "b": ["x {{row.name}} \"\u00e9", "plain \"{\""]})";
  const auto text = parse_json_template(json, known);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_THAT(text->literals,
              ElementsAre(R"({"{{key}}": 1.50,  "a": )", R"(, "b": ["x )", R"( \"é", "plain \"{\""]})"));
  EXPECT_EQ(text->insertions[0].escape, Escape::json_value);
  EXPECT_EQ(text->insertions[1].escape, Escape::json_text);
}

}  // namespace plimsoll::test::template_parsing_test
