#include "judgement/fitting/series.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMinSamplesBeforeIdle = 30;
constexpr double kMinIdleSamples = 5;
constexpr double kMinIdleShare = 0.02;

// The first row after the last request, if enough rows follow it.
std::optional<std::size_t> idle_start(const Samples& samples, Lives lives) {
  const auto& requests = samples.requests;
  if (requests.empty() || requests.back() <= requests.front()) return std::nullopt;
  const auto last_request = std::lower_bound(requests.begin(), requests.end(), requests.back());
  const double end_s = samples.t_s[static_cast<std::size_t>(last_request - requests.begin())];
  const auto after = std::upper_bound(samples.t_s.begin(), samples.t_s.end(), end_s);
  const auto start = static_cast<std::size_t>(after - samples.t_s.begin());
  const auto idle = static_cast<double>(samples.size() - start);
  if (idle < std::max(kMinIdleSamples, kMinIdleShare * static_cast<double>(samples.size()))) return std::nullopt;
  if (start < kMinSamplesBeforeIdle) return std::nullopt;
  if (lives == Lives::in_turn && samples.life.back() != samples.life[start - 1]) return std::nullopt;
  return start;
}

double quantum(std::vector<double> memory_bytes) {
  std::sort(memory_bytes.begin(), memory_bytes.end());
  memory_bytes.erase(std::unique(memory_bytes.begin(), memory_bytes.end()), memory_bytes.end());
  if (memory_bytes.size() < 2) return kPageBytes;
  double smallest = INFINITY;
  for (std::size_t i = 1; i < memory_bytes.size(); ++i) {
    smallest = std::min(smallest, memory_bytes[i] - memory_bytes[i - 1]);
  }
  return std::max(kPageBytes, smallest);
}

std::vector<double> ages(const Samples& samples) {
  std::vector<double> first_s;
  std::vector<double> age(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t life = samples.life[i];
    if (life >= first_s.size()) first_s.resize(life + 1, NAN);
    if (std::isnan(first_s[life])) first_s[life] = samples.t_s[i];
    age[i] = samples.t_s[i] - first_s[life];
  }
  return age;
}

std::vector<double> running_maximum(std::vector<double> values) {
  for (std::size_t i = 1; i < values.size(); ++i) values[i] = std::max(values[i], values[i - 1]);
  return values;
}

}  // namespace

Series make_series(Samples samples, Lives lives) {
  Series series;
  series.lives = lives;
  if (const auto start = idle_start(samples, lives)) {
    if (lives == Lives::in_turn) {
      const auto idle = samples.memory_bytes.begin() + static_cast<std::ptrdiff_t>(*start);
      series.idle_floor_bytes = lower_quartile({idle, samples.memory_bytes.end()});
    }
    std::vector<std::size_t> under_load(*start);
    std::iota(under_load.begin(), under_load.end(), std::size_t{0});
    samples = select(samples, under_load);
  }
  series.age_s = ages(samples);
  if (!series.age_s.empty()) series.longest_s = *std::max_element(series.age_s.begin(), series.age_s.end());
  if (varies(samples.users)) series.peak_users = running_maximum(samples.users);
  series.quantum_bytes = quantum(samples.memory_bytes);
  series.samples = std::move(samples);
  return series;
}

}  // namespace plimsoll
