#include "tests/conduct/scripted_probe.h"

#include "core/units.h"
#include "tests/support/virtual_clock.h"

namespace plimsoll {
namespace {

constexpr double kMiB = 1 << 20;

ProcessSample process(std::uint64_t life, double bytes) {
  ProcessSample sample;
  sample.pid = 4710 + static_cast<int>(life);
  sample.life = life;
  sample.anon_bytes = sample.rss_bytes = static_cast<std::uint64_t>(bytes);
  return sample;
}

double breathing(double t_s) { return 100 * kMiB + 4096 * (static_cast<int>(t_s * 7919) % 5); }

}  // namespace

ProbeReading ScriptedProbe::read(const ProbeMoment& moment) {
  auto process = script_(to_seconds(moment.now - VirtualClock::kStart));
  process.is_root = true;
  process.command = "service";
  ProbeReading reading;
  if (process.life == 0) return reading;
  if (process.life != life_ && life_ != 0)
    reading.events.push_back({ProcessEvent::Kind::restarted, process.pid, "service began anew"});
  life_ = process.life;
  reading.processes = {process};
  return reading;
}

ProcessSample steady(std::uint64_t life, double t_s) { return process(life, breathing(t_s)); }

ProcessSample growing(std::uint64_t life, double t_s) { return process(life, breathing(t_s) + 0.02 * kMiB * t_s); }

}  // namespace plimsoll
