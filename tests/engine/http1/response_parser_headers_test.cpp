#include "engine/exchange/request.h"

#include <gtest/gtest.h>

namespace plimsoll::response_parser_headers_test {

TEST(ResponseHeaders, are_found_by_their_whole_name_and_trimmed) {
  Response response;
  response.headers = "x-a-long: wrong\r\nx-a:  first \t\r\nx-a: second\r\nx-empty: \r\n";
  EXPECT_EQ(response.header("x-a"), "first");
  EXPECT_EQ(response.header("x-empty"), "");
  EXPECT_EQ(response.header("x"), std::nullopt);
  EXPECT_EQ(response.header("x-absent"), std::nullopt);
}

TEST(Response, starts_over_for_the_next_attempt) {
  Response response;
  response.failure = FailureKind::timeout;
  response.failure_message = "no answer";
  response.aborted = true;
  response.status = 200;
  response.headers = "a: b\r\n";
  response.body = std::string(1000, 'x');
  response.sent = response.first_byte = response.done = Instant::max();
  response.remarkable = true;
  response.connections_opened = response.connections_failed = 1;
  response.connect_time = response.handshake_time = Nanos(1);
  response.bytes_sent = response.bytes_received = 1;
  response.reset();
  EXPECT_EQ(response.failure, FailureKind::none);
  EXPECT_EQ(response.failure_message, "");
  EXPECT_FALSE(response.aborted);
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.headers, "");
  EXPECT_EQ(response.body, "");
  EXPECT_GE(response.body.capacity(), 1000u);
  EXPECT_EQ(response.sent, Instant{});
  EXPECT_EQ(response.first_byte, Instant{});
  EXPECT_EQ(response.done, Instant{});
  EXPECT_EQ(response.connections_opened + response.connections_failed, 0u);
  EXPECT_EQ((response.connect_time + response.handshake_time).count(), 0);
  EXPECT_EQ(response.bytes_sent + response.bytes_received, 0u);
}

}  // namespace plimsoll::response_parser_headers_test
