#include "engine/http1/content_coding.h"

#include <gtest/gtest.h>

namespace plimsoll::content_coding_test {

TEST(ContentCoding, is_what_has_to_be_undone) {
  EXPECT_EQ(content_coding("gzip").name, "gzip");
  EXPECT_EQ(content_coding(" GZIP ").name, "gzip");
  EXPECT_EQ(content_coding("").name, "");
  EXPECT_EQ(content_coding("identity").name, "");
  EXPECT_EQ(content_coding("identity, gzip").name, "gzip");
  EXPECT_EQ(content_coding("gzip, br").name, "gzip, br");
  for (const auto* coding : {"gzip", "br", "deflate", "x-gzip", "zstd", "utf"})
    EXPECT_FALSE(content_coding(coding).names_a_character_set) << coding;
}

TEST(ContentCoding, is_no_character_set) {
  for (const auto* set :
       {"utf-8", "UTF-8", "utf8", "iso-8859-1", "Latin1", "windows-1252", "us-ascii", "charset=utf-8"}) {
    EXPECT_TRUE(content_coding(set).names_a_character_set) << set;
    EXPECT_EQ(content_coding(set).name, "") << set;
  }
  EXPECT_EQ(content_coding("gzip, utf-8").name, "gzip");
  EXPECT_TRUE(content_coding("gzip, utf-8").names_a_character_set);
}

TEST(TransferCoding, is_what_has_to_be_undone_besides_the_chunks) {
  for (const auto* none : {"", "chunked", "Chunked", "identity", "identity, chunked"})
    EXPECT_EQ(transfer_coding(none), "") << none;
  EXPECT_EQ(transfer_coding("gzip, chunked"), "gzip");
  EXPECT_EQ(transfer_coding("GZip"), "gzip");
  EXPECT_EQ(transfer_coding("deflate,gzip , chunked"), "deflate, gzip");
}

}  // namespace plimsoll::content_coding_test
