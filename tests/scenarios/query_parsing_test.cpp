// Queries and checks in one line, as Hurl writes them.

#include "scenarios/queries/query_parsing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::query_parsing_test {

std::string fault(std::string_view text) {
  const auto query = parse_query(text);
  EXPECT_TRUE(query.has_error()) << text;
  return query.has_error() ? query.error().message : "";
}

TEST(QueryParsing, reads_a_query_with_its_filters) {
  const auto query = parse_query(R"(cookie "id[Max-Age]" split "," nth -1 replaceRegex /a\/b/ "{{c}}" )").value();
  EXPECT_EQ(query.source, Query::Source::cookie);
  EXPECT_EQ(query.argument.fixed(), "id");
  EXPECT_EQ(query.cookie_part, Query::CookiePart::max_age);
  ASSERT_EQ(query.filters.size(), 3u);
  EXPECT_EQ(query.filters[0].argument.fixed(), ",");
  EXPECT_EQ(query.filters[1].index, -1);
  EXPECT_EQ(query.filters[2].argument.fixed(), "a/b");
  EXPECT_EQ(query.filters[2].replacement.insertions.at(0).name, "c");
}

TEST(QueryParsing, tells_a_filter_from_a_predicate) {
  const auto check = parse_query_check(R"(header "a" count not == -1.5)").value();
  EXPECT_EQ(check.query.filters.size(), 1u);
  EXPECT_TRUE(check.predicate.negated);
  EXPECT_EQ(check.predicate.kind, Predicate::Kind::equals);
  EXPECT_EQ(*std::get<std::shared_ptr<const nlohmann::json>>(check.predicate.operand), -1.5);
  EXPECT_EQ(check.query.label, R"(header "a" count)");
  EXPECT_EQ(check.predicate.label, "not == -1.5");
}

TEST(QueryParsing, names_the_column_of_what_is_wrong) {
  EXPECT_EQ(fault("bodi"), R"(column 1: "bodi" is no query; did you mean "body"?)");
  EXPECT_EQ(fault("body count 3"), "column 12: expected the end, found 3");
  EXPECT_EQ(fault("body nth x"), "column 10: nth needs an integer: nth 0 is the first, nth -1 the last");
  EXPECT_EQ(fault("xpath \"//a\""),
            "column 1: xpath: XPath is not done: ask by regex, or by jsonpath where the answer can be JSON");
  EXPECT_EQ(fault("header"), "column 7: expected a blank and what header is about, the text ends here");
}

TEST(QueryParsing, knows_every_predicate) {
  for (const auto* predicate : {"== 1",
                                "!=2",
                                "> 1",
                                ">=1",
                                "< \"a\"",
                                "<= {{x}}",
                                "startsWith \"a\"",
                                "endsWith hex,61;",
                                "contains \"a\"",
                                "includes null",
                                "matches /a/",
                                "exists",
                                "isBoolean",
                                "isCollection",
                                "isDate",
                                "isEmpty",
                                "isFloat",
                                "isInteger",
                                "isIpv4",
                                "isIpv6",
                                "isIsoDate",
                                "isList",
                                "isNumber",
                                "isObject",
                                "isString",
                                "isUuid",
                                "== base64,YQ==;",
                                "== file,a.bin;",
                                "== `a`",
                                "== ```\na\n```",
                                "== ```raw\n{{a}}\n```",
                                "matches `a`",
                                "== true"})
    EXPECT_TRUE(parse_query_check(std::string("body ") + predicate)) << predicate;
}

TEST(QueryParsing, is_as_strict_as_hurl) {
  for (const auto* predicate : {"== 01", "== 1.", "== 1e3", R"(== "\{")", "== ```a```", "== ```text\na\n```",
                                "== base64,A-_A;", "contains\"a\"", "startsWith {{a}}", "startsWith ```\na\n```",
                                "> ```\na\n```", "endsWith file,a.bin;", "nth 00 == 1"})
    EXPECT_FALSE(parse_query_check(std::string("body ") + predicate)) << predicate;
}

}  // namespace plimsoll::query_parsing_test
