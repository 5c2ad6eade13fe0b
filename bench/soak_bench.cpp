// A day's soak of 100 requests a second on the virtual clock: executor, recorder, histograms and snapshots as in a real
// run, with a target that answers at once. Prints one line of JSON: how long it took and what memory it ended with.
//
//   soak_bench [HOURS]

#include "tests/engine/load/load_run.h"

#include <fmt/format.h>
#include <malloc.h>

#include <chrono>
#include <cstdlib>
#include <vector>

namespace plimsoll {
namespace {

std::size_t allocated_bytes() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

int soak(int hours) {
  auto random = Random::stream(1, 1);
  OpenRun run(open_scenario({{Nanos(0), 100}}, ArrivalRate::Law::poisson, std::chrono::hours(hours)),
              [&random](const FakeArrival&) {
                FakeAnswer answer;
                answer.latency = random.exponential(std::chrono::milliseconds(20));
                return answer;
              });
  run.transport().keep_no_arrivals();
  std::vector<std::size_t> allocated;
  for (const auto instant : {Nanos(std::chrono::hours(hours)) / 24, Nanos(std::chrono::hours(hours)) / 24 * 23})
    run.clock().at(VirtualClock::kStart + instant, [&allocated] { allocated.push_back(allocated_bytes()); });
  const auto began = std::chrono::steady_clock::now();
  run.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  fmt::print("{{\"hours\": {}, \"requests\": {}, \"wall_s\": {:.2f}, \"allocated_bytes\": [{}, {}]}}\n", hours,
             run.total().requests, took.count(), allocated[0], allocated[1]);
  return 0;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) { return plimsoll::soak(argc > 1 ? std::atoi(argv[1]) : 24); }
