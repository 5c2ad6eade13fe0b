#include "engine/http1/inflate.h"
#include "tests/support/loopback_reply.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace plimsoll::inflate_test {

constexpr int kZlib = 15;
constexpr int kRaw = -15;
constexpr std::uint64_t kLimit = 1 << 20;

std::string deflated(std::string_view plain, int format) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY);
  std::string compressed(deflateBound(&stream, plain.size()), '\0');
  std::string input(plain);  // zlib takes no const
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

struct Inflated {
  Inflater::Status status = Inflater::Status::more;
  bool whole = false;
  std::string text;
};

Inflated inflate_all(Inflater& inflater, std::string_view compressed, std::size_t piece = std::string_view::npos) {
  Inflated result;
  BodySink sink;
  sink.begin(BodySink::Keeps::whole, result.text, kLimit);
  inflater.begin();
  while (!compressed.empty() && result.status == Inflater::Status::more) {
    const auto next = compressed.substr(0, piece);
    result.status = inflater.feed(next, sink);
    compressed.remove_prefix(next.size());
  }
  result.whole = inflater.whole();
  return result;
}

Inflated inflate_all(std::string_view compressed, std::size_t piece = std::string_view::npos) {
  Inflater inflater;
  return inflate_all(inflater, compressed, piece);
}

const std::string kText = "a prediction, a prediction, and another prediction";

TEST(Inflater, reads_gzip_zlib_and_raw_deflate) {
  for (const auto& compressed : {gzip_compressed(kText), deflated(kText, kZlib), deflated(kText, kRaw)}) {
    const auto result = inflate_all(compressed);
    EXPECT_EQ(result.status, Inflater::Status::more);
    EXPECT_TRUE(result.whole);
    EXPECT_EQ(result.text, kText);
  }
}

TEST(Inflater, reads_pieces_of_any_size) {
  for (const auto& compressed : {gzip_compressed(kText), deflated(kText, kZlib), deflated(kText, kRaw)}) {
    for (std::size_t piece = 1; piece < compressed.size(); ++piece) {
      const auto result = inflate_all(compressed, piece);
      EXPECT_TRUE(result.whole) << piece;
      EXPECT_EQ(result.text, kText) << piece;
    }
  }
}

TEST(Inflater, is_reused_whatever_came_before) {
  Inflater inflater;
  EXPECT_EQ(inflate_all(inflater, gzip_compressed(kText)).text, kText);
  EXPECT_EQ(inflate_all(inflater, "\x1f\x8b rubbish").status, Inflater::Status::invalid);
  EXPECT_EQ(inflate_all(inflater, deflated(kText, kRaw)).text, kText);
  EXPECT_EQ(inflate_all(inflater, gzip_compressed(kText)).text, kText);
}

TEST(Inflater, reads_files_that_follow_one_another) {
  EXPECT_EQ(inflate_all(gzip_compressed("one ") + gzip_compressed("two")).text, "one two");
}

TEST(Inflater, ignores_what_follows_and_is_not_compressed) {
  const auto result = inflate_all(gzip_compressed(kText) + "padding");
  EXPECT_TRUE(result.whole);
  EXPECT_EQ(result.text, kText);
}

TEST(Inflater, stops_at_the_limit) {
  const auto result = inflate_all(gzip_compressed(std::string(3 * kLimit, ' ')));
  EXPECT_EQ(result.status, Inflater::Status::full);
  EXPECT_EQ(result.text.size(), kLimit);
}

TEST(Inflater, takes_exactly_the_limit) {
  const auto result = inflate_all(gzip_compressed(std::string(kLimit, ' ')));
  EXPECT_EQ(result.status, Inflater::Status::more);
  EXPECT_TRUE(result.whole);
  EXPECT_EQ(result.text.size(), kLimit);
}

TEST(Inflater, knows_that_the_end_is_missing) {
  const auto compressed = gzip_compressed(kText);
  EXPECT_FALSE(inflate_all(compressed.substr(0, compressed.size() - 1)).whole);
  EXPECT_FALSE(inflate_all(compressed.substr(0, 1)).whole);
}

}  // namespace plimsoll::inflate_test
