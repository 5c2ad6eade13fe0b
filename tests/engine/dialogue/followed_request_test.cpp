#include "engine/dialogue/followed_request.h"

#include <gtest/gtest.h>

namespace plimsoll::followed_request_test {

Request prepared() {
  Request request;
  request.number = 7;
  request.method = Method::post;
  request.path = "/a/path/that/is/longer/than/what/a/string/holds/within";
  request.headers = {{"Host", "h"}, {"X-Long-Enough-To-Be-Allocated", "a value that is long enough for it too"}};
  request.body = std::make_shared<const std::string>("body");
  return request;
}

TEST(FollowedRequest, copies_into_memory_that_it_has) {
  const auto request = prepared();
  FollowedRequest followed;
  const auto send = [&]() -> Request& {
    followed.begin(request);
    auto& copy = followed.copy();
    auto slots = followed.slots();
    slots.add("Cookie").assign("a cookie that is long enough to be allocated");
    return copy;
  };
  auto& first = send();
  const auto* const headers = first.headers.data();
  const auto* const value = first.headers[1].value.data();
  const auto* const cookie = first.headers[2].value.data();
  const auto* const path = first.path.data();
  for (int i = 0; i < 100; ++i) {
    auto& again = send();
    EXPECT_EQ(again.headers.size(), 3u);
    EXPECT_EQ(again.headers.data(), headers);
    EXPECT_EQ(again.headers[1].value.data(), value);
    EXPECT_EQ(again.headers[2].value.data(), cookie);
    EXPECT_EQ(again.path.data(), path);
    EXPECT_EQ(again.number, 0u) << "it changes: nobody may encode it once for all";
  }
}

TEST(FollowedRequest, forgets_what_was_put_behind_the_headers_of_another) {
  const auto request = prepared();
  auto other = prepared();
  other.number = 8;
  other.path = "/other";
  FollowedRequest followed;
  followed.begin(request);
  followed.copy();
  followed.slots().add("Cookie").assign("a=1");
  followed.begin(other);
  auto& copy = followed.copy();
  { auto slots = followed.slots(); }
  EXPECT_EQ(copy.headers.size(), 2u);
  EXPECT_EQ(copy.path, "/other");
  followed.begin(request);
  EXPECT_EQ(followed.copy().path, request.path);
}

TEST(FollowedRequest, remembers_where_it_was) {
  const auto request = prepared();
  FollowedRequest followed;
  followed.begin(request);
  const NextStop next{parse_url("http://h").value(), "/next"};
  const NextStop start{parse_url("http://h").value(), request.path};
  EXPECT_FALSE(followed.was_at(next, 0));
  EXPECT_TRUE(followed.was_at(start, 0));
  EXPECT_FALSE(followed.was_at(start, 1));
  followed.lead_to(next, 0, Method::post);
  EXPECT_TRUE(followed.was_at(next, 0));
  EXPECT_TRUE(followed.was_at(start, 0));
  EXPECT_EQ(followed.base().path, "/next");
  EXPECT_EQ(followed.base().number, 0u);
  EXPECT_NE(followed.base().body, nullptr);
  followed.begin(request);
  EXPECT_EQ(followed.base().path, request.path);
  EXPECT_FALSE(followed.was_at(next, 0));
}

}  // namespace plimsoll::followed_request_test
