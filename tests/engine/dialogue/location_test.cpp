#include "engine/dialogue/location.h"

#include <gtest/gtest.h>

namespace plimsoll::location_test {

std::string to(std::string_view location, std::string_view from = "/b/c/d;p?q", const std::string& base = "http://a") {
  const auto destination = next_stop(location, parse_url(base).value(), from);
  return destination ? destination->place.text() + destination->path : "refused";
}

// RFC 3986, 5.4.1 and 5.4.2, but for what HTTP has no use for; fragments stay behind.
TEST(Location, is_resolved_as_the_rfc_has_it) {
  EXPECT_EQ(to("g"), "http://a/b/c/g");
  EXPECT_EQ(to("./g"), "http://a/b/c/g");
  EXPECT_EQ(to("g/"), "http://a/b/c/g/");
  EXPECT_EQ(to("/g"), "http://a/g");
  EXPECT_EQ(to("//g"), "http://g/");
  EXPECT_EQ(to("?y"), "http://a/b/c/d;p?y");
  EXPECT_EQ(to("g?y"), "http://a/b/c/g?y");
  EXPECT_EQ(to("#s"), "http://a/b/c/d;p?q");
  EXPECT_EQ(to("g#s"), "http://a/b/c/g");
  EXPECT_EQ(to(";x"), "http://a/b/c/;x");
  EXPECT_EQ(to(""), "http://a/b/c/d;p?q");
  EXPECT_EQ(to("."), "http://a/b/c/");
  EXPECT_EQ(to(".."), "http://a/b/");
  EXPECT_EQ(to("../g"), "http://a/b/g");
  EXPECT_EQ(to("../../g"), "http://a/g");
  EXPECT_EQ(to("../../../g"), "http://a/g");
  EXPECT_EQ(to("/./g"), "http://a/g");
  EXPECT_EQ(to("/../g"), "http://a/g");
  EXPECT_EQ(to("g."), "http://a/b/c/g.");
  EXPECT_EQ(to("..g"), "http://a/b/c/..g");
  EXPECT_EQ(to("./g/."), "http://a/b/c/g/");
  EXPECT_EQ(to("g/../h"), "http://a/b/c/h");
  EXPECT_EQ(to("g?y/../x"), "http://a/b/c/g?y/../x");
}

TEST(Location, may_be_a_whole_url) {
  EXPECT_EQ(to("https://Other.test:8443/x?y#z"), "https://other.test:8443/x?y");
  EXPECT_EQ(to("http://a"), "http://a/");
  EXPECT_EQ(to("http://a?x"), "http://a/?x");
  EXPECT_EQ(to("//a:80/x"), "http://a/x");
  EXPECT_EQ(to("//b/x", "/", "https://a"), "https://b/x");
}

TEST(Location, is_made_fit_to_be_sent) {
  EXPECT_EQ(to("/a b"), "http://a/a%20b");
  EXPECT_EQ(to("/\xC3\xA4?\xC3\xBC"), "http://a/%C3%A4?%C3%BC");
  EXPECT_EQ(to("/a%20b"), "http://a/a%20b");
  EXPECT_EQ(to("/a\x01"), "http://a/a%01");
}

TEST(Location, is_refused_where_http_cannot_follow) {
  for (const auto location : {"mailto:me@a", "javascript:alert(1)", "ftp://a/x", "http:///x", "http://u:p@a/x",
                              "http://a:99999/", "file:///etc/passwd", "http+unix://%2Frun%2Fx.sock/", "http:g"})
    EXPECT_EQ(to(location), "refused") << location;
}

TEST(Location, is_the_same_place_by_scheme_host_and_port) {
  const auto same = [](const char* a, const char* b) {
    return is_same_place(parse_url(a).value(), parse_url(b).value());
  };
  EXPECT_TRUE(same("http://a", "http://a:80/x"));
  EXPECT_FALSE(same("http://a", "https://a"));
  EXPECT_FALSE(same("http://a", "http://a:81"));
  EXPECT_FALSE(same("http://a", "http://b"));
}

}  // namespace plimsoll::location_test
