#include "core/units.h"
#include "reports/verdict/measurement_checks.h"
#include "reports/words/text.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

// What the instants of a stream's events may be wrong by (p99).
constexpr double kLargestError = 2;

// Of the reads: the kernel begins to tell a moment after it was asked to, and of a late read that brings several events
// it tells of the last one.
constexpr double kFewUnstamped = 0.01;

// With fewer, or in less time, one stall of the machine is most of what there is.
constexpr std::uint64_t kFewestLagsOfLoop = 20;
constexpr std::uint64_t kFewestReads = 1000;
constexpr double kShortestSeconds = 1;

double p99_ms(const Histogram* times) { return times == nullptr ? 0 : to_milliseconds(times->quantile(0.99)); }

}  // namespace

FoundInMeasurement check_stream_instants(const CheckedRun& run, Measurement& measurement) {
  const auto& streams = run.total.streams;
  const auto* delays = streams.of(StreamTime::read_delay);
  const auto stamped = delays == nullptr ? 0 : delays->count();
  const auto reads = stamped + streams.unstamped_reads;
  if (reads == 0) return std::nullopt;
  if (delays != nullptr) measurement.stream_delay_ms = p99_ms(delays);
  const auto unstamped = static_cast<double>(streams.unstamped_reads) / static_cast<double>(reads);
  const bool lags = run.load.loop_lag.count() >= kFewestLagsOfLoop && measurement.loop_lag.p99_ms > kLargestError;
  if (unstamped > kFewUnstamped && lags)
    return MeasurementFinding{
        MeasurementState::invalid,
        fmt::format("the generator's own loop was up to {} behind (p99), and of {} of its reads of streams it is not "
                    "known when their bytes had come: first tokens and gaps may hold that delay",
                    milliseconds_text(measurement.loop_lag.p99_ms), share_text(unstamped)),
        run.facts.uses_ring ? "use --io epoll, fewer streams, more --threads or a second machine"
                            : "use fewer streams, more --threads or a second machine"};
  const auto delay = p99_ms(delays);
  if (delay <= kLargestError || stamped < kFewestReads || run.load.duration_s < kShortestSeconds) return kFine;
  return MeasurementFinding{
      MeasurementState::noted,
      fmt::format("streams were read up to {} (p99) after their bytes had come, which none of their times holds: the "
                  "kernel told when that was",
                  milliseconds_text(delay)),
      "fewer streams, or more --threads, if you want to see less of it"};
}

}  // namespace plimsoll
