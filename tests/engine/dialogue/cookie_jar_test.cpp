#include "engine/dialogue/cookie_jar.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll::cookie_jar_test {

using namespace std::chrono_literals;

struct Jar : ::testing::Test {
  bool take(std::string_view cookie, std::string_view host = "api.shop.test", std::string_view path = "/login",
            bool secure = true) {
    return jar.take(cookie, {host, path, secure}, {now, wall});
  }
  std::string sent(std::string_view path = "/", std::string_view host = "api.shop.test", bool secure = true) const {
    std::string text;
    jar.append_to(text, {host, path, secure}, now);
    return text;
  }

  CookieJar jar;
  Instant now{std::chrono::hours(1)};
  WallTime wall{1445412480s};  // Wed, 21 Oct 2015 07:28:00 GMT
};

TEST_F(Jar, sends_back_what_it_took) {
  EXPECT_FALSE(jar.append_to(*std::make_unique<std::string>(), {"api.shop.test", "/", true}, now));
  EXPECT_TRUE(take("session=abc; HttpOnly; SameSite=Lax"));
  EXPECT_TRUE(take("theme=dark"));
  EXPECT_EQ(sent(), "session=abc; theme=dark");
  EXPECT_TRUE(take("session=def"));
  EXPECT_EQ(sent(), "session=def; theme=dark");
  EXPECT_TRUE(take("=bare"));
  EXPECT_EQ(sent(), "session=def; theme=dark; bare");
}

TEST_F(Jar, keeps_a_cookie_to_its_host) {
  take("a=1");
  EXPECT_EQ(sent("/", "api.shop.test"), "a=1");
  EXPECT_EQ(sent("/", "shop.test"), "");
  EXPECT_EQ(sent("/", "x.api.shop.test"), "");
}

TEST_F(Jar, may_be_for_a_parent_of_the_host) {
  EXPECT_TRUE(take("a=1; Domain=.Shop.test"));
  EXPECT_EQ(sent("/", "api.shop.test"), "a=1");
  EXPECT_EQ(sent("/", "shop.test"), "a=1");
  EXPECT_EQ(sent("/", "other.shop.test"), "a=1");
  EXPECT_EQ(sent("/", "workshop.test"), "");
}

TEST_F(Jar, refuses_another_domain) {
  for (const auto domain : {"other.test", "test", "i.shop.test", "x.api.shop.test", "hop.test"})
    EXPECT_FALSE(take(std::string("a=1; Domain=") + domain)) << domain;
  EXPECT_FALSE(take("a=1; Domain=0.0.1", "127.0.0.1"));
  EXPECT_TRUE(take("a=1; Domain=127.0.0.1", "127.0.0.1"));
  EXPECT_TRUE(take("a=1; Domain=", "b.test"));
  EXPECT_EQ(sent("/", "api.shop.test"), "");
}

TEST_F(Jar, goes_by_path) {
  EXPECT_TRUE(take("a=1; Path=/v1"));
  EXPECT_TRUE(take("b=2", "api.shop.test", "/v1/login?x=/y"));
  EXPECT_TRUE(take("c=3; Path=v1", "api.shop.test", "/deep/er/x"));
  EXPECT_EQ(sent("/v1"), "a=1; b=2");
  EXPECT_EQ(sent("/v1/x?y"), "a=1; b=2");
  EXPECT_EQ(sent("/v12"), "");
  EXPECT_EQ(sent("/"), "");
  EXPECT_EQ(sent("/deep/er"), "c=3");
}

TEST_F(Jar, sends_longer_paths_first_and_then_the_older) {
  take("a=1; Path=/");
  take("b=2; Path=/");
  take("c=3; Path=/v1/x");
  EXPECT_EQ(sent("/v1/x"), "c=3; a=1; b=2");
  take("a=4; Path=/");  // it keeps its age
  EXPECT_EQ(sent("/v1/x"), "c=3; a=4; b=2");
  take("a=a much longer one; Path=/");
  EXPECT_EQ(sent("/v1/x"), "c=3; a=a much longer one; b=2");
}

TEST_F(Jar, forgets_what_has_expired) {
  take("a=1; Max-Age=60");
  take("b=2; Expires=Wed, 21 Oct 2015 07:29:00 GMT");
  take("c=3; Expires=Wed, 21 Oct 2015 07:29:00 GMT; Max-Age=3600");
  take("d=4; Max-Age=never");
  EXPECT_EQ(sent(), "a=1; b=2; c=3; d=4");
  now += 61s;
  EXPECT_EQ(sent(), "c=3; d=4");
  now += 3600s;
  EXPECT_EQ(sent(), "d=4");
}

TEST_F(Jar, is_told_to_take_one_away) {
  take("a=1");
  take("b=2");
  take("c=3");
  EXPECT_TRUE(take("a=; Max-Age=0"));
  EXPECT_TRUE(take("b=; Max-Age=-1"));
  EXPECT_TRUE(take("c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
  EXPECT_TRUE(jar.empty());
  EXPECT_TRUE(take("x=1; Max-Age=0"));
  EXPECT_TRUE(jar.empty());
}

TEST_F(Jar, keeps_secure_cookies_to_secure_places) {
  EXPECT_TRUE(take("a=1; Secure"));
  EXPECT_EQ(sent("/", "api.shop.test", true), "a=1");
  EXPECT_EQ(sent("/", "api.shop.test", false), "");
  EXPECT_FALSE(take("b=2; Secure", "api.shop.test", "/", false));
  EXPECT_FALSE(take("a=3", "api.shop.test", "/", false)) << "replaces a secure one from outside TLS";
  EXPECT_EQ(sent(), "a=1");
}

TEST_F(Jar, holds_names_to_what_they_promise) {
  EXPECT_TRUE(take("__Secure-a=1; Secure"));
  EXPECT_FALSE(take("__Secure-b=1"));
  EXPECT_FALSE(take("__secure-b=1"));
  EXPECT_TRUE(take("__Host-a=1; Secure; Path=/"));
  EXPECT_FALSE(take("__Host-b=1; Path=/"));
  EXPECT_FALSE(take("__Host-b=1; Secure"));
  EXPECT_FALSE(take("__Host-b=1; Secure; Path=/v1"));
  EXPECT_FALSE(take("__Host-b=1; Secure; Path=/; Domain=shop.test"));
  EXPECT_FALSE(take("=__Host-b=1; Secure; Path=/"));
  EXPECT_EQ(jar.size(), 2u);
}

TEST_F(Jar, refuses_what_is_no_cookie) {
  for (const auto text : {"", "; Path=/", "=", " ; a=1", "a=\x01", "a=1\x7f"}) EXPECT_FALSE(take(text)) << text;
  EXPECT_FALSE(take("a=" + std::string(CookieJar::kLongest, 'x')));
  EXPECT_TRUE(take("a=" + std::string(CookieJar::kLongest - 1, 'x')));
}

TEST_F(Jar, is_bounded_and_drops_expired_ones_first_then_the_oldest) {
  take("brief=1; Max-Age=1");
  for (std::size_t i = 1; i < CookieJar::kMostCookies; ++i) take("n" + std::to_string(i) + "=1");
  EXPECT_EQ(jar.size(), CookieJar::kMostCookies);
  now += 2s;
  take("one=more");
  EXPECT_EQ(jar.size(), CookieJar::kMostCookies);
  EXPECT_EQ(sent().substr(0, 5), "n1=1;");
  take("and=another");
  EXPECT_EQ(sent().substr(0, 5), "n2=1;");

  jar.clear();
  for (int i = 0; i < 40; ++i) take("n" + std::to_string(i) + "=" + std::string(3000, 'x'));
  EXPECT_LE(sent().size(), CookieJar::kMostBytes + 100);
  EXPECT_GE(jar.size(), 9u);
}

}  // namespace plimsoll::cookie_jar_test
