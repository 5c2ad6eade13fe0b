#pragma once

// The schedules of a store: what they are, what became of each of their times, who leads. Several programs may have it
// open. Owned by whoever opened it; one thread.

#include "core/error.h"
#include "schedules/history/past_run.h"
#include "schedules/messages/outbox.h"
#include "schedules/occurrence.h"
#include "store/run_store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ScheduleLeader {
  std::string mark;  // of its process, and what no other scheduler has
  std::chrono::sys_seconds seen_at;
};

class ScheduleStore {
 public:
  // The file is made where there is none.
  static Result<ScheduleStore> open(const std::filesystem::path& path);

  // ---- what people do ----
  // It begins with the first time after `now`. Error: there is one of this name.
  Result<void> add(const Schedule& schedule, std::chrono::sys_seconds now);
  Result<void> remove(const std::string& name);  // its runs stay
  Result<void> set_paused(const std::string& name, bool paused, std::chrono::sys_seconds now);
  Result<void> ask_now(const std::string& name, std::chrono::sys_seconds now);

  Result<std::vector<ScheduleState>> list() const;  // by name
  // Error: there is none, with the nearest name.
  Result<ScheduleState> find(const std::string& name) const;
  // Those that ended, the newest first.
  Result<std::vector<PastRun>> past_runs(const std::string& name, std::size_t most) const;
  Result<std::vector<Occurrence>> open_occurrences() const;

  // ---- what the leader does ----
  // Whether `mark` leads from now on: nobody did, or whoever did does not go on. `now` is its sign of life, to be
  // renewed before others take it for gone.
  Result<bool> lead(const std::string& mark, std::chrono::sys_seconds now,
                    const std::function<bool(const ScheduleLeader& other)>& goes_on);
  Result<void> step_down(const std::string& mark);
  std::optional<ScheduleLeader> leader() const;

  // In these `mark` must still lead, else nothing happens and they say false.
  Result<bool> claim(const std::string& mark, const Occurrence& occurrence);
  Result<bool> leave_out(const std::string& mark, const std::string& schedule, std::chrono::sys_seconds until);
  Result<bool> set_running(const std::string& mark, const Occurrence& occurrence);
  Result<bool> set_stop_asked(const std::string& mark, const Occurrence& occurrence, std::chrono::sys_seconds now);
  // It is over; what is told of it, if anything is, goes into the outbox with it.
  Result<bool> conclude(const std::string& mark, const Occurrence& occurrence, const PastRun& run,
                        const std::optional<Message>& message, std::chrono::sys_seconds now);

  RunStore& runs() noexcept { return store_; }
  const RunStore& runs() const noexcept { return store_; }
  Outbox outbox() const { return Outbox(store_.database()); }

 private:
  explicit ScheduleStore(RunStore store) : store_(std::move(store)) {}
  const Database& database() const { return store_.database(); }
  Result<void> change(std::string_view sql, std::int64_t value, const std::string& name);
  Result<bool> as_leader(const std::string& mark, const std::function<Result<void>()>& change);

  RunStore store_;
};

}  // namespace plimsoll
