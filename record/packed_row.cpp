#include "record/packed_row.h"

#include "record/steps/packed_numbers.h"

#include <bit>
#include <cstddef>

namespace plimsoll {
namespace {

// The last bytes of round numbers are 0: they go to the front, where zeros cost nothing.
void put_real(PackedRow& into, double number) {
  put_number(into, __builtin_bswap64(std::bit_cast<std::uint64_t>(number)));
}

double take_real(std::span<const std::uint8_t> from, std::size_t& at) {
  return std::bit_cast<double>(std::uint64_t{__builtin_bswap64(take_number(from, at))});
}

// In the order in which they are packed.
template <typename Row, typename Visit>
void visit_reals(Row& row, const Visit& visit) {
  for (auto* number : {&row.t_s, &row.length_s, &row.active_users}) visit(*number);
}

template <typename Row, typename Visit>
void visit_counts(Row& row, const Visit& visit) {
  for (auto* number : {&row.requests, &row.failures, &row.dropped, &row.late, &row.in_flight, &row.warmup_requests})
    visit(*number);
}

template <typename Row, typename Visit>
void visit_times(Row& row, const Visit& visit) {
  unsigned bit = 1;
  for (auto* time : {&row.p50_ms, &row.p95_ms, &row.p99_ms, &row.max_ms}) visit(*time, bit <<= 1U);
}

constexpr unsigned kWarmup = 1;  // the bits after it are those of times that are there

}  // namespace

PackedRow packed(const TimelineRow& row) {
  PackedRow bytes;
  unsigned bits = row.warmup ? kWarmup : 0;
  visit_times(row, [&](const std::optional<double>& time, unsigned bit) { bits |= time ? bit : 0; });
  put_number(bytes, bits);
  visit_reals(row, [&](double number) { put_real(bytes, number); });
  visit_counts(row, [&](std::uint64_t number) { put_number(bytes, number); });
  visit_times(row, [&](const std::optional<double>& time, unsigned) {
    if (time) put_real(bytes, *time);
  });
  for (std::size_t kind = 0; kind < kFailureKinds; ++kind) {
    const auto failures = row.failures_by_kind.by_kind[kind];
    if (failures == 0) continue;
    put_number(bytes, kind);
    put_number(bytes, failures);
  }
  bytes.shrink_to_fit();
  return bytes;
}

TimelineRow unpacked_row(std::span<const std::uint8_t> bytes) {
  TimelineRow row;
  std::size_t at = 0;
  const auto bits = take_number(bytes, at);
  row.warmup = (bits & kWarmup) != 0;
  visit_reals(row, [&](double& number) { number = take_real(bytes, at); });
  visit_counts(row, [&](std::uint64_t& number) { number = take_number(bytes, at); });
  visit_times(row, [&](std::optional<double>& time, unsigned bit) {
    if ((bits & bit) != 0) time = take_real(bytes, at);
  });
  while (at < bytes.size()) {
    const auto kind = take_number(bytes, at);
    row.failures_by_kind.by_kind.at(kind) = take_number(bytes, at);
  }
  return row;
}

}  // namespace plimsoll
