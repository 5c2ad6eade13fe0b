#include "engine/http1/body_sink.h"

#include <gtest/gtest.h>

namespace plimsoll::body_sink_test {

TEST(BodySink, keeps_a_whole_body_up_to_its_limit) {
  std::string kept;
  BodySink sink;
  sink.begin(BodySink::Keeps::whole, kept, 5);
  EXPECT_TRUE(sink.take("abc"));
  EXPECT_TRUE(sink.take("de"));
  EXPECT_EQ(kept, "abcde");
  EXPECT_FALSE(sink.take("f"));
  EXPECT_EQ(kept, "abcde");
}

TEST(BodySink, keeps_the_beginning_as_an_excerpt_and_drops_the_rest) {
  std::string kept;
  BodySink sink;
  sink.begin(BodySink::Keeps::excerpt, kept, 1 << 20);
  EXPECT_TRUE(sink.take(std::string(BodySink::kExcerptBytes - 1, 'a')));
  EXPECT_EQ(sink.keeps(), BodySink::Keeps::excerpt);
  EXPECT_TRUE(sink.take("bcd"));
  EXPECT_EQ(kept, std::string(BodySink::kExcerptBytes - 1, 'a') + "b");
  EXPECT_EQ(sink.keeps(), BodySink::Keeps::nothing);
  EXPECT_TRUE(sink.take("e"));
  EXPECT_EQ(kept.size(), BodySink::kExcerptBytes);
}

TEST(BodySink, keeps_nothing_where_nothing_is_wanted) {
  std::string kept;
  BodySink sink;
  sink.begin(BodySink::Keeps::nothing, kept, 1);
  EXPECT_TRUE(sink.take("more than one"));
  EXPECT_TRUE(kept.empty());
}

}  // namespace plimsoll::body_sink_test
