#include "conduct/machine_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::machine_limits_test {

using ::testing::HasSubstr;

Scenario of(std::uint32_t users) {
  Scenario scenario;
  scenario.target.url = parse_url("http://127.0.0.1:5000").value();
  ClosedLoad closed;
  closed.users = users;
  scenario.load.parts.resize(1);
  scenario.load.parts[0].model = closed;
  return scenario;
}

Result<void> fitted(Scenario scenario, std::uint64_t descriptors, std::uint64_t ports) {
  return fit_to_machine(scenario, {descriptors, ports, 1});
}

TEST(MachineLimits, name_the_ports_and_the_way_out) {
  EXPECT_TRUE(fitted(of(60'000), 1'000'000, 60'000).has_value());
  const auto beyond = fitted(of(60'001), 1'000'000, 60'000);
  ASSERT_TRUE(beyond.has_error());
  EXPECT_THAT(beyond.error().message,
              HasSubstr("there are ports for 60,000: give more addresses under connection.source"));
}

TEST(MachineLimits, have_ports_for_each_source) {
  auto scenario = of(100'000);
  scenario.target.connection.sources = {"127.0.0.2", "127.0.0.3"};
  EXPECT_TRUE(fitted(scenario, 1'000'000, 60'000).has_value());
  EXPECT_TRUE(fitted(scenario, 1'000'000, 40'000).has_error());
}

TEST(MachineLimits, of_ports_do_not_concern_a_unix_socket) {
  auto scenario = of(100'000);
  scenario.target.url = parse_url("http+unix://%2Fa.sock").value();
  EXPECT_TRUE(fitted(scenario, 1'000'000, 60'000).has_value());
}

TEST(MachineLimits, hold_no_address_of_another_machine) {
  auto scenario = of(1);
  scenario.target.connection.sources = {"127.0.0.2", "192.0.2.1"};
  const auto beyond = fitted(scenario, 1024, 60'000);
  ASSERT_TRUE(beyond.has_error());
  EXPECT_EQ(beyond.error().kind, ErrorKind::invalid);
  EXPECT_EQ(beyond.error().message, "source address 192.0.2.1 is none of this machine's");
}

TEST(MachineLimits, name_the_descriptors) {
  const auto beyond = fitted(of(1000), 1024, 60'000);
  ASSERT_TRUE(beyond.has_error());
  EXPECT_THAT(beyond.error().message, HasSubstr("raise the hard limit on open files"));
}

}  // namespace plimsoll::machine_limits_test
