#pragma once

// Hands out the rows of one feeder while the load runs, to all shards. What fits was read with the scenario; of a
// larger file a thread of its own reads a bounded number of rows ahead, so that the load's threads never read a file.
// Owned by the request source; take() from any thread.

#include "core/error.h"
#include "core/random.h"
#include "scenarios/feeder.h"
#include "scenarios/feeders/row_block.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace plimsoll {

// Whoever takes one, of so many; from 0. Without users there is one.
struct RowTaker {
  std::uint32_t user = 0;
  std::uint32_t users = 1;
  std::uint64_t turn = 0;  // how often this user took one before
};

class RowSupply {
 public:
  static constexpr std::size_t kBlockBytes = 256 << 10;
  static constexpr std::size_t kBlockRows = 1024;
  static constexpr std::size_t kBlocksAhead = 8;

  // Of a feeder that was surveyed. Error: a file that is read on, and changed since.
  static Result<std::unique_ptr<RowSupply>> start(const Feeder& feeder, std::uint64_t seed);
  ~RowSupply();
  RowSupply(const RowSupply&) = delete;
  RowSupply& operator=(const RowSupply&) = delete;

  // The row at that turn of the feeder's order. Nothing: none is left (Order::once), or the file went wrong while it
  // was read (fault()). Where the load is faster than the reading thread it waits for it, and its loop
  // is late, as the measurement tells.
  std::optional<RowRef> take(const RowTaker& taker);

  std::string fault() const;

 private:
  RowSupply(const Feeder& feeder, std::uint64_t seed);
  Result<std::shared_ptr<RowBlock>> read_block();
  void read_ahead();
  std::size_t kept_row(std::uint64_t number, const RowTaker& taker) const;
  std::optional<RowRef> take_read();

  const Feeder feeder_;
  const std::uint64_t seed_;

  std::shared_ptr<const RowBlock> kept_;
  mutable std::mutex mutex_;
  std::uint64_t taken_ = 0;
  std::condition_variable wanted_;
  std::condition_variable arrived_;
  std::deque<std::shared_ptr<const RowBlock>> ahead_;
  std::size_t next_row_ = 0;  // of the first of these
  bool ended_ = false;        // nothing comes any more
  bool stopping_ = false;
  std::string fault_;
  std::optional<Error> broken_;  // of the row behind those that were read last
  std::unique_ptr<class RowReader> reader_;
  std::uint64_t read_ = 0;  // rows, since it was opened
  std::thread thread_;
};

// A permutation of 0 to count - 1, another for each key, without memory: a Feistel network over the next power of four
// that is walked until it falls below count (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
std::uint64_t shuffled(std::uint64_t index, std::uint64_t count, std::uint64_t key);

}  // namespace plimsoll
