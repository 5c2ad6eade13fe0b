#include "engine/load/pacer.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace plimsoll {
namespace {

// Of everything that a seed is good for, the stream of the gaps.
constexpr std::uint64_t kGapStream = ~std::uint64_t{0};

double exponential_gap(Random& random) { return -std::log1p(-random.uniform()); }

double standard_normal(Random& random) {
  // Box and Muller: 1 - u lies in (0, 1].
  const double radius = std::sqrt(-2 * std::log1p(-random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

// Of scale 1, by Marsaglia and Tsang (A Simple Method for Generating Gamma Variables, 2000).
double gamma_of(double shape, Random& random) {
  if (shape < 1) return gamma_of(shape + 1, random) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = standard_normal(random);
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log1p(-random.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace

Pacer::Pacer(const ArrivalRate& rate, std::uint64_t seed, std::vector<TimeSpan> rests)
    : wanted_(rate.stages),
      rests_(std::move(rests)),
      plan_(wanted_.silent_in(rests_)),
      law_(rate.law),
      shape_(rate.burstiness),
      random_(Random::stream(seed, kGapStream)) {
  if (law_ != ArrivalRate::Law::constant) next_ = gap();
}

// Of mean 1.
double Pacer::gap() {
  switch (law_) {
    case ArrivalRate::Law::poisson:
      return exponential_gap(random_);
    case ArrivalRate::Law::gamma:
      return gamma_of(shape_, random_) / shape_;
    case ArrivalRate::Law::constant:
      break;
  }
  return 1;
}

std::optional<Nanos> Pacer::next() {
  last_ = next_;
  next_ += gap();
  return last_due();
}

void Pacer::set_rate(double per_second, Nanos from) {
  wanted_ = wanted_.changed_to(per_second, std::numeric_limits<double>::infinity(), from);
  plan_ = wanted_.silent_in(rests_);
}

}  // namespace plimsoll
