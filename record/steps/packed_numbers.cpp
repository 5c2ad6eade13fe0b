#include "record/steps/packed_numbers.h"

namespace plimsoll {
namespace {

constexpr std::uint64_t kMore = 0x80;
constexpr unsigned kBits = 7;

}  // namespace

void put_number(LongLivedBytes& into, std::uint64_t number) {
  for (; number >= kMore; number >>= kBits) into.push_back(static_cast<std::uint8_t>(number | kMore));
  into.push_back(static_cast<std::uint8_t>(number));
}

std::uint64_t take_number(std::span<const std::uint8_t> from, std::size_t& at) {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += kBits) {
    const std::uint64_t byte = from[at++];
    number |= (byte & (kMore - 1)) << shift;
    if (byte < kMore) return number;
  }
}

}  // namespace plimsoll
