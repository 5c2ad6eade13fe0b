#pragma once

// The load of a closed scenario against a fake target in virtual time: one shard without a thread, whose seconds pass
// when they are asked for. Owned by the conductor under test; its thread, the counters from any.

#include "core/task_group.h"
#include "engine/load/closed_executor.h"
#include "engine/load/request_budget.h"
#include "engine/requests/request_source.h"
#include "engine/results/recorder.h"
#include "engine/running_load.h"
#include "tests/support/fake_transport.h"
#include "tests/support/virtual_clock.h"
#include "tests/support/virtual_time.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class VirtualLoad final : public RunningLoad {
 public:
  VirtualLoad(const Scenario& scenario, VirtualTime& time, FakeTransport::Script script);

  void start() override;
  Instant started_at() const override { return VirtualClock::kStart; }
  LoadReading load_reading() const override;
  std::optional<Interval> next_interval() override;
  void set_users(std::size_t part, std::uint32_t users) override;
  void set_rate(std::size_t part, double per_second) override;
  void set_paused(bool paused) override;
  void stop_gracefully() override;
  void stop_now() override;
  LoadResults results_so_far() override;
  LoadResults finish() override;

 private:
  Awaitable<> run();

  const Scenario& scenario_;
  VirtualTime& time_;
  boost::asio::io_context context_{1};
  VirtualClock clock_{context_};
  FakeTransport transport_;
  Redaction redaction_;
  std::unique_ptr<RequestSource> source_;
  RequestBudget budget_;
  Recorder recorder_;
  Timekeeper timekeeper_;
  ClosedExecutor executor_;
  TaskGroup tasks_{context_};
  int seconds_ = 0;
  bool ended_ = false;
  bool drained_ = false;
  bool stopped_ = false;
  Instant ended_at_{};
};

}  // namespace plimsoll
