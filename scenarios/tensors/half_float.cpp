#include "scenarios/tensors/half_float.h"

#include <bit>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

constexpr std::uint16_t kSign = 0x8000;
constexpr std::uint16_t kInfinity = 0x7C00;
constexpr int kFractionBits = 10;
constexpr int kLowestExponent = -14;  // of a normal number

}  // namespace

std::uint16_t fp16_of(double value) {
  const std::uint16_t sign = std::signbit(value) ? kSign : 0;
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | kInfinity | 0x0200);
  const double magnitude = std::fabs(value);
  constexpr double kOverflows = 65520;  // half way from the largest, 65504, to what would follow it
  if (magnitude >= kOverflows) return static_cast<std::uint16_t>(sign | kInfinity);
  int exponent = 0;
  std::frexp(magnitude, &exponent);  // magnitude = m * 2^exponent, 0.5 <= m < 1
  const int scale = std::max(exponent - 1, kLowestExponent);
  // In units of the last bit; a carry goes on into the exponent, as it has to.
  const auto units = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(magnitude, kFractionBits - scale)));
  if (magnitude < std::ldexp(1.0, kLowestExponent)) return static_cast<std::uint16_t>(sign | units);
  const auto biased = static_cast<std::uint32_t>(scale - kLowestExponent + 1);
  return static_cast<std::uint16_t>(sign | (((biased - 1) << kFractionBits) + units));
}

double double_of_fp16(std::uint16_t bits) {
  const double sign = (bits & kSign) != 0 ? -1 : 1;
  const int exponent = (bits >> kFractionBits) & 0x1F;
  const int fraction = bits & 0x3FF;
  if (exponent == 0x1F)
    return fraction != 0 ? std::numeric_limits<double>::quiet_NaN() : sign * std::numeric_limits<double>::infinity();
  if (exponent == 0) return sign * std::ldexp(fraction, kLowestExponent - kFractionBits);
  return sign * std::ldexp(fraction + 1024, exponent - 1 + kLowestExponent - kFractionBits);
}

std::uint16_t bf16_of(double value) {
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  if (std::isnan(value)) return static_cast<std::uint16_t>((bits >> 16) | 0x0040);
  const std::uint32_t rounding = 0x7FFF + ((bits >> 16) & 1);
  return static_cast<std::uint16_t>((bits + rounding) >> 16);
}

double double_of_bf16(std::uint16_t bits) {
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
}

}  // namespace plimsoll
