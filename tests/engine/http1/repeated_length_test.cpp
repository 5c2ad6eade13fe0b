#include "engine/http1/repeated_length.h"

#include <gtest/gtest.h>

namespace plimsoll::repeated_length_test {

using State = RepeatedLength::State;

std::string head(const std::string& fields) { return "HTTP/1.1 200 OK\r\n" + fields + "\r\n"; }

TEST(RepeatedLength, of_the_same_value_is_one) {
  for (const auto* fields : {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n",
                             "Content-Length: 5 ,5, 05\r\n", "Content-Length: 5\r\ncontent-length: 5,5\r\n"}) {
    const auto joined = join_repeated_lengths(head(fields) + "hello and more");
    EXPECT_EQ(joined.state, State::joined) << fields;
    EXPECT_EQ(joined.text, head("Content-Length: 5\r\n") + "hello and more") << fields;
  }
}

TEST(RepeatedLength, leaves_the_other_headers_and_what_follows) {
  const auto joined = join_repeated_lengths(head("A: b\r\nContent-Length: 5\r\nC: d\r\nContent-Length: 5\r\nE: f\r\n") +
                                            "Content-Length: 9\r\n");
  EXPECT_EQ(joined.text, head("A: b\r\nContent-Length: 5\r\nC: d\r\nE: f\r\n") + "Content-Length: 9\r\n");
}

TEST(RepeatedLength, is_of_one_head_and_not_of_interim_answers) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n";
  const auto joined = join_repeated_lengths(interim + head("Content-Length: 5, 5\r\n"));
  EXPECT_EQ(joined.text, interim + head("Content-Length: 5\r\n"));
  EXPECT_EQ(join_repeated_lengths(interim + head("Content-Length: 5\r\n")).state, State::not_lengths);
}

TEST(RepeatedLength, that_differs_is_told) {
  EXPECT_EQ(join_repeated_lengths(head("Content-Length: 5\r\nContent-Length: 4\r\n")).state, State::differ);
  EXPECT_EQ(join_repeated_lengths(head("Content-Length: 5, 4\r\n")).state, State::differ);
}

TEST(RepeatedLength, waits_for_the_end_of_the_head) {
  const auto whole = head("Content-Length: 5\r\nContent-Length: 5\r\n");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(join_repeated_lengths(whole.substr(0, size)).state, State::unknown) << size;
}

TEST(RepeatedLength, is_none_where_no_lengths_stand) {
  for (const auto* fields :
       {"Content-Length: 5\r\n", "Content-Length: +5\r\n", "Content-Length: 5,\r\n", "Content-Length: \r\n",
        "Content-Length: 5, x\r\n", "Content-Length: 0x5\r\n", "Content-Length: -5, -5\r\n",
        "Content-Length: 99999999999999999999, 99999999999999999999\r\n", "A: b\r\n"})
    EXPECT_EQ(join_repeated_lengths(head(fields)).state, State::not_lengths) << fields;
}

}  // namespace plimsoll::repeated_length_test
