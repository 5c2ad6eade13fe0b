#include "tests/judgement/short_runs.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace plimsoll {
namespace {

constexpr double kMegabyte = 1e6;
constexpr double kSamplesASecond = 2;

// Not the library's distributions: they differ between implementations.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2862933555777941757U + 3037000493U) {}

  double share() {  // 0 to below 1
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return static_cast<double>((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
  }
  double between(double low, double high) { return low + (high - low) * share(); }
  double normal() { return std::sqrt(-2 * std::log(1 - share())) * std::cos(2 * std::numbers::pi * share()); }

 private:
  std::uint64_t state_;
};

// Autocorrelated, as what requests in flight take is.
class Noise {
 public:
  Noise(Random& random, double deviation_bytes) : random_(random), deviation_(deviation_bytes) {}
  double next() {
    constexpr double kKept = 0.5;
    last_ = kKept * last_ + std::sqrt(1 - kKept * kKept) * deviation_ * random_.normal();
    return last_;
  }

 private:
  Random& random_;
  double deviation_, last_ = 0;
};

struct SampleInstant {
  double t_s = 0;
  double requests = 0;
};
using Memory = std::function<double(const SampleInstant&)>;  // beside base and noise

Memory warm_up(Random& random) {
  const double rise = random.between(10, 60) * kMegabyte, tau_s = random.between(10, 30) / 3;
  return [=](const SampleInstant& at) { return rise * (1 - std::exp(-at.t_s / tau_s)); };
}

Memory arena_step(Random& random, int seconds) {
  const double rise = random.between(4, 64) * kMegabyte, from_s = random.between(0.05, 0.95) * seconds;
  return [=](const SampleInstant& at) { return at.t_s < from_s ? 0.0 : rise; };
}

Memory filling_cache(Random& random) {
  const double rise = random.between(10, 60) * kMegabyte, full_s = random.between(30, 40);
  return [=](const SampleInstant& at) { return rise * std::min(1.0, at.t_s / full_s); };
}

Memory collector(Random& random) {
  const double height = random.between(5, 30) * kMegabyte, period_s = random.between(4, 6);
  return [=](const SampleInstant& at) { return height * std::fmod(at.t_s, period_s) / period_s; };
}

Memory list_per_request(double bytes) {
  return [=](const SampleInstant& at) { return bytes * at.requests; };
}

Memory both(Memory one, Memory other) {
  return [=](const SampleInstant& at) { return one(at) + other(at); };
}

constexpr double kTiny = 250, kSmall = 1e3, kMiddle = 4e3, kStrong = 32e3;  // bytes a request, of 40 a second

Memory memory_of(const std::string& family, Random& random, int seconds) {
  if (family == "warm_up") return warm_up(random);
  if (family == "arena_step") return arena_step(random, seconds);
  if (family == "cache_of_40_s") return filling_cache(random);
  if (family == "collector_of_5_s") return collector(random);
  if (family == "leak_250_B") return list_per_request(kTiny);
  if (family == "leak_1_kB") return list_per_request(kSmall);
  if (family == "leak_4_kB") return list_per_request(kMiddle);
  if (family == "leak_32_kB") return list_per_request(kStrong);
  if (family == "leak_32_kB_and_warm_up") return both(list_per_request(kStrong), warm_up(random));
  if (family == "leak_32_kB_and_collector") return both(list_per_request(kStrong), collector(random));
  return [](const SampleInstant&) { return 0.0; };
}

void add(Trace& trace, const SampleInstant& at, double pid, double bytes) {
  constexpr double kPage = 4096;
  trace.t_seconds.push_back(at.t_s);
  trace.memory_bytes.push_back(std::round(bytes / kPage) * kPage);
  trace.requests_total.push_back(at.requests);
  trace.active_users.push_back(10);
  trace.lives.push_back(pid);
}

}  // namespace

const std::vector<ShortRunFamily>& short_run_families() {
  static const std::vector<ShortRunFamily> kFamilies = {
      {"flat", false},
      {"warm_up", false},
      {"arena_step", false},
      {"cache_of_40_s", false},
      {"collector_of_5_s", false},
      {"four_workers", false},
      {"leak_250_B", true},
      {"leak_1_kB", true},
      {"leak_4_kB", true},
      {"leak_32_kB", true},
      {"leak_32_kB_and_warm_up", true},
      {"leak_32_kB_and_collector", true},
      {"leak_32_kB_in_four_workers", true},
  };
  return kFamilies;
}

Trace short_run(const std::string& family, int seconds, std::uint64_t seed) {
  Random random(seed);
  const bool several = family.find("four_workers") != std::string::npos;
  const int workers = several ? 4 : 1;
  const bool all_leak = several && family.starts_with("leak");
  struct Worker {
    double base;
    Memory memory;
    Noise noise;
  };
  std::vector<Worker> tree;
  for (int i = 0; i < workers; ++i) {
    Memory memory = several ? warm_up(random) : memory_of(family, random, seconds);
    if (all_leak) memory = both(memory, list_per_request(kStrong / workers));
    tree.push_back(
        {random.between(60, 200) * kMegabyte, std::move(memory), Noise(random, random.between(0.05, 1.5) * kMegabyte)});
  }
  Trace trace;
  SampleInstant at;
  for (int i = 0; i <= seconds * kSamplesASecond; ++i) {
    at.t_s = i / kSamplesASecond;
    at.requests += std::round(std::max(0.0, 20 + 3 * random.normal()));
    for (int w = 0; w < workers; ++w) {
      auto& worker = tree[static_cast<std::size_t>(w)];
      add(trace, at, w + 1, worker.base + worker.memory(at) + worker.noise.next());
    }
  }
  return trace;
}

}  // namespace plimsoll
