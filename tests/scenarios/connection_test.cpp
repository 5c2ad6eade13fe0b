// `connection` of a scenario, and its values as options write them.

#include "scenarios/connection_options.h"
#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

namespace plimsoll::test::connection_test {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

const std::string kOfName = "target: https://api.test\nrequests: [{get: /}]\n";

TEST(Connection, has_the_defaults_that_are_documented) {
  const auto connection = parsed({with("")}).target.connection;
  EXPECT_TRUE(connection.keep_alive);
  EXPECT_TRUE(connection.sources.empty());
  EXPECT_TRUE(connection.resolve.empty());
  EXPECT_EQ(connection.re_resolve, 1min);
}

TEST(Connection, reads_every_key_wherever_the_target_stands) {
  const std::string text = R"(connection:
  keep_alive: false
  source: [127.0.0.2, 127.0.0.3]
  resolve: {"api.test:443": [127.0.0.1, "::1"]}
  re_resolve: 0
)";
  for (const auto& whole : {text + kOfName, kOfName + text}) {
    const auto connection = parsed({whole}).target.connection;
    EXPECT_FALSE(connection.keep_alive);
    EXPECT_EQ(connection.sources, (Texts{"127.0.0.2", "127.0.0.3"}));
    ASSERT_EQ(connection.resolve.size(), 1u);
    EXPECT_EQ(connection.resolve[0].host, "api.test");
    EXPECT_EQ(connection.resolve[0].port, 443);
    EXPECT_EQ(connection.resolve[0].addresses, (Texts{"127.0.0.1", "::1"}));
    EXPECT_EQ(connection.re_resolve, 0s);
  }
}

TEST(Connection, is_told_what_an_address_is) {
  EXPECT_EQ(finding({with("connection: {source: eth0}")}),
            R"(soak.yaml:3: connection.source: expected an address like "127.0.0.2" or "fd00::2", got "eth0")");
  EXPECT_EQ(finding({kOfName + R"(connection: {resolve: {"api.test:443": localhost}})"}),
            "soak.yaml:3: connection.resolve[\"api.test:443\"]: expected an address like \"127.0.0.2\" or \"fd00::2\", "
            "got \"localhost\"");
}

TEST(Connection, is_told_how_a_name_and_its_port_are_written) {
  EXPECT_NE(finding({kOfName + "connection: {resolve: {api.test: 127.0.0.1}}"})
                .find(R"(expected a host and its port like "api.test:443", got "api.test")"),
            std::string::npos);
  EXPECT_NE(finding({kOfName + "connection: {resolve: 127.0.0.1}"})
                .find(R"(expected a mapping like {"api.test:443": 127.0.0.1})"),
            std::string::npos);
}

TEST(Connection, refuses_what_would_make_no_difference) {
  EXPECT_NE(finding({kOfName + R"(connection: {resolve: {"api.test:80": 127.0.0.1}})"})
                .find("nobody asks for it: the target is api.test:443"),
            std::string::npos);
  EXPECT_NE(finding({with("connection: {source: [127.0.0.2, \"::1\"]}")})
                .find("connection.source[1]: ::1 cannot reach 127.0.0.1: one is IPv4, the other IPv6"),
            std::string::npos);
  EXPECT_NE(finding({"target: http+unix://%2Fa.sock\nrequests: [{get: /}]\nconnection: {source: 127.0.0.1}"})
                .find("a Unix socket is not reached from an address: remove it"),
            std::string::npos);
}

TEST(Connection, knows_its_keys) {
  EXPECT_NE(finding({with("connection: {keepalive: true}")}).find(R"(did you mean "keep_alive"?)"), std::string::npos);
  EXPECT_NE(finding({with("keep_alive: false")}).find("belongs under `connection`"), std::string::npos);
}

TEST(ParseResolve, reads_what_curl_reads) {
  const auto made = parse_resolve("api.test:443:127.0.0.1,[::1],::2").value();
  EXPECT_EQ(made.host, "api.test");
  EXPECT_EQ(made.port, 443);
  EXPECT_EQ(made.addresses, (Texts{"127.0.0.1", "::1", "::2"}));
  EXPECT_EQ(parse_resolve("[::1]:80:::2").value().addresses, (Texts{"::2"}));
  EXPECT_EQ(parse_resolve("[::1]:80:::2").value().host, "::1");
}

TEST(ParseResolve, says_what_it_expects) {
  for (const auto text : {"", "api.test", "api.test:443", "[::1", "[::1]:80"})
    EXPECT_EQ(parse_resolve(text).error().message.rfind("expected HOST:PORT:ADDRESS", 0), 0u) << text;
  for (const auto text : {"api.test:443:", "api.test:443:x", "api.test:443:127.0.0.1,", "api.test:443:[127.0.0.1]"})
    EXPECT_EQ(parse_resolve(text).error().message.rfind("expected an address like", 0), 0u) << text;
  for (const auto text : {"api.test:x:127.0.0.1", ":443:127.0.0.1", "api.test:0:127.0.0.1"})
    EXPECT_EQ(parse_resolve(text).error().message.rfind("expected a host and its port", 0), 0u) << text;
}

}  // namespace plimsoll::test::connection_test
