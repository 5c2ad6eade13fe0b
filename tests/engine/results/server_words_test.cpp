// A server's words within the name of a failure.

#include "engine/results/server_words.h"

#include <gtest/gtest.h>

namespace plimsoll::test::server_words_test {

TEST(ServerWords, are_one_short_line_that_is_equal_for_equal_errors) {
  EXPECT_EQ(server_words("took 12.5 s\nof 30"), "took N s of N");
  EXPECT_EQ(server_words("model gpt-4o with FP32 at 0x7f3a1c2200"), "model gpt-4o with FP32 at N");
  EXPECT_EQ(server_words("\xE2\x80\xAE"
                         "evil\x1b[31m red\xff"),
            "evil [31m red");
  EXPECT_EQ(server_words("req_011CSHoEeqs5C3FTVA failed"), "N failed");
  EXPECT_EQ(server_words(""), "");
  EXPECT_LE(server_words(std::string(5000, 'x')).size(), 250u);
}

TEST(ServerWords, stand_behind_a_colon_of_failures_that_have_them) {
  EXPECT_EQ(with_server_words(FailureKind::status, "status 503, expected 200: queue of 128 is full"),
            "status 503, expected 200: queue of N is full");
  EXPECT_EQ(with_server_words(FailureKind::status, "status 503, expected 200"), "status 503, expected 200");
  EXPECT_EQ(with_server_words(FailureKind::check, "an error within a 200: job 77 died"),
            "an error within a 200: job N died");
  EXPECT_EQ(with_server_words(FailureKind::check, "$.p: is not 77"), "$.p: is not 77");
}

}  // namespace plimsoll::test::server_words_test
