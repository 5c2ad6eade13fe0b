#include "core/random.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace plimsoll {
namespace {

std::uint64_t splitmix(std::uint64_t& state) noexcept {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed) noexcept {
  for (auto& word : state_) word = splitmix(seed);
}

Random Random::stream(std::uint64_t seed, std::uint64_t stream) noexcept {
  std::uint64_t mixed = stream;
  return Random(seed ^ splitmix(mixed));
}

std::uint64_t Random::next() noexcept {
  const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

// Lemire 2019: the high half of a 128-bit product, rejecting the few values that would make it uneven.
std::uint64_t Random::below(std::uint64_t bound) noexcept {
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(next()) * bound;
  auto low = static_cast<std::uint64_t>(product);
  if (low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (low < threshold) {
      product = static_cast<Wide>(next()) * bound;
      low = static_cast<std::uint64_t>(product);
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

Nanos Random::uniform(Nanos low, Nanos high) noexcept {
  if (high <= low) return low;
  return low + Nanos(static_cast<std::int64_t>(below(static_cast<std::uint64_t>((high - low).count()) + 1)));
}

Nanos Random::exponential(Nanos mean) noexcept {
  return Nanos(static_cast<std::int64_t>(-std::log1p(-uniform()) * static_cast<double>(mean.count())));
}

std::size_t Random::pick(std::span<const double> cumulative) noexcept {
  const double at = uniform() * cumulative.back();
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), at);
  return std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

}  // namespace plimsoll
