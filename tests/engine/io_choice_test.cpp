#include "engine/io_choice.h"
#include "tests/engine/load/load_scenarios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <thread>

namespace plimsoll::io_choice_test {

using testing::HasSubstr;
using testing::StartsWith;

Scenario of_users(std::uint32_t users, Url::Scheme scheme = Url::Scheme::http) {
  auto scenario = closed_scenario(users, 1, NoWait{}, std::chrono::seconds(1));
  scenario.target.url = {scheme, "127.0.0.1", 1, ""};
  return scenario;
}

// As in a container whose profile forbids rings: on a thread of its own, which the filter ends with.
void where_rings_are_forbidden(const std::function<void()>& body) {
  std::thread([&body] {
    std::array<sock_filter, 4> rules{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{rules.size(), rules.data()};
    ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
    body();
  }).join();
}

TEST(IoChoice, is_epoll_where_a_ring_would_not_pay) {
  EXPECT_EQ(choose_io(IoMode::automatic, of_users(7), 1)->description, "epoll (few connections)");
  EXPECT_EQ(choose_io(IoMode::automatic, of_users(15), 2)->description, "epoll (few connections)");
  EXPECT_EQ(choose_io(IoMode::automatic, of_users(64, Url::Scheme::https), 1)->description,
            "epoll (the target speaks TLS)");
  auto unkept = of_users(64);
  unkept.target.connection.keep_alive = false;
  EXPECT_EQ(choose_io(IoMode::automatic, unkept, 1)->description, "epoll (no connection is kept)");
  auto streamed = of_users(64);
  streamed.tasks[0].steps[0].stream.emplace();
  EXPECT_EQ(choose_io(IoMode::automatic, streamed, 1)->description,
            "epoll (streams: the kernel tells when their bytes came)");
  EXPECT_EQ(choose_io(IoMode::epoll, of_users(64), 1)->description, "epoll (as asked for)");
  EXPECT_FALSE(choose_io(IoMode::epoll, of_users(64), 1)->uses_ring);
}

TEST(IoChoice, counts_the_connections_that_arrivals_keep_busy) {
  auto scenario = of_users(1);
  OpenLoad open;
  open.arrivals = ArrivalRate{{Stage{Nanos(0), 100}}, ArrivalRate::Law::constant};
  scenario.load.parts.front().model = open;
  EXPECT_EQ(choose_io(IoMode::automatic, scenario, 1)->description, "epoll (few connections)");
  open.arrivals = ArrivalRate{{Stage{Nanos(0), 5000}}, ArrivalRate::Law::constant};
  scenario.load.parts.front().model = open;
  EXPECT_EQ(choose_io(IoMode::automatic, scenario, 1)->uses_ring, ring_refusal().empty());
}

TEST(IoChoice, is_the_ring_where_it_pays_and_where_it_is_asked_for) {
  if (const auto refusal = ring_refusal(); !refusal.empty()) GTEST_SKIP() << "no io_uring on this machine: " << refusal;
  for (const auto& choice : {choose_io(IoMode::automatic, of_users(16), 2), choose_io(IoMode::uring, of_users(1), 1)}) {
    EXPECT_TRUE(choice->uses_ring);
    EXPECT_EQ(choice->description, "io_uring");
  }
}

TEST(IoChoice, a_ring_that_is_asked_for_and_cannot_be_had_is_an_error) {
  const auto choice = choose_io(IoMode::uring, of_users(64, Url::Scheme::https), 1);
  ASSERT_TRUE(choice.has_error());
  EXPECT_THAT(choice.error().message, StartsWith("--io uring is for http:// alone"));
}

TEST(IoChoice, falls_back_where_rings_are_forbidden) {
  where_rings_are_forbidden([] {
    const auto choice = choose_io(IoMode::automatic, of_users(64), 1);
    ASSERT_TRUE(choice.has_value());
    EXPECT_FALSE(choice->uses_ring);
    EXPECT_THAT(choice->description, StartsWith("epoll (no io_uring: not permitted"));
    const auto wished = choose_io(IoMode::uring, of_users(64), 1);
    ASSERT_TRUE(wished.has_error());
    EXPECT_THAT(wished.error().message, HasSubstr("seccomp"));
  });
}

}  // namespace plimsoll::io_choice_test
