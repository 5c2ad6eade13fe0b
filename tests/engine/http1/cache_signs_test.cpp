#include "engine/http1/cache_signs.h"

#include "engine/http1/response_parser.h"
#include "tests/support/loopback_reply.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll::cache_signs_test {

TEST(CacheSigns, are_told_by_those_that_have_a_hit) {
  for (const auto* line :
       {"Age: 12", "X-Cache: HIT", "x-cache: Hit from cloudfront", "X-Cache: MISS, HIT", "X-Cache: TCP_HIT from a",
        "CF-Cache-Status: HIT", "cf-cache-status: STALE", "CF-Cache-Status: REVALIDATED", "X-Cache-Status: HIT",
        "X-Proxy-Cache: HIT", "X-Cache-Hits: 0, 3", "X-Varnish: 32770 5", "Cache-Status: ExampleCache; hit; ttl=376",
        "Server-Timing: cdn-cache; desc=HIT", "X-Vercel-Cache: HIT", "X-Prediction-Cached: true", "X-Cached: 1"})
    EXPECT_EQ(sign_of_cache("Content-Type: text/plain\r\n" + std::string(line) + "\r\nDate: x\r\n"), line);
}

TEST(CacheSigns, are_none_where_a_cache_stands_and_had_to_ask) {
  for (const auto* line :
       {"Age: 0", "X-Cache: MISS", "X-Cache: Miss from cloudfront", "CF-Cache-Status: DYNAMIC",
        "CF-Cache-Status: EXPIRED", "X-Cache-Hits: 0", "X-Varnish: 32770", "Cache-Control: max-age=60",
        "Cache-Status: ExampleCache; fwd=miss", "Server-Timing: hit;dur=1", "X-Served-By: cache-fra-1", "X-Hit: yes",
        "X-Cache: white", "X-Cached: false", ""})
    EXPECT_EQ(sign_of_cache("Content-Type: text/plain\r\n" + std::string(line) + "\r\nDate: x\r\n"), "") << line;
  EXPECT_EQ(sign_of_cache(""), "");
}

// So many of the first thousand answers on one connection, each a hit.
struct Looked {
  int at = 0;
  int cached = 0;
  bool headers_kept = false;
};
Looked looks_at(const std::string& bytes, const Request& request = {}) {
  AnswerMemory memory;
  ResponseParser parser(1 << 20, memory);
  Response response;
  Looked looked;
  for (int i = 0; i < 1000; ++i) {
    response.reset();
    parser.begin(request, response);
    EXPECT_EQ(parser.feed(bytes), ResponseParser::State::complete);
    looked.at += response.looked_at ? 1 : 0;
    looked.cached += response.cache_sign == "X-Cache: HIT" || response.cache_sign == "x-cache: HIT" ? 1 : 0;
    looked.headers_kept = looked.headers_kept || !response.headers.empty();
    EXPECT_FALSE(response.looked_at && !response.remarkable);
  }
  return looked;
}

TEST(CacheSigns, are_looked_for_in_a_few_answers_whatever_reads_them) {
  const auto plain = looks_at(Reply::json("{}").header("X-Cache", "HIT").bytes);
  EXPECT_EQ(plain.at, 57);
  EXPECT_EQ(plain.cached, plain.at);
  EXPECT_FALSE(plain.headers_kept);
  const auto chunked = looks_at(Reply::chunked({"{}"}).header("X-Cache", "HIT").bytes);
  EXPECT_EQ(chunked.at, plain.at);
  EXPECT_EQ(chunked.cached, plain.at);
  EXPECT_FALSE(chunked.headers_kept) << "looked at, and not kept";
  const auto missed = looks_at(Reply::json("{}").header("X-Cache", "MISS").bytes);
  EXPECT_EQ(missed.at, plain.at);
  EXPECT_EQ(missed.cached, 0);
}

TEST(CacheSigns, are_looked_for_as_often_however_many_connections_share_the_answers) {
  AnswerMemory memory;
  ResponseParser parsers[4] = {{1 << 20, memory}, {1 << 20, memory}, {1 << 20, memory}, {1 << 20, memory}};
  Response response;
  const Request request;
  int at[4] = {};
  for (int i = 0; i < 1000; ++i) {
    response.reset();
    parsers[i % 4].begin(request, response);
    EXPECT_EQ(parsers[i % 4].feed(Reply::json("{}").bytes), ResponseParser::State::complete);
    at[i % 4] += response.looked_at ? 1 : 0;
  }
  EXPECT_EQ(at[0] + at[1] + at[2] + at[3], 57);
  for (const auto of_one : at) EXPECT_GE(of_one, 5);
}

TEST(CacheSigns, come_with_what_tells_equal_bodies) {
  AnswerMemory memory;
  ResponseParser parser(1 << 20, memory);
  Response response;
  std::uint64_t hashes[3] = {};
  int at = 0;
  const std::string bodies[3] = {"one", "two", "one"};
  const Request request;
  for (int i = 0; at < 3 && i < 100; ++i) {
    response.reset();
    parser.begin(request, response);
    parser.feed(Reply::json(bodies[at]).bytes);
    if (response.looked_at) hashes[at++] = response.body_hash;
  }
  ASSERT_EQ(at, 3);
  EXPECT_NE(hashes[0], 0u);
  EXPECT_NE(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[0], hashes[2]);
}

}  // namespace plimsoll::cache_signs_test
