#include "engine/streams/sse_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace plimsoll::sse_parser_test {

using testing::ElementsAre;
using testing::IsEmpty;

// "type|data" of each event, where the bytes come in pieces of that size.
std::vector<std::string> events(std::string_view bytes, std::size_t piece) {
  SseParser parser;
  parser.begin();
  std::vector<std::string> found;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string part(bytes.substr(at, piece));  // of its own, so that a view into the one before is seen
    parser.give(part);
    while (const auto event = parser.next()) found.push_back(std::string(event->type) + "|" + std::string(event->data));
  }
  return found;
}

// The same, whatever the pieces.
std::vector<std::string> events(std::string_view bytes) {
  auto whole = events(bytes, bytes.size());
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) EXPECT_EQ(events(bytes, piece), whole) << piece;
  return whole;
}

TEST(SseParser, gives_an_event_a_blank_line) {
  EXPECT_THAT(events("data: one\n\ndata: two\n\n"), ElementsAre("|one", "|two"));
}

TEST(SseParser, takes_each_line_end) {
  EXPECT_THAT(events("data: one\r\n\r\ndata: two\r\n\r\n"), ElementsAre("|one", "|two"));
  EXPECT_THAT(events("data: one\r\rdata: two\r\r"), ElementsAre("|one", "|two"));
  EXPECT_THAT(events("data: one\n\r\ndata: two\r\n\rdata: three\r\n\n"), ElementsAre("|one", "|two", "|three"));
}

TEST(SseParser, joins_the_lines_of_an_event) {
  EXPECT_THAT(events("data: YHOO\ndata: +2\ndata: 10\n\n"), ElementsAre("|YHOO\n+2\n10"));
  EXPECT_THAT(events("data\n\ndata\ndata\n\ndata:\n\n"), ElementsAre("|", "|\n", "|"));
}

TEST(SseParser, takes_one_blank_behind_the_colon) {
  EXPECT_THAT(events("data:test\n\ndata: test\n\ndata:  test\n\n"), ElementsAre("|test", "|test", "| test"));
}

TEST(SseParser, names_an_event) {
  EXPECT_THAT(events("event: add\ndata: 1\n\ndata: 2\n\nevent: none\n\ndata: 3\n\n"), ElementsAre("add|1", "|2", "|3"));
}

TEST(SseParser, passes_over_comments_and_what_it_does_not_know) {
  EXPECT_THAT(events(": keep-alive\n\n:\n\nid: 7\nretry: 10\nfoo: bar\ndata: 1\n: x\n\n"), ElementsAre("|1"));
  EXPECT_THAT(events("datas: 1\n\n dat: 2\n\nData: 3\n\n"), IsEmpty());
}

TEST(SseParser, drops_what_no_blank_line_ends) {
  EXPECT_THAT(events("data: 1\n\ndata: 2\n"), ElementsAre("|1"));
  EXPECT_THAT(events("data: 1\n\ndata: 2"), ElementsAre("|1"));
}

TEST(SseParser, passes_over_a_byte_order_mark_at_the_beginning_alone) {
  EXPECT_THAT(events("\xef\xbb\xbf"
                     "data: 1\n\n"
                     "\xef\xbb\xbf"
                     "data: 2\n\n"),
              ElementsAre("|1"));
}

TEST(SseParser, keeps_a_character_whole_that_comes_in_two_reads) {
  EXPECT_THAT(events("data: gr\xc3\xbc\xc3\x9f"
                     "e\n\n"),
              ElementsAre("|gr\xc3\xbc\xc3\x9f"
                          "e"));
}

TEST(SseParser, gives_a_line_of_a_mebibyte) {
  const std::string line(1 << 20, 'x');
  EXPECT_THAT(events("data: " + line + "\n\ndata: 2\n\n", 4096), ElementsAre("|" + line, "|2"));
}

TEST(SseParser, is_bounded) {
  SseParser parser;
  parser.begin();
  const std::string piece(1 << 20, 'x');
  parser.give("data: ");
  EXPECT_FALSE(parser.next());
  for (int i = 0; i < 20; ++i) {
    parser.give(piece);
    EXPECT_FALSE(parser.next());
  }
  parser.give("\n\ndata: 2\n\n");
  const auto cut = parser.next();
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->is_cut);
  EXPECT_LE(cut->data.size(), SseParser::kLongestEvent);
  const auto next = parser.next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->data, "2");
  EXPECT_FALSE(next->is_cut);
}

TEST(SseParser, tells_whether_it_is_within_an_event) {
  SseParser parser;
  parser.begin();
  parser.give("data: 1\n");
  EXPECT_FALSE(parser.next());
  EXPECT_TRUE(parser.is_within_event());
  parser.give("\n");
  EXPECT_TRUE(parser.next());
  EXPECT_FALSE(parser.next());
  EXPECT_FALSE(parser.is_within_event());
}

}  // namespace plimsoll::sse_parser_test
