#include "engine/load/pacer.h"

#include <cmath>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

// Of everything that a seed is good for, the stream of the gaps.
constexpr std::uint64_t kGapStream = ~std::uint64_t{0};

double exponential_gap(Random& random) { return -std::log1p(-random.uniform()); }

}  // namespace

Pacer::Pacer(const ArrivalRate& rate, std::uint64_t seed, std::vector<TimeSpan> rests)
    : wanted_(rate.stages),
      rests_(std::move(rests)),
      plan_(wanted_.silent_in(rests_)),
      law_(rate.law),
      random_(Random::stream(seed, kGapStream)) {
  if (law_ == ArrivalRate::Law::poisson) next_ = exponential_gap(random_);
}

std::optional<Nanos> Pacer::next() {
  last_ = next_;
  next_ += law_ == ArrivalRate::Law::poisson ? exponential_gap(random_) : 1;
  return last_due();
}

void Pacer::set_rate(double per_second, Nanos from) {
  wanted_ = wanted_.changed_to(per_second, std::numeric_limits<double>::infinity(), from);
  plan_ = wanted_.silent_in(rests_);
}

}  // namespace plimsoll
