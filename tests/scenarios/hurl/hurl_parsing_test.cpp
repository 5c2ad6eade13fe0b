// .hurl files as a tree, and what is wrong with them, each by its line and column.

#include "scenarios/hurl/hurl_parsing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::hurl_parsing_test {

using testing::ElementsAre;

HurlFile parsed(std::string_view text) {
  auto parse = parse_hurl(text);
  for (const auto& fault : parse.faults) ADD_FAILURE() << finding_of(fault, "a.hurl").text();
  return std::move(parse.file);
}

std::vector<std::string> faults(std::string_view text) {
  std::vector<std::string> found;
  for (const auto& fault : parse_hurl(text).faults) found.push_back(finding_of(fault, "a").text());
  return found;
}

TEST(HurlParsing, reads_entries_with_all_their_parts) {
  const auto file = parsed(
      "# first\r\nGET https://a.test/x?y=1 # why\r\nAccept: */*\r\n\r\n[Query]\r\nq: {{ name "
      "}}!\r\n[Options]\r\nretry: 3\r\n"
      "HTTP/1.1 200\r\nServer: x\r\n[Captures]\r\nid: jsonpath \"$.id\" toInt redact\r\n[Asserts]\r\nstatus < 300\r\n"
      "\n\nPOST {{host}}/y\n{\"a\": {{b}}, \"c\": \"{{d}}\"}\nHTTP *\n`done`\n");
  ASSERT_EQ(file.entries.size(), 2u);
  const auto& first = file.entries[0];
  EXPECT_EQ(first.request.method, "GET");
  EXPECT_EQ(first.request.url.text.fixed(), "https://a.test/x?y=1");
  EXPECT_EQ(first.request.headers.at(0).value.text.fixed(), "*/*");
  const auto& q = first.request.query.at(0).value.text;
  EXPECT_THAT(q.literals, ElementsAre("", "!"));
  EXPECT_EQ(q.insertions.at(0).name, "name");
  EXPECT_EQ(first.request.options.at(0).name, "retry");
  EXPECT_EQ(first.request.options.at(0).place.line, 8u);
  EXPECT_EQ(first.response->version, "1.1");
  EXPECT_EQ(first.response->status, 200);
  EXPECT_EQ(first.response->headers.at(0).key.text.fixed(), "Server");
  EXPECT_TRUE(first.response->captures.at(0).is_secret);
  EXPECT_EQ(first.response->captures.at(0).query.label, "jsonpath \"$.id\" toInt");
  EXPECT_EQ(first.response->asserts.at(0).check.predicate.label, "< 300");
  const auto& second = file.entries[1];
  EXPECT_THAT(second.request.body->within_string, ElementsAre(false, true));
  EXPECT_EQ(second.response->status, std::nullopt);
  EXPECT_EQ(second.response->body->text.fixed(), "done");
}

TEST(HurlParsing, takes_escapes_and_keeps_what_is_quoted) {
  const auto file =
      parsed("GET http://a\nX\\:y: a \\# b\\u{20ac}   # comment\nHTTP 200\n[Asserts]\nbody == \"a\\\"\\n\\t\"\n");
  EXPECT_EQ(file.entries[0].request.headers[0].key.text.fixed(), "X:y");
  EXPECT_EQ(file.entries[0].request.headers[0].value.text.fixed(), "a # b\u20ac");
  EXPECT_EQ(std::get<QueryText>(file.entries[0].response->asserts[0].check.predicate.operand).fixed(), "a\"\n\t");
}

TEST(HurlParsing, takes_a_URL_to_the_end_of_the_line) {
  EXPECT_EQ(parsed("GET http://a/?b={c}|\"d\"^\\u{e9}\\#  # e\n").entries[0].request.url.text.fixed(),
            "http://a/?b={c}|\"d\"^\u00e9#");
}

TEST(HurlParsing, keeps_what_stands_in_a_raw_text) {
  const auto file = parsed("POST http://a\n```raw\n{{b}} \\n\n```\n");
  EXPECT_FALSE(file.entries[0].request.body->text.varies());
  EXPECT_EQ(file.entries[0].request.body->text.fixed(), "{{b}} \\n\n");
}

TEST(HurlParsing, tells_an_empty_list_from_a_section) {
  EXPECT_EQ(parsed("POST http://a\n[]\n").entries[0].request.body->text.fixed(), "[]");
  EXPECT_EQ(parsed("POST http://a\n[Form]\n").entries[0].request.body, std::nullopt);
}

TEST(HurlParsing, ends_XML_with_its_root) {
  const auto file = parsed("POST http://a\n<a b=\">\"><!-- </a> --><c/>x</a>\nHTTP 200\n");
  EXPECT_EQ(file.entries[0].request.body->text.fixed(), "<a b=\">\"><!-- </a> --><c/>x</a>");
  EXPECT_TRUE(file.entries[0].response);
}

TEST(HurlParsing, is_given_every_option) {
  const auto file = parsed(
      "GET http://a\n[Options]\nlocation: true\nmax-redirs: 3\nretry: -1\nretry-interval: 500ms\ndelay: {{d}}\n"
      "insecure: true\nskip: false\nrepeat: 2\nuser: a:b\nheader: A: b\nvariable: a=1\nvariable: b=\"c\"\nvariable: "
      "d=e f\n"
      "compressed: true\nconnect-timeout: 2s\nmax-time: 1m\nresolve: a:80:127.0.0.1\nverbose: true\nvery-verbose: "
      "false\n"
      "path-as-is: true\nhttp1.1: true\nlocation-trusted: true\nhttp2: false\nverbosity: brief\n");
  EXPECT_EQ(file.entries[0].request.options.size(), 24u);
}

TEST(HurlParsing, refuses_what_is_not_done_by_name_and_line_all_at_once) {
  EXPECT_THAT(
      faults("GET http://a\n[Options]\nhttp3: true\noutput: x.bin\nHTTP/2 200\n[Captures]\na: certificate \"Issuer\"\n"
             "[Asserts]\nxpath \"//a\" exists\nbody xpath \"//a\" exists\nrawbytes count == 3\n\n"
             "# @cookie_storage_clear\nOPTIONS http://a\n"),
      ElementsAre("a:3:1: http3: only HTTP/1.1 is spoken: leave the line out",
                  "a:4:1: output: is not done: answers are not written to files",
                  "a:5:1: HTTP/2: only HTTP/1.1 is spoken: write HTTP",
                  "a:7:4: certificate: certificates are not asked about: leave the line out",
                  "a:9:1: xpath: XPath is not done: ask by regex, or by jsonpath where the answer can be JSON",
                  "a:10:6: xpath: XPath is not done: use regex, or jsonpath where the text is JSON",
                  "a:11:1: rawbytes: the bytes before their coding is undone are not kept: ask for bytes",
                  "a:12:1: @cookie_storage_...: the cookies of a file are kept as they come: leave the comment out",
                  "a:14:1: OPTIONS: GET, POST, PUT, PATCH, DELETE and HEAD are sent, no other"));
}

TEST(HurlParsing, names_the_place_of_what_is_wrong) {
  struct Row {
    const char* text;
    const char* fault;
  };
  for (const auto& row : std::initializer_list<Row>{
           {"get http://a\n", "a:1:1: expected a method and a URL: GET https://api.test/health, found get http://a"},
           {"GET\n", "a:1:4: expected a blank and a URL, the line ends here"},
           {"GET a.test\n", "a:1:5: a URL begins with http:// or https://, or with {{name}}"},
           {"GET http://a b\n", "a:1:5: a URL has no blank: write %20"},
           {"GET http://a\nHTTP/* 200\n", "a:2:6: expected HTTP, HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3, found * 200"},
           {"GET http://a\n[1]\n", "a:2:1: [1] is no section of a request"},
           {"GET http://a\n[Options]\nrepeat: 02\n", "a:3:9: repeat needs a whole number, or -1 for ever"},
           {"GET http://a\n[Options]\ndelay: {{d}}ms\n", "a:3:8: delay needs a duration like 500ms, 2s or 1m"},
           {"GET http://a\n[Options]\nverbosity: high\n", "a:3:12: verbosity needs brief, verbose or debug"},
           {"GET http://a\n[Options]\nvariable: a=2024-01-01\n",
            "a:3:13: a text that begins as a number, true, false or null stands in quotes"},
           {"GET http://a\n[Options]\nvariable: a=nullable\n",
            "a:3:13: a text that begins as a number, true, false or null stands in quotes"},
           {"GET http://a\n[Options]\nvariable: newUuid=1\n", "a:3:11: newUuid is a function: choose another name"},
           {"GET http://a\n[Options]\nvariable: a.b=1\n", "a:3:12: expected = and the value, found .b=1"},
           {"POST http://a\n{\"a\": \"\\ud83d\"}\n", "a:2:10: half of a character"},
           {"POST http://a\n```text\na\n```\n", "a:2:4: \"text\" is none of json, xml, graphql, raw"},
           {"POST http://a\n```a```\n", "a:2:4: \"a\" is none of json, xml, graphql, raw"},
           {"GET http://a\nHTTP\n", "a:2:5: expected a blank and a status, the line ends here"},
           {"GET http://a\nHTTP/1.3 200\n",
            "a:2:6: expected HTTP, HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3, found 1.3 200"},
           {"GET http://a\nHTTP abc\n", "a:2:6: expected a status like 200, or *, found abc"},
           {"GET http://a\n[Nope]\n", "a:2:1: [Nope] is no section of a request"},
           {"GET http://a\n[Asserts]\n", "a:2:1: [Asserts] is no section of a request"},
           {"GET http://a\n[Query]\n[QueryStringParams]\n", "a:3:1: there is a section [QueryStringParams] already"},
           {"GET http://a\n[Options]\nlocation: maybe\n", "a:3:11: location needs true or false"},
           {"GET http://a\n[Options]\nretry: x\n", "a:3:8: retry needs a whole number, or -1 for ever"},
           {"GET http://a\n[Options]\ndelay: 3 weeks\n", "a:3:8: delay needs a duration like 500ms, 2s or 1m"},
           {"GET http://a\n[Options]\nretri: 3\n", "a:3:1: \"retri\" is no option"},
           {"GET http://a/{{b\n",
            "a:1:17: expected }}: filters stand in [Captures] and [Asserts] only, the line ends here"},
           {"GET http://a\nHTTP 200\n[Asserts]\nstatuss == 200\n", "a:4:1: \"statuss\" is no query"},
           {"GET http://a\nHTTP 200\n[Asserts]\nstatus equals 200\n",
            "a:4:8: \"equals\" is no predicate and no filter"},
           {"GET http://a\nHTTP 200\n[Asserts]\nstatus\n",
            "a:4:7: expected a blank and a predicate: == 3, exists, contains \"x\", the line ends here"},
           {"GET http://a\nHTTP 200\n[Asserts]\nstatus > true\n", "a:4:10: > needs a number or a text"},
           {"GET http://a\nHTTP 200\n[Asserts]\nbody matches /(/\n", "a:4:14: this is no regular expression"},
           {"GET http://a\nHTTP 200\n[Asserts]\nbody == \"a\n",
            "a:4:11: expected \" at the end of the text, the line ends here"},
           {"GET http://a\nHTTP 200\n[Asserts]\ncookie \"a[B]\" exists\n", "a:4:7: expected one of Value"},
           {"GET http://a\nHTTP 200\n[Captures]\na: jsonpath\n", "a:4:12: expected a blank and what jsonpath is about"},
           {"POST http://a\n{\"a\": 1,}\n", "a:2:9: expected a name in quotes, found }"},
           {"POST http://a\n{\"a\": }\n", "a:2:7: expected a JSON value, found }"},
           {"POST http://a\n```\nabc\n", "a:4:1: expected ``` at the end of the text, the text ends here"},
           {"POST http://a\nhex,abc;\n", "a:2:5: a byte is two digits: here is an odd number of them"},
           {"POST http://a\nbase64,!;\n", "a:2:8: this is no base64"},
           {"POST http://a\n<a><b></b>\n", "a:3:1: expected the end of the XML's root element, the text ends here"},
           {"POST http://a\n<a><b></a></b>\n", "a:2:9: </a> ends no element that is open in the XML"},
           {"POST http://a\n<1/>\n", "a:2:2: expected the name of an element of the XML"},
           {"POST http://a\nX: \\q\n", "a:2:5: \\q is no escape"}}) {
    const auto found = faults(row.text);
    ASSERT_EQ(found.size(), 1u) << row.text;
    EXPECT_THAT(found[0], testing::StartsWith(row.fault)) << row.text;
  }
}

TEST(HurlParsing, counts_columns_in_characters) {
  EXPECT_THAT(faults("GET http://a\nHTTP 200\n[Asserts]\nbody == \"\u00e9\u20ac\" x\n"),
              ElementsAre("a:4:14: expected the end of the line, found x"));
}

TEST(HurlParsing, refuses_JSON_that_is_nested_too_deep) {
  EXPECT_THAT(faults("POST http://a\n" + std::string(100'000, '[')),
              ElementsAre("a:2:202: the JSON is nested deeper than 200 levels"));
}

}  // namespace plimsoll::hurl_parsing_test
