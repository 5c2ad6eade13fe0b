#include "engine/http1/plain_answer.h"
#include "tests/support/both_parsers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLimit = 1000;

std::string ok(const std::string& headers, const std::string& body = "hello") {
  return "HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body;
}

const std::vector<std::string> kPlain = {
    ok("Content-Length: 5\r\n"),
    ok("content-length:5\r\n"),
    ok("CONTENT-LENGTH:   5\r\n"),
    ok("Content-Length: 005\r\n"),
    ok("Content-Length: 0\r\n", ""),
    ok("Content-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: 5\r\n"),
    ok("Server: a b; c=\"d\"\r\nX-1-y: ~!@#$%^&*()\r\nContent-Length: 5\r\nDate: Sat, 28 Nov 2026 20:00:00 GMT\r\n"),
    ok("Connection: Keep-Alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 5\r\n"),
    ok("Connection: close\r\nContent-Length: 5\r\n"),
    ok("connection: CLOSE\r\nContent-Length: 5\r\n"),
    ok("Content-Length: 5\r\n", "hello and more"),
    ok("Content-Length: 5\r\n", "hello\r\n"),
    ok("Content-Length: 5\r\n", "hello\r\n\r\n"),
    ok("Content-Length: 5\r\n", "helloHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ok("Content-Length: 5\r\nContent-Lengths: x\r\nConnections: upgrade\r\nUpgrades: y\r\nTransfer-Encodings: z\r\n"),
    ok("Content-Length: 6\r\n", std::string("\0\r\n\r\n\xFF", 6)),
    ok("Content-Length: 1001\r\n", std::string(1001, 'x')),  // longer than the limit
    "HTTP/1.1 201 Created: a long reason, with signs\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 302 Found\r\nLocation: http://a/b?c\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 299 ?\r\nContent-Length: 0\r\n\r\n",
};

const std::vector<std::string> kOdd = {
    "",
    "H",
    "HTTP/1.1 200 OK",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 O\tK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 \xC3\xA4\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\n\n",
    "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
    "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nab",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy",
    "HTTP/1.1 600 What\r\nContent-Length: 0\r\n\r\n",
    ok("Content-Length: 5\r\n", "hell"),
    ok("Content-Length: 5\r\nContent-Length: 5\r\n"),
    ok("Content-Length: 5\r\nContent-Length: 4\r\n"),
    ok("Content-Length: 5, 5\r\n"),
    ok("Content-Length: 5, 4\r\n"),
    ok("Content-Length: 5, 5\r\n", "hello\r\n"),
    ok("Content-Length: 5, 5\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok("Content-Length: 5\r\nContent-Length: 5\r\n"),
    ok("Content-Encoding: utf-8\r\nContent-Length: 5\r\n"),
    "HTTP/1.1 307 Go\r\nLocation: /x\r\nContent-Encoding: utf-8\r\nContent-Length: 5\r\n\r\nhello",
    ok("Content-Length: +5\r\n"),
    ok("Content-Length: 5 \r\n"),
    ok("Content-Length:\t5\r\n"),
    ok("Content-Length : 5\r\n"),
    ok("Content-Length: \r\n"),
    ok("Content-Length:\r\n"),
    ok("Content-Length: 0x5\r\n"),
    ok("Content-Length: 18446744073709551616\r\n"),
    ok("Content-Length: 9999999999999999\r\n"),
    ok("Content-Length: 2000\r\n"),
    ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ok("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ok("TRANSFER-ENCODING: identity\r\nContent-Length: 5\r\n"),
    ok("Content-Encoding: identity\r\nContent-Length: 5\r\n"),
    ok("Content-Encoding: gzip\r\nContent-Length: 5\r\n"),
    ok("Content-Encoding: br\r\nContent-Length: 5\r\n"),
    ok("Upgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 5\r\n"),
    ok("Connection: keep-alive, close\r\nContent-Length: 5\r\n"),
    ok("Connection: keep-alive\r\nConnection: close\r\nContent-Length: 5\r\n"),
    ok("Connection: close\r\nConnection: keep-alive\r\nContent-Length: 5\r\n"),
    ok("Connection: X-Other\r\nContent-Length: 5\r\n"),
    ok("Connection: close \r\nContent-Length: 5\r\n"),
    ok("Proxy-Connection: close\r\nContent-Length: 5\r\n"),
    ok("X-Empty:\r\nContent-Length: 5\r\n"),
    ok("X-Spaces: a  \r\nContent-Length: 5\r\n"),
    ok("X-Tab: a\tb\r\nContent-Length: 5\r\n"),
    ok("X-Folded: a\r\n b\r\nContent-Length: 5\r\n"),
    ok("X-Folded: a\r\n\tb\r\nContent-Length: 5\r\n"),
    ok("X-High: \xE9\r\nContent-Length: 5\r\n"),
    ok("X-Delete: \x7F\r\nContent-Length: 5\r\n"),
    ok(std::string("X-Null: a\0b\r\nContent-Length: 5\r\n", 32)),
    ok("X-Return: a\rb\r\nContent-Length: 5\r\n"),
    ok("X_Line: a\r\nContent-Length: 5\r\n"),
    ok("X-Signs!#$: a\r\nContent-Length: 5\r\n"),
    ok("X Space: a\r\nContent-Length: 5\r\n"),
    ok("No colon\r\nContent-Length: 5\r\n"),
    ok(": nameless\r\nContent-Length: 5\r\n"),
    ok(" Content-Length: 5\r\n"),
    ok("X-Long: " + std::string(9000, 'x') + "\r\nContent-Length: 5\r\n"),
    ok("X-Longer: " + std::string(70000, 'x') + "\r\nContent-Length: 5\r\n"),
};

std::vector<Request> requests() {
  std::vector<Request> all;
  for (const auto method : {Method::get, Method::head})
    for (const bool keeps_body : {false, true})
      for (const bool keeps_headers : {false, true}) {
        all.emplace_back().method = method;
        all.back().keeps_body = keeps_body;
        all.back().keeps_headers = keeps_headers;
      }
  return all;
}

void expect_both_paths_alike(const std::string& bytes) {
  for (const auto& request : requests())
    for (const std::size_t piece : {bytes.size() + 1, 1 + bytes.size() / 500, std::size_t{7}, std::size_t{64}})
      for (const bool reset : {false, true})
        EXPECT_EQ(BothParsers::difference(bytes, request, piece, kLimit, reset), "")
            << "in pieces of " << piece << ": " << bytes.substr(0, 200);
}

TEST(PlainAnswer, is_read_in_one_sweep_and_comes_to_what_the_general_parser_finds) {
  for (const auto& bytes : kPlain) {
    EXPECT_TRUE(read_plain_answer(bytes).has_value()) << bytes;
    expect_both_paths_alike(bytes);
  }
}

TEST(PlainAnswer, declines_what_is_odd_and_leaves_it_whole_to_the_general_parser) {
  for (const auto& bytes : kOdd) {
    EXPECT_FALSE(read_plain_answer(bytes).has_value()) << bytes.substr(0, 200);
    expect_both_paths_alike(bytes);
  }
}

TEST(PlainAnswer, of_which_a_part_has_come_is_left_to_the_general_parser) {
  const auto& bytes = kPlain[5];
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_plain_answer(bytes.substr(0, size)).has_value()) << size;
    expect_both_paths_alike(bytes.substr(0, size));
  }
}

TEST(PlainAnswer, with_any_byte_changed_comes_to_what_the_general_parser_finds) {
  const std::string bytes = ok("Content-Type: a/b\r\nConnection: keep-alive\r\nContent-Length: 5\r\n");
  const auto wants = requests().at(3);
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (unsigned value = 0; value < 256; ++value) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(value);
      ASSERT_EQ(BothParsers::difference(changed, wants, changed.size(), kLimit), "") << "byte " << at << ": " << value;
    }
}

auto all_of(const std::optional<PlainAnswer>& answer) {
  return answer ? std::tuple(answer->status, answer->headers, answer->body, answer->size, answer->closes)
                : std::tuple(0, std::string_view(), std::string_view(), std::size_t{0}, false);
}

TEST(PlainAnswers, reads_the_same_where_it_has_read_nearly_the_same_before) {
  const std::string before = ok("Content-Type: a/b\r\nConnection: keep-alive\r\nContent-Length: 5\r\n");
  PlainAnswers answers;
  for (std::size_t at = 0; at < before.size(); ++at)
    for (unsigned value = 0; value < 256; ++value) {
      ASSERT_EQ(all_of(answers.read(before)), all_of(read_plain_answer(before)));
      std::string changed = before;
      changed[at] = static_cast<char>(value);
      ASSERT_EQ(all_of(answers.read(changed)), all_of(read_plain_answer(changed))) << "byte " << at << ": " << value;
    }
  for (std::size_t more = 0; more < 40; ++more) {  // behind it, or of it missing
    for (const auto& other : {before + std::string(more, '\n'), before.substr(0, before.size() - more)})
      ASSERT_EQ(all_of(answers.read(other)), all_of(read_plain_answer(other))) << more;
    ASSERT_EQ(all_of(answers.read(before)), all_of(read_plain_answer(before)));
  }
}

TEST(PlainAnswers, reads_heads_of_any_length_again) {
  PlainAnswers answers;
  for (std::size_t length = 0; length < 1000; ++length) {
    const auto bytes = ok("X-A: b" + std::string(length, 'c') + "\r\nContent-Length: 5\r\n");
    for (int again = 0; again < 2; ++again)
      ASSERT_EQ(all_of(answers.read(bytes)), all_of(read_plain_answer(bytes))) << length;
  }
}

TEST(PlainAnswer, tells_where_it_ends_and_what_it_holds) {
  const auto answer =
      read_plain_answer("HTTP/1.1 202 Accepted\r\nX-A:  b c\r\nCONTENT-length: 2\r\nConnection: close\r\n\r\nabHTTP");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "ab");
  EXPECT_EQ(answer->size, 76U);
  EXPECT_TRUE(answer->closes);
  std::string headers = "kept: before\r\n";
  append_headers(answer->headers, headers);
  EXPECT_EQ(headers, "kept: before\r\nx-a: b c\r\ncontent-length: 2\r\nconnection: close\r\n");
}

}  // namespace
}  // namespace plimsoll
