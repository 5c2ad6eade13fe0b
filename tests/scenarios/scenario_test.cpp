#include "scenarios/scenario.h"
#include "core/nearest_name.h"

#include <gtest/gtest.h>

#include <array>

namespace plimsoll::scenario_test {

std::string error_of(std::string_view text) {
  const auto spec = parse_watch_spec(text);
  EXPECT_FALSE(spec) << text;
  return spec ? "" : spec.error().message;
}

TEST(WatchSpec, reads_back_as_it_is_written) {
  for (const auto text :
       {"pid:4711", "port:5000", "name:gunicorn.*app", "name:a:b", "cgroup:/app", "container:model",
        "prometheus:http://127.0.0.1:8002/metrics", "disk:/var/log/model", "agent:10.0.0.5:7070/port:5000",
        "port:5000+name:^ray::.+Replica", "pid:1+pid:2+port:80", "agent:10.0.0.5:7070/port:5000+name:worker"})
    EXPECT_EQ(to_string(parse_watch_spec(text).value()), text);
}

TEST(WatchSpec, says_what_it_may_be) {
  EXPECT_EQ(
      error_of("gunicorn"),
      R"(expected "pid:4711", "port:5000", "name:REGEX", "cgroup:PATH", "container:NAME", "prometheus:URL", )"
      R"("disk:PATH" or "agent:HOST:PORT/SPEC", or several of processes as one: "port:5000+name:worker", got "gunicorn")");
  EXPECT_EQ(error_of("port:70000"), R"(expected a port from 1 to 65535 like "port:5000", got "port:70000")");
  EXPECT_EQ(error_of("pid:-1"), R"(expected a process id like "pid:4711", got "pid:-1")");
  EXPECT_EQ(error_of("name:(").substr(0, 31), R"("(" is not a regular expression)");
  for (const auto text :
       {"", "pid:", "pid:1x", "port:0", "name:", ":5", "cgroup:", "container:", "disk:", "prometheus:x", "agent:here",
        "agent:here:70000/pid:1", "agent:here:7070/cpu", "agent:a:1/agent:b:2/pid:1"})
    error_of(text);
}

TEST(WatchSpec, joins_processes_and_nothing_else) {
  const auto spec = parse_watch_spec("port:8000+name:a+b+pid:7").value();
  const auto& parts = std::get<WatchJoined>(spec).parts;
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(std::get<WatchPort>(parts[0]).port, 8000);
  EXPECT_EQ(std::get<WatchName>(parts[1]).regex, "a+b") << "a plus of its own";
  EXPECT_EQ(std::get<WatchPid>(parts[2]).pid, 7);
  EXPECT_EQ(error_of("port:8000+pid:x"), R"(expected a process id like "pid:4711", got "pid:x")");
  EXPECT_EQ(error_of("port:8000+disk:/tmp"),
            R"(expected a port from 1 to 65535 like "port:5000", got "port:8000+disk:/tmp")");
}

TEST(WatchSpec, takes_an_agent_by_its_IPv6_address) {
  const auto spec = parse_watch_spec("agent:[::1]:7070/name:gunicorn").value();
  const auto& agent = std::get<WatchAgent>(spec);
  EXPECT_EQ(agent.host, "::1");
  EXPECT_EQ(agent.port, 7070);
  EXPECT_EQ(agent.spec, "name:gunicorn");
  EXPECT_EQ(to_string(spec), "agent:[::1]:7070/name:gunicorn");
}

TEST(Scenario, lists_the_names_of_requests_once_in_order) {
  Scenario scenario;
  RequestTemplate a;
  a.name = "a";
  RequestTemplate b;
  b.name = "b";
  scenario.tasks.push_back({"one", 1, {b, a, b}, std::nullopt});
  scenario.tasks.push_back({"two", 1, {a}, std::nullopt});
  EXPECT_EQ(scenario.request_names(), (std::vector<std::string>{"b", "a"}));
}

TEST(NearestName, is_the_one_that_takes_the_fewest_edits) {
  constexpr std::array<std::string_view, 4> kKnown = {"users", "spawn_rate", "duration", "warmup"};
  EXPECT_EQ(nearest_name("user", kKnown), "users");
  EXPECT_EQ(nearest_name("usres", kKnown), "users");
  EXPECT_EQ(nearest_name("Spawn-Rate", kKnown), "spawn_rate");
  EXPECT_EQ(nearest_name("durration", kKnown), "duration");
  EXPECT_EQ(nearest_name("colour", kKnown), "");
  EXPECT_EQ(nearest_name("", kKnown), "");
  EXPECT_EQ(nearest_name(std::string(10'000, 'u'), kKnown), "");
}

}  // namespace plimsoll::scenario_test
