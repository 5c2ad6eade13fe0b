#include "monitors/combined_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::combined_probe_test {

struct ProcessesOnly : Probe {
  ProbeReading read(const ProbeMoment&) override {
    ProbeReading reading;
    reading.processes.resize(2);
    reading.processes[1].pid = 42;
    return reading;
  }
  std::string description() const override { return "gunicorn 41 + 1 worker"; }
};

struct CountsProcesses : Probe {
  ProbeReading read(const ProbeMoment& moment) override {
    ProbeReading reading;
    reading.values.push_back({"seen", "", static_cast<double>(moment.processes->size()), false});
    reading.events.push_back({ProcessEvent::Kind::gone, moment.processes->back().pid, "told"});
    return reading;
  }
  std::string description() const override { return "never shown"; }
};

TEST(CombinedProbe, shows_those_after_what_the_first_found_and_reads_as_one) {
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(std::make_unique<ProcessesOnly>());
  probes.push_back(std::make_unique<CountsProcesses>());
  CombinedProbe combined(std::move(probes));
  const auto reading = combined.read({});
  EXPECT_EQ(reading.processes.size(), 2u);
  ASSERT_EQ(reading.values.size(), 1u);
  EXPECT_EQ(reading.values[0].value, 2);
  ASSERT_EQ(reading.events.size(), 1u);
  EXPECT_EQ(reading.events[0].pid, 42);
  EXPECT_EQ(combined.description(), "gunicorn 41 + 1 worker");
}

}  // namespace plimsoll::combined_probe_test
