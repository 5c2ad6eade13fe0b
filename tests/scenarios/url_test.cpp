#include "scenarios/url.h"

#include <gtest/gtest.h>

namespace plimsoll::url_test {

std::string error_of(std::string_view text) {
  const auto url = parse_url(text);
  EXPECT_FALSE(url) << text;
  return url ? "" : url.error().message;
}

TEST(Url, takes_the_port_of_its_scheme) {
  EXPECT_EQ(parse_url("http://model.local")->port, 80);
  EXPECT_EQ(parse_url("https://model.local")->port, 443);
  EXPECT_EQ(parse_url("http://model.local:443")->port, 443);
}

TEST(Url, leaves_its_own_port_out_of_the_host_header) {
  EXPECT_EQ(parse_url("http://model.local:80")->authority(), "model.local");
  EXPECT_EQ(parse_url("https://model.local:80")->authority(), "model.local:80");
}

TEST(Url, keeps_the_base_path_without_its_last_slash) {
  EXPECT_EQ(parse_url("http://h/v1/")->base_path, "/v1");
  EXPECT_EQ(parse_url("http://h/v1/models")->base_path, "/v1/models");
  EXPECT_EQ(parse_url("http://h/")->base_path, "");
  EXPECT_EQ(parse_url("http://h")->base_path, "");
}

TEST(Url, writes_ipv6_addresses_in_brackets) {
  const auto url = parse_url("http://[::1]:5000/v1").value();
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.authority(), "[::1]:5000");
  EXPECT_EQ(url.text(), "http://[::1]:5000/v1");
}

TEST(Url, ignores_the_case_of_scheme_and_host) {
  EXPECT_EQ(parse_url("HTTP://Model.Local/V1")->text(), "http://model.local/V1");
}

TEST(Url, knows_loopback_by_its_spelling) {
  EXPECT_TRUE(parse_url("http://localhost:1")->is_loopback());
  EXPECT_TRUE(parse_url("http://127.1.2.3")->is_loopback());
  EXPECT_TRUE(parse_url("http://svc.localhost:5000")->is_loopback());
  EXPECT_TRUE(parse_url("http://[::1]")->is_loopback());
  EXPECT_TRUE(parse_url("http://[::ffff:127.0.0.1]")->is_loopback());
  EXPECT_FALSE(parse_url("http://[::ffff:128.0.0.1]")->is_loopback());
  EXPECT_FALSE(parse_url("http://[::2]")->is_loopback());
  EXPECT_FALSE(parse_url("http://127.evil.example")->is_loopback());
  EXPECT_FALSE(parse_url("http://evillocalhost")->is_loopback());
  EXPECT_FALSE(parse_url("http://128.0.0.1")->is_loopback());
  EXPECT_FALSE(parse_url("http://localhost.example.org")->is_loopback());
}

TEST(Url, of_a_unix_socket_has_its_path_for_a_host) {
  const auto url = parse_url("http+unix://%2Frun%2Fmy%20api.sock/v1/").value();
  EXPECT_EQ(url.socket_path, "/run/my api.sock");
  EXPECT_EQ(url.base_path, "/v1");
  EXPECT_EQ(url.authority(), "localhost");
  EXPECT_EQ(url.place(), "/run/my api.sock");
  EXPECT_EQ(url.text(), "http+unix://%2Frun%2Fmy%20api.sock/v1");
  EXPECT_TRUE(url.is_loopback());
}

TEST(Url, of_a_unix_socket_is_told_how_to_write_its_path) {
  EXPECT_EQ(error_of("http+unix:///run/api.sock"),
            "expected the path of a socket, percent-encoded, as in \"http+unix://%2Frun%2Fapi.sock/base\": write "
            "\"http+unix://%2Frun%2Fapi.sock\"");
  for (const auto text : {"http+unix://", "http+unix://api.sock", "http+unix://%2", "http+unix://%2Fa%zz",
                          "http+unix://%2Fa%00b", "http+unix://%2Fa?b=c"})
    error_of(text);
  EXPECT_EQ(error_of("http+unix://%2F" + std::string(107, 'a')),
            "the path of a socket has at most 107 bytes, this one 108");
}

TEST(Url, without_a_scheme_is_told_how_to_write_it) {
  EXPECT_EQ(error_of("127.0.0.1:5000/v1"),
            R"(a URL starts with http:// or https://: write "http://127.0.0.1:5000/v1")");
}

TEST(Url, of_another_scheme_is_refused_with_what_is_possible) {
  EXPECT_EQ(error_of("grpc://h:1"), R"(expected a URL with http://, https:// or http+unix://, got "grpc://h:1")");
}

TEST(Url, with_a_user_is_refused_without_showing_the_password) {
  const auto message = error_of("http://me:hunter2@h/");
  EXPECT_NE(message.find("auth: {basic:"), std::string::npos) << message;
  EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
}

TEST(Url, has_no_query_and_no_fragment) {
  EXPECT_EQ(error_of("http://h/v1?a=1"), R"(a target has no query: write "?a=1" with the path of a request)");
  EXPECT_EQ(error_of("http://h?a=1"), R"(a target has no query: write "?a=1" with the path of a request)");
  EXPECT_EQ(error_of("http://h/#top"), R"(a target has no fragment: remove "#top")");
}

TEST(Url, with_a_bad_host_or_port_is_refused) {
  for (const auto text : {"http://", "http://:80", "http://[::1", "http://[abc]", "http://[127.0.0.1]", "http://a,b",
                          "http://::1", "http://h ost", "http://h\u00e9"})
    error_of(text);
  for (const auto text : {"http://h:0", "http://h:65536", "http://h:", "http://h:x", "http://h:-1", "http://[::1]x"})
    error_of(text);
  EXPECT_EQ(error_of("http://h:65536"), R"(expected a port from 1 to 65535, got "65536")");
}

}  // namespace plimsoll::url_test
