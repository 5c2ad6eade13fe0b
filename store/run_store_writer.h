#pragma once

// A run into the store as it goes on: a transaction a second, on a thread of its own, so that neither the load nor who
// drives it ever waits for a disk. Killed outright, a run loses at most the last second of its counts. Owned by the
// conductor; its functions are called from one thread.

#include "core/error.h"
#include "core/time.h"
#include "record/run_record.h"
#include "store/run_store.h"

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll {

class RunStoreWriter {
 public:
  // The run is in the store when this returns. `control`: the socket that it can be steered by; empty: none. Error,
  // usage: a run of this id is there, and `again` was not said.
  enum class Id { is_new, again };
  static Result<std::unique_ptr<RunStoreWriter>> begin(const std::filesystem::path& path, const RunRecord& begun,
                                                       const std::filesystem::path& control = {}, Id id = Id::is_new);
  RunStoreWriter(const RunStoreWriter&) = delete;
  RunStoreWriter& operator=(const RunStoreWriter&) = delete;
  ~RunStoreWriter();

  // A second, by record_of_second. Where the store cannot be written for long, seconds that wait are joined.
  void add(RunRecord second);
  // The whole so far, all seconds that were given before included. Taken seldom enough to cost no more than 0.1 % of a
  // core; the seconds tell what came since.
  void put(RunRecord so_far);
  // The whole at its end; waits until it is written. What went wrong meanwhile, where it matters still.
  Result<void> end(RunRecord record, std::string headline);

 private:
  struct Pending {
    std::vector<RunRecord> seconds;
    std::optional<RunRecord> whole;
    std::int64_t seconds_in_whole = 0;
    std::int64_t first_number = 0;  // of the seconds
    bool ended = false;
    std::string headline;

    bool empty() const { return seconds.empty() && !whole; }
  };

  RunStoreWriter(RunStore store, std::string id);
  void write_until_told();
  Result<void> write(const Pending& pending);
  Result<void> write_within_transaction(const Pending& pending);
  void give_back(Pending pending);

  RunStore store_;       // of the thread
  Instant last_sign_{};  // of the thread
  const std::string id_;
  std::mutex mutex_;
  std::condition_variable told_, written_;
  Pending pending_;               // guarded
  std::int64_t seconds_ = 0;      // that were given; guarded
  bool stopping_ = false;         // guarded
  bool done_ = false;             // the end was tried; guarded
  std::optional<Error> problem_;  // of the last writing; guarded
  Instant next_whole_{};          // guarded
  std::thread thread_;
};

}  // namespace plimsoll
