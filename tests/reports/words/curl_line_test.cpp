// A failed request as the command that sends it again.

#include "reports/words/curl_line.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace plimsoll::curl_line_test {

TEST(CurlLine, repeats_a_request) {
  EXPECT_EQ(
      curl_line("POST /predict?a=1\ncontent-type: application/json\n\n{\"a\": \"it's\"}\n(inline)", "http://h:1"),
      R"(curl -X POST 'http://h:1/predict?a=1' -H 'content-type: application/json' --data-binary '{"a": "it'\''s"}')");
  EXPECT_EQ(curl_line("GET /v1/health\n", "https://h/v1"), "curl -X GET 'https://h/v1/health'");  // the path is whole
  EXPECT_EQ(curl_line("HEAD /health\n", "https://h"), "curl --head 'https://h/health'");
}

TEST(CurlLine, leaves_secrets_to_who_repeats_it) {
  EXPECT_EQ(curl_line("GET /\nauthorization: [redacted]\nx-api-key: [redacted]\n", "http://h"),
            R"(curl -X GET 'http://h/' -H "authorization: $AUTHORIZATION" -H "x-api-key: $X_API_KEY")");
}

TEST(CurlLine, takes_what_was_cut_from_its_file) {
  EXPECT_EQ(curl_line("POST /\n\n{\"a\": [1, 2... (5000 bytes in all)\n(data/1.json)", "http://h"),
            "curl -X POST 'http://h/' -H 'Content-Type:' --data-binary '@data/1.json'");
  EXPECT_EQ(curl_line("POST /\n\n{\"a\": [1, 2... (5000 bytes in all)\n(rows.jsonl:7)", "http://h"), std::nullopt);
  EXPECT_EQ(curl_line("POST /\n\n\xEF\xBF\xBD\n(inline)", "http://h"), std::nullopt);
}

TEST(CurlLine, is_none_without_an_address) {
  EXPECT_EQ(curl_line("GET /\n", ""), std::nullopt);
  EXPECT_EQ(curl_line("GET /\n", "http+unix://%2Frun%2Fx.sock"), std::nullopt);
  EXPECT_EQ(curl_line("", "http://h"), std::nullopt);
}

}  // namespace plimsoll::curl_line_test
