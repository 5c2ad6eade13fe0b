// Each query, filter and predicate of Hurl's grammar on an answer: what holds, what does not, what cannot be told.

#include "engine/checks/query_check.h"
#include "scenarios/queries/query_parsing.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>

namespace plimsoll::query_test {

constexpr const char* kBody =
    R"~({"id": 42, "pi": 3.14, "name": "Bob", "on": true, "none": null, "list": [1, 2, 3], "one": ["a"],
"object": {"a": 1}, "empty": [], "text": "", "when": "2023-01-23T18:25:43.511Z",
"url": "https://a.test/?x=1&y=a%20b", "token": "aGVsbG8=", "safe": "PDw_Pz8-Pg",
"html": "a &lt; b &copy;&#x3e;&nope;", "csv": "a,b,c", "number": "7",
"uuid": "5b8f2b0e-2e3c-4f0a-9b8e-2b7c1d9e0f11", "v4": "127.0.0.1", "v6": "::1", "json": "{\"in\": [5]}",
"books": [{"price": 8, "title": "x"}, {"price": 12, "title": "y"}], "letters": "\u00e9t\u00e9 x",
"huge": 18446744073709551615, "tiny": 1e-7, "day": "2024-02-03", "evening": "03 Feb 2024 06:05 PM"})~";
constexpr const char* kHeaders =
    "content-type: application/json\r\n"
    "set-cookie: id=abc; Path=/; Max-Age=60; Secure; SameSite=Lax; Expires=Wed, 13 Jan 2021 22:23:01 GMT; "
    "Domain=a.test\r\nvary: a\r\nvary: b\r\nx-one: 1\r\n";

// "" where it holds; else what is told of what was found.
std::string why_not(const std::string& line, const std::string& body = kBody, const std::string& headers = kHeaders) {
  const auto check = parse_query_check(line);
  if (check.has_error()) return "parse: " + check.error().message;
  const auto compiled = CompiledQueryCheck::compile(*check);
  if (compiled.has_error()) return "compile: " + compiled.error().message;
  Response response;
  response.status = 200;
  response.body = body;
  response.headers = headers;
  response.sent = Instant(std::chrono::seconds(1));
  response.done = response.sent + std::chrono::milliseconds(42);
  QueryVariables variables;
  variables.values = {{"name", nlohmann::json("Bob")},
                      {"n", nlohmann::json(42)},
                      {"first", nlohmann::json(0)},
                      {"key", nlohmann::json("name")},
                      {"open", nlohmann::json("(")}};
  const AnswerOrigin origin{"http://a.test/end", "127.0.0.1", {{302, "http://a.test/end"}}};
  Answer answer(response, response.sent);
  answer.variables = &variables;
  answer.origin = &origin;
  const auto failure = compiled->judge(answer);
  if (failure.kind == FailureKind::none) return "";
  EXPECT_EQ(failure.message, line + " does not hold");
  return failure.detail;
}

TEST(Query, holds_where_the_answer_is_so) {
  constexpr std::array kHold = {
      R"~(status == 200)~",
      R"~(status isInteger)~",
      R"~(version == "1.1")~",
      R"~(url == "http://a.test/end")~",
      R"~(ip == "127.0.0.1")~",
      R"~(header "X-One" == "1")~",
      R"~(header "Vary" count == 2)~",
      R"~(header "vary" includes "b")~",
      R"~(header "vary" contains "a")~",
      R"~(header "nope" not exists)~",
      R"~(cookie "id" == "abc")~",
      R"~(cookie "id[Value]" == "abc")~",
      R"~(cookie "id[Path]" == "/")~",
      R"~(cookie "id[Max-Age]" == 60)~",
      R"~(cookie "id[Secure]" exists)~",
      R"~(cookie "id[HttpOnly]" not exists)~",
      R"~(cookie "id[SameSite]" == "Lax")~",
      R"~(cookie "id[Domain]" == "a.test")~",
      R"~(cookie "id[Expires]" dateFormat "%Y" == "2021")~",
      R"~(cookie "id[Expires]" isDate)~",
      R"~(cookie "id[Expires]" daysBeforeNow > 1000)~",
      R"~(cookie "id[Expires]" daysAfterNow < 0)~",
      R"~(cookie "other" not exists)~",
      R"~(body contains "Bob")~",
      R"~(body startsWith "{")~",
      R"~(body endsWith "}")~",
      R"~(body not contains "Alice")~",
      R"~(body matches /"id": \d+/)~",
      R"~(body matches "B.b")~",
      R"~(bytes startsWith hex,7b22;)~",
      R"~(bytes endsWith base64,fQ==;)~",
      R"~(bytes contains hex,426f62;)~",
      R"~(bytes count > 10)~",
      R"~(bytes isCollection)~",
      R"~(bytes isList)~",
      R"~(bytes base64Encode startsWith "eyJpZCI6")~",
      R"~(bytes base64UrlSafeEncode not endsWith "=")~",
      R"~(bytes toHex startsWith "7b22")~",
      R"~(bytes utf8Decode contains "Bob")~",
      R"~(bytes charsetDecode "latin1" contains "Bob")~",
      R"~(bytes decode "utf-8" contains "Bob")~",
      R"~(regex /"id": (\d+)/ toInt == 42)~",
      R"~(regex "name\": \"(\\w+)" == "Bob")~",
      R"~(regex /nothing(x)/ not exists)~",
      R"~(variable "name" == "Bob")~",
      R"~(variable "nope" not exists)~",
      R"~(duration == 42)~",
      R"~(duration < 1000)~",
      R"~(sha256 toHex startsWith "990d26564f6b")~",
      R"~(md5 toHex == "c91cfd335f789af5f47eb5eb0b0118c2")~",
      R"~(md5 == hex,c91cfd335f789af5f47eb5eb0b0118c2;)~",
      R"~(redirects count == 1)~",
      R"~(redirects nth 0 location == "http://a.test/end")~",
      R"~(redirects isList)~",
      R"~(jsonpath "$.id" == 42)~",
      R"~(jsonpath "$.id" == 42.0)~",
      R"~(jsonpath "$.id" == {{n}})~",
      R"~(jsonpath "$.id" != 41)~",
      R"~(jsonpath "$.id" > 41)~",
      R"~(jsonpath "$.id" >= 42)~",
      R"~(jsonpath "$.id" < 43)~",
      R"~(jsonpath "$.id" <= 42)~",
      R"~(jsonpath "$.id" not == 41)~",
      R"~(jsonpath "$.id" isInteger)~",
      R"~(jsonpath "$.id" isNumber)~",
      R"~(jsonpath "$.id" not isFloat)~",
      R"~(jsonpath "$.id" toFloat isFloat)~",
      R"~(jsonpath "$.id" toString == "42")~",
      R"~(jsonpath "$.pi" == 3.14)~",
      R"~(jsonpath "$.pi" isFloat)~",
      R"~(jsonpath "$.pi" toInt == 3)~",
      R"~(jsonpath "$.name" == "{{name}}")~",
      R"~(jsonpath "$.name" == {{name}})~",
      R"~(jsonpath "$.{{key}}" == "Bob")~",
      R"~(jsonpath "$.name" == `Bob`)~",
      R"~(jsonpath "$.name" not == ```
Bob
```)~",
      R"~(jsonpath "$.name" != 3)~",
      R"~(jsonpath "$.name" > "Alice")~",
      R"~(jsonpath "$.name" startsWith "B")~",
      R"~(jsonpath "$.name" endsWith "b")~",
      R"~(jsonpath "$.name" matches /^[A-Z]o.$/)~",
      R"~(jsonpath "$.name" isString)~",
      R"~(jsonpath "$.name" not isEmpty)~",
      R"~(jsonpath "$.name" utf8Encode == hex,426f62;)~",
      R"~(jsonpath "$.on" == true)~",
      R"~(jsonpath "$.on" isBoolean)~",
      R"~(jsonpath "$.none" == null)~",
      R"~(jsonpath "$.none" exists)~",
      R"~(jsonpath "$.missing" not exists)~",
      R"~(jsonpath "$.missing" not == 3)~",
      R"~(jsonpath "$.list" count == 3)~",
      R"~(jsonpath "$.list" contains 2)~",
      R"~(jsonpath "$.list" not contains 9)~",
      R"~(jsonpath "$.list" nth 0 == 1)~",
      R"~(jsonpath "$.list" nth -1 == 3)~",
      R"~(jsonpath "$.list" nth {{first}} == 1)~",
      R"~(jsonpath "$.list" first == 1)~",
      R"~(jsonpath "$.list" last == 3)~",
      R"~(jsonpath "$.list" isList)~",
      R"~(jsonpath "$.list" isCollection)~",
      R"~(jsonpath "$.list" not isObject)~",
      R"~(jsonpath "$.list[*]" count == 3)~",
      R"~(jsonpath "$.one[*]" == "a")~",
      R"~(jsonpath "$.empty" isEmpty)~",
      R"~(jsonpath "$.text" isEmpty)~",
      R"~(jsonpath "$.object" isObject)~",
      R"~(jsonpath "$.object" isCollection)~",
      R"~(jsonpath "$.object" not isList)~",
      R"~(jsonpath "$.books[?(@.price < 10)].title" == "x")~",
      R"~(jsonpath "$.books[1:]" exists)~",
      R"~(jsonpath "$.when" isIsoDate)~",
      R"~(jsonpath "$.when" toDate "%+" dateFormat "%A" == "Monday")~",
      R"~(jsonpath "$.when" toDate "%Y-%m-%dT%H:%M:%S%.fZ" format "%d %b %Y %H:%M:%S%.3f" == "23 Jan 2023 18:25:43.511")~",
      R"~(jsonpath "$.when" toDate "%+" daysBeforeNow > 1000)~",
      R"~(jsonpath "$.when" toDate "%+" isDate)~",
      R"~(jsonpath "$.url" urlQueryParam "y" == "a b")~",
      R"~(jsonpath "$.url" urlQueryParam "z" not exists)~",
      R"~(jsonpath "$.url" urlEncode == "https%3A//a.test/%3Fx%3D1%26y%3Da%2520b")~",
      R"~(jsonpath "$.url" urlDecode endsWith "a b")~",
      R"~(jsonpath "$.token" base64Decode == hex,68656c6c6f;)~",
      R"~(jsonpath "$.token" base64Decode utf8Decode == "hello")~",
      R"~(jsonpath "$.safe" base64UrlSafeDecode == hex,3c3c3f3f3f3e3e;)~",
      R"~(jsonpath "$.html" htmlUnescape == "a < b \u{a9}>&nope;")~",
      R"~(jsonpath "$.html" htmlEscape startsWith "a &amp;lt;")~",
      R"~(jsonpath "$.csv" split "," count == 3)~",
      R"~(jsonpath "$.csv" split "," nth 1 == "b")~",
      R"~(jsonpath "$.csv" replace "," "|" == "a|b|c")~",
      R"~(jsonpath "$.csv" replaceRegex /[,b]+/ "-" == "a-c")~",
      R"~(jsonpath "$.csv" replace "" "." == ".a.,.b.,.c.")~",
      R"~(jsonpath "$.csv" split "" count == 7)~",
      R"~(jsonpath "$.csv" replaceRegex /(?P<one>[a-z])/ "$one$$" == "a$,b$,c$")~",
      R"~(jsonpath "$.csv" replaceRegex /([a-z])/ "$1_" == ",,")~",
      R"~(jsonpath "$.csv" replaceRegex /b*/ "-" == "-a-,-,-c-")~",
      R"~(jsonpath "$.letters" regex /^(.)/ == "\u{e9}")~",
      R"~(jsonpath "$.letters" regex "(\\w+)" == "\u{e9}t\u{e9}")~",
      R"~(jsonpath "$.letters" matches /^\u{e9}t\u00e9 .$/)~",
      R"~(jsonpath "$.letters" matches "(?i)\u{c9}T")~",
      R"~(jsonpath "$.letters" replaceRegex /./ "x" == "xxxxx")~",
      R"~(jsonpath "$.list" includes 2)~",
      R"~(jsonpath "$.huge" == 18446744073709551615)~",
      R"~(jsonpath "$.huge" > 1)~",
      R"~(jsonpath "$.huge" > 9223372036854775807)~",
      R"~(jsonpath "$.id" < 9223372036854775808)~",
      R"~(jsonpath "$.tiny" toString == "0.0000001")~",
      R"~(cookie "id[Secure]" not == true)~",
      R"~(jsonpath "$.day" toDate "%Y-%m-%d" dateFormat "%-d.%-m. %v %H:%M" == "3.2.  3-Feb-2024 00:00")~",
      R"~(jsonpath "$.evening" toDate "%d %b %Y %I:%M %p" dateFormat "%FT%T" == "2024-02-03T18:05:00")~",
      R"~(bytes charsetDecode "latin1" contains "Bob")~",
      R"~(jsonpath "$.name" not isIsoDate)~",
      R"~(jsonpath "$.csv" replaceRegex "(\\w),(\\w)" "$2$1" == "ba,c")~",
      R"~(jsonpath "$.csv" regex /(\w),c/ == "b")~",
      R"~(jsonpath "$.csv" regex /(z)/ not exists)~",
      R"~(jsonpath "$.number" toInt == 7)~",
      R"~(jsonpath "$.number" toFloat == 7.0)~",
      R"~(jsonpath "$.uuid" isUuid)~",
      R"~(jsonpath "$.name" not isUuid)~",
      R"~(jsonpath "$.v4" isIpv4)~",
      R"~(jsonpath "$.v6" isIpv6)~",
      R"~(jsonpath "$.v4" not isIpv6)~",
      R"~(jsonpath "$.json" jsonpath "$.in[0]" == 5)~"};
  for (const auto* line : kHold) EXPECT_EQ(why_not(line), "") << line;
}

TEST(Query, tells_what_is_not_so) {
  struct Row {
    const char* line;
    const char* why;
  };
  constexpr std::array kFail = std::to_array<Row>(
      {{R"~(status == 201)~", R"~(found: 200)~"},
       {R"~(status contains "2")~", R"~(an integer is not compared with a string)~"},
       {R"~(header "x-one" == 1)~", R"~(found: "1")~"},
       {R"~(header "nope" == "1")~", R"~(found: nothing)~"},
       {R"~(cookie "id[Secure]" == true)~", R"~(found: an attribute without a value)~"},
       {R"~(body == "x")~",
        R"~(found: "{\"id\": 42, \"pi\": 3.14, \"name\": \"Bob\", \"on\": true, \"none\": null, \"l...)~"},
       {R"~(jsonpath "$.id" == "42")~", R"~(found: 42)~"},
       {R"~(jsonpath "$.id" > "41")~", R"~(an integer is not compared with a string)~"},
       {R"~(jsonpath "$.id" not > "41")~", R"~(an integer is not compared with a string)~"},
       {R"~(jsonpath "$.id" startsWith "4")~", R"~(an integer is not compared with a string)~"},
       {R"~(jsonpath "$.id" matches /4/)~", R"~(an integer is no text)~"},
       {R"~(jsonpath "$.id" isEmpty)~", R"~(an integer is never empty)~"},
       {R"~(jsonpath "$.id" isUuid)~", R"~(an integer is no text)~"},
       {R"~(jsonpath "$.id" isString)~", R"~(found: 42)~"},
       {R"~(jsonpath "$.id" not exists)~", R"~(found: 42)~"},
       {R"~(jsonpath "$.id" count == 1)~", R"~(count is not for an integer)~"},
       {R"~(jsonpath "$.missing" exists)~", R"~(found: nothing)~"},
       {R"~(jsonpath "$.missing" != 3)~", R"~(found: nothing)~"},
       {R"~(jsonpath "$.missing" isString)~", R"~(found: nothing)~"},
       {R"~(jsonpath "$.list" nth 3 == 1)~", R"~(nth 3: the list has 3 elements)~"},
       {R"~(jsonpath "$.list" nth -4 == 1)~", R"~(nth -4: the list has 3 elements)~"},
       {R"~(jsonpath "$.list" contains 9)~", R"~(found: [1,2,3])~"},
       {R"~(jsonpath "$.empty" first not exists)~", R"~(first: the list is empty)~"},
       {R"~(jsonpath "$.missing" count not exists)~", R"~(there is nothing for count)~"},
       {R"~(jsonpath "$.name" includes "B")~", R"~(a string is no list)~"},
       {R"~(jsonpath "$.huge" toInt exists)~", R"~(18446744073709551615 is too large)~"},
       {R"~(jsonpath "$.huge" == 18446744073709551614)~", R"~(found: 18446744073709551615)~"},
       {R"~(jsonpath "$.when" toDate "%Y-%m-%dT%H:%M:%S%.f%z" exists)~",
        R"~("2023-01-23T18:25:43.511Z" is no date of the form "%Y-%m-%dT%H:%M:%S%.f%z")~"},
       {R"~(jsonpath "$.name" toInt == 1)~", R"~("Bob" is no integer)~"},
       {R"~(jsonpath "$.name" toDate "%Y" exists)~", R"~("Bob" is no date of the form "%Y")~"},
       {R"~(jsonpath "$.when" toDate "%Y-%m-%d" exists)~",
        R"~("2023-01-23T18:25:43.511Z" is no date of the form "%Y-%m-%d")~"},
       {R"~(jsonpath "$.number" toDate "%d" exists)~",
        R"~(a date needs a day with its year, which "%d" does not give)~"},
       {R"~(jsonpath "$.when" toDate "%Q" exists)~", R"~("%Q" is no specifier of a date)~"},
       {R"~(jsonpath "$.token" base64Decode == "hello")~", R"~(found: hex,68656c6c6f;)~"},
       {R"~(jsonpath "$.html" base64Decode exists)~", R"~(the text is no base64, with + / and the = that are due)~"},
       {R"~(jsonpath "$.safe" base64Decode exists)~", R"~(the text is no base64, with + / and the = that are due)~"},
       {R"~(jsonpath "$.token" base64UrlSafeDecode exists)~", R"~(the text is no base64 with - and _, without =)~"},
       {R"~(jsonpath "$.name" urlQueryParam "x" exists)~", R"~("Bob" is no URL of http:// or https://)~"},
       {R"~(jsonpath "$.name" jsonpath "$" exists)~", R"~(jsonpath: the text is not JSON)~"},
       {R"~(jsonpath "$.id" == {{nope}})~",
        R"~(there is no variable nope: pass --variable nope=VALUE, or capture it before)~"},
       {R"~(bytes charsetDecode "none-such" exists)~", R"~(the bytes cannot be read as none-such)~"}});
  for (const auto& row : kFail) EXPECT_EQ(why_not(row.line), row.why) << row.line;
  EXPECT_NE(why_not(R"(jsonpath "$.name" matches "{{open}}")"), "");
}

TEST(Query, asks_of_a_body_that_is_not_JSON) {
  EXPECT_EQ(why_not(R"(jsonpath "$.id" exists)", "<html>"), "the body is not JSON");
  EXPECT_EQ(why_not(R"(jsonpath "$.id" not exists)", "<html>"), "the body is not JSON");
}

TEST(Query, reads_a_body_by_its_character_set) {
  const std::string latin = "caf\xe9";
  EXPECT_EQ(why_not("body == \"caf\\u{e9}\"", latin, "content-type: text/plain; charset=ISO-8859-1\r\n"), "");
  EXPECT_EQ(why_not("body contains \"caf\"", latin, ""),
            "the body is no text of the character set utf-8: ask for bytes");
  EXPECT_EQ(why_not("bytes contains hex,e9;", latin, ""), "");
}

TEST(Query, is_a_single_value_or_a_list_of_several_matches) {
  EXPECT_EQ(why_not(R"(jsonpath "$[*].a" == 1)", R"([{"a": 1}])"), "");
  EXPECT_EQ(why_not(R"(jsonpath "$[*].a" count == 2)", R"([{"a": 1}, {"a": 2}])"), "");
  EXPECT_EQ(why_not(R"(jsonpath "$[*].a" not exists)", "[]"), "");
}

}  // namespace plimsoll::query_test
