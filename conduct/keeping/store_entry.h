#pragma once

// A run's own entry in the store, while it goes on and at its end. A store that cannot be had ends no run: it is told;
// another run of the same id does. Owned by the conductor; its thread, the rows from any.

#include "conduct/keeping/fresh_rows.h"
#include "record/run_record.h"
#include "store/run_store_writer.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct StoreChoice {
  std::filesystem::path store;    // empty: none
  bool is_asked_for = false;      // false: where its usual place cannot be written, that is a note and no more
  std::filesystem::path control;  // by which the run can be steered
};

class StoreEntry {
 public:
  // What is wrong becomes a note of the record or, where it matters, one of the problems.
  StoreEntry(const StoreChoice& choice, RunRecord& begun, std::vector<std::string>& problems);

  bool is_open() const noexcept { return writer_ != nullptr; }
  bool is_refused() const noexcept { return is_refused_; }  // another run has this id: this one must not begin
  FreshRows& rows() noexcept { return rows_; }              // that are stored with the next second

  void add_second(const RunRecord& begun, Snapshot counted, const TimelineRow& second);
  void put(RunRecord so_far);
  // A sentence about what is wrong; empty: it is whole.
  std::string end(const RunRecord& record);

 private:
  FreshRows rows_;
  bool is_refused_ = false;
  std::unique_ptr<RunStoreWriter> writer_;
};

}  // namespace plimsoll
