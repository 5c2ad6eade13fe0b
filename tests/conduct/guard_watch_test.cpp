// When the guard ends a run: by failures, by memory, by what a URL says.

#include "conduct/guard_watch.h"

#include "conduct/url_watch.h"
#include "tests/support/loopback_server.h"
#include "tests/support/virtual_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace plimsoll::guard_watch_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Snapshot second(std::uint64_t requests, std::uint64_t failures) {
  Snapshot counted(1);
  counted.by_request[0].requests = requests;
  counted.by_request[0].failures = failures;
  return counted;
}

LiveMemory memory(double bytes) {
  LiveMemory memory;
  memory.description = "gunicorn 4711";
  memory.bytes = bytes;
  return memory;
}

GuardWatch failures_above(double share) {
  Guard guard;
  guard.failed_requests = share;
  guard.over = 10s;
  return {guard, machine_clock()};
}

TEST(GuardWatch, looks_back_over_the_last_seconds_alone) {
  auto watch = failures_above(0.2);
  double t_s = 0;
  for (int i = 0; i < 100; ++i) watch.add(++t_s, second(10, 2), {});
  EXPECT_FALSE(watch.broken()) << "a fifth is allowed";
  for (int i = 0; i < 5; ++i) watch.add(++t_s, second(10, 0), {});
  watch.add(++t_s, second(10, 10), {});
  EXPECT_FALSE(watch.broken());
  watch.add(++t_s, second(10, 10), {});
  ASSERT_TRUE(watch.broken());
  EXPECT_EQ(*watch.broken(),
            "The guard ended the run: 26 % of 100 requests failed in the last 10 s, at most 20 % are allowed.");
}

TEST(GuardWatch, counts_the_warm_up_and_needs_ten_requests) {
  auto watch = failures_above(0.2);
  Snapshot warmup(1);
  warmup.warmup.requests = warmup.warmup.failures = 9;
  watch.add(1, warmup, {});
  EXPECT_FALSE(watch.broken());
  watch.add(2, warmup, {});
  EXPECT_TRUE(watch.broken());
}

TEST(GuardWatch, ends_it_for_memory) {
  Guard guard;
  guard.memory_bytes = 1 << 30;
  GuardWatch watch(guard, machine_clock());
  watch.add(1, second(10, 10), {});
  watch.add(2, second(10, 10), {memory(1 << 30)});
  EXPECT_FALSE(watch.broken());
  watch.add(3, second(10, 0), {memory(1), memory(1.5 * (1 << 30))});
  EXPECT_THAT(watch.broken().value_or(""),
              HasSubstr("gunicorn 4711 took 1.50 GiB of memory, at most 1.00 GiB are allowed"));
}

Url some_url() { return parse_url("http://status.test/ok").value(); }

// What it is answered, one after the other; then 200.
struct Asked {
  explicit Asked(std::vector<Result<int>> the_answers) : answers(std::move(the_answers)) {}
  Result<int> next() {
    const auto number = asked++;
    return number < answers.size() ? answers[number] : Result<int>(200);
  }
  std::vector<Result<int>> answers;
  std::atomic<std::size_t> asked{0};
};

TEST(UrlWatch, asks_again_and_again_and_objects_to_another_status) {
  VirtualTime time(1);
  Asked asked({200, 301, 200, 503});
  UrlWatch watch(some_url(), 5s, time, [&](const Url&) { return asked.next(); });
  time.advance_to(time.now() + 14s);
  EXPECT_EQ(asked.asked, 3u);
  EXPECT_FALSE(watch.objection());
  VirtualTime none(0);
  Asked bad({503});
  {
    UrlWatch once(some_url(), 5s, none, [&](const Url&) { return bad.next(); });
    while (!once.objection()) std::this_thread::yield();
    EXPECT_EQ(once.objection(), "http://status.test/ok answered 503.");
  }
  EXPECT_EQ(bad.asked, 1u);
}

TEST(UrlWatch, bears_two_times_without_an_answer) {
  const Error silent{ErrorKind::unavailable, "timed out"};
  VirtualTime time(1);
  Asked asked({silent, silent, 200, silent, silent});
  UrlWatch watch(some_url(), 5s, time, [&](const Url&) { return asked.next(); });
  time.advance_to(time.now() + 60s);
  EXPECT_FALSE(watch.objection());
}

TEST(UrlWatch, asks_a_real_server) {
  LoopbackServer server(
      [](const ReceivedRequest& request) { return Reply::status(request.target == "/down" ? 503 : 204); });
  EXPECT_EQ(UrlWatch::ask_url(parse_url(server.url()).value()).value(), 204);
  EXPECT_EQ(UrlWatch::ask_url(parse_url(server.url() + "/down").value()).value(), 503);
}

}  // namespace plimsoll::guard_watch_test
