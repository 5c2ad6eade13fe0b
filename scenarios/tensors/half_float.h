#pragma once

// Floats of 16 bits: IEEE 754 binary16 (FP16), and bfloat16 (BF16), the upper half of a binary32. Both are rounded to
// the nearest, ties to even; what is too large becomes infinite. Pure functions; any thread.

#include <cstdint>

namespace plimsoll {

std::uint16_t fp16_of(double value);
double double_of_fp16(std::uint16_t bits);

std::uint16_t bf16_of(double value);
double double_of_bf16(std::uint16_t bits);

}  // namespace plimsoll
