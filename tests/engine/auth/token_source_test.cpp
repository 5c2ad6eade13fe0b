#include "engine/auth/token_source.h"

#include "tests/support/child_process.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

namespace plimsoll::token_source_test {

using namespace std::chrono_literals;
using test::eventually;

struct Fetches {
  std::atomic<int> count{0};
  std::atomic<bool> fails{false};
  std::optional<Nanos> lifetime;

  TokenSource::Plan plan() {
    TokenSource::Plan plan;
    plan.fetch = [this](const TokenSource::IsUnwanted&) -> Result<Token> {
      const auto number = ++count;
      if (fails) return Error{ErrorKind::unavailable, "no token today"};
      return Token{"token " + std::to_string(number), lifetime};
    };
    return plan;
  }
};

std::string text_of(const TokenSource& source) {
  std::string text;
  source.read(text);
  return text;
}

TEST(TokenSource, has_the_first_before_anybody_asks) {
  Fetches fetches;
  auto plan = fetches.plan();
  std::vector<std::string> told;
  plan.on_token = [&](const std::string& token) { told.push_back(token); };
  const auto source = TokenSource::start(std::move(plan)).value();
  EXPECT_EQ(source->version(), 1u);
  EXPECT_EQ(text_of(*source), "token 1");
  EXPECT_EQ(told, std::vector<std::string>{"token 1"});
}

TEST(TokenSource, cannot_be_without_one) {
  Fetches fetches;
  fetches.fails = true;
  const auto source = TokenSource::start(fetches.plan());
  ASSERT_TRUE(source.has_error());
  EXPECT_EQ(source.error().message, "no token today");
}

TEST(TokenSource, has_another_before_the_one_expires) {
  Fetches fetches;
  fetches.lifetime = 1300ms;  // renewed a fifth before its end
  const auto source = TokenSource::start(fetches.plan()).value();
  EXPECT_TRUE(eventually([&] { return source->version() >= 3; }));
}

TEST(TokenSource, asks_no_more_than_once_a_second_whatever_the_lifetime_says) {
  Fetches fetches;
  fetches.lifetime = Nanos(-5s);
  const auto begun = std::chrono::steady_clock::now();
  const auto source = TokenSource::start(fetches.plan()).value();
  EXPECT_TRUE(eventually([&] { return fetches.count >= 3; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, Nanos(2s));
}

TEST(TokenSource, has_another_where_one_is_refused_but_not_again_and_again) {
  Fetches fetches;
  const auto source = TokenSource::start(fetches.plan()).value();
  EXPECT_TRUE(source->renew(1));
  EXPECT_TRUE(eventually([&] { return source->version() == 2; }));
  EXPECT_TRUE(source->renew(1)) << "there is another already";
  EXPECT_FALSE(source->renew(2)) << "one was refused a moment ago";
  EXPECT_EQ(fetches.count, 2);
}

TEST(TokenSource, keeps_what_it_has_and_says_why_there_is_no_other) {
  Fetches fetches;
  const auto source = TokenSource::start(fetches.plan()).value();
  fetches.fails = true;
  EXPECT_TRUE(source->renew(1));
  EXPECT_TRUE(eventually([&] { return source->failures() > 0; }));
  EXPECT_EQ(source->version(), 1u);
  EXPECT_EQ(text_of(*source), "token 1");
  EXPECT_EQ(source->trouble(), "no token today");
  fetches.fails = false;
  EXPECT_TRUE(eventually([&] { return source->version() == 2; }));  // by itself
  EXPECT_EQ(source->trouble(), "");
}

TEST(TokenSource, ends_while_it_asks) {
  std::atomic<bool> asked{false};
  TokenSource::Plan plan;
  plan.every = 1ms;
  plan.fetch = [&, first = std::make_shared<bool>(true)](const TokenSource::IsUnwanted& is_unwanted) -> Result<Token> {
    if (std::exchange(*first, false)) return Token{"token", std::nullopt};
    asked = true;
    while (!is_unwanted()) std::this_thread::yield();
    return Error{ErrorKind::unavailable, "not wanted"};
  };
  auto source = TokenSource::start(std::move(plan)).value();
  EXPECT_TRUE(source->renew(1));
  EXPECT_TRUE(eventually([&] { return asked.load(); }));
  source.reset();
}

TEST(TokenSource, is_not_waited_for_once_it_is_unwanted) {
  std::atomic<int> asked{0};
  TokenSource::Plan plan;
  plan.fetch = [](const TokenSource::IsUnwanted& is_unwanted) -> Result<Token> {
    while (!is_unwanted()) std::this_thread::yield();
    return Error{ErrorKind::unavailable, "not wanted"};
  };
  const auto source = TokenSource::start(std::move(plan), [&] { return ++asked > 3; });
  ASSERT_TRUE(source.has_error());
  EXPECT_EQ(source.error().message, "not wanted");
}

}  // namespace plimsoll::token_source_test
