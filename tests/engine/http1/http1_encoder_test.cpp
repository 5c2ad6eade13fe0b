#include "engine/http1/http1_encoder.h"

#include <gtest/gtest.h>

namespace plimsoll::http1_encoder_test {

Request request_of(std::uint32_t number, const std::string& path) {
  Request request;
  request.number = number;
  request.path = path;
  request.headers = {{"Host", "target.test"}, {"Accept", "*/*"}};
  return request;
}

TEST(Http1Encoder, writes_the_request_line_and_the_headers_in_their_order) {
  EXPECT_EQ(http1_head(request_of(0, "/a?b=1")), "GET /a?b=1 HTTP/1.1\r\nHost: target.test\r\nAccept: */*\r\n\r\n");
}

TEST(Http1Encoder, encodes_what_never_changes_once_whatever_comes_between) {
  Http1Encoder encoder;
  std::string memory;
  const auto constant = request_of(3, "/constant");
  const auto first = encoder.head_of(constant, memory);
  EXPECT_EQ(first, http1_head(constant));
  for (std::uint32_t number = 100; number < 200; ++number) encoder.head_of(request_of(number, "/other"), memory);
  EXPECT_EQ(encoder.head_of(constant, memory).data(), first.data());
  EXPECT_EQ(first, http1_head(constant));
  EXPECT_TRUE(memory.empty());
}

TEST(Http1Encoder, encodes_what_may_change_anew_in_the_channels_memory) {
  Http1Encoder encoder;
  std::string memory;
  auto changing = request_of(0, "/a");
  EXPECT_EQ(encoder.head_of(changing, memory), http1_head(changing));
  changing.path = "/b";
  const auto head = encoder.head_of(changing, memory);
  EXPECT_EQ(head, http1_head(changing));
  EXPECT_EQ(head.data(), memory.data());
}

}  // namespace plimsoll::http1_encoder_test
