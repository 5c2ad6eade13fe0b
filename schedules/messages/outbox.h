#pragma once

// Messages that wait to be taken, in the store: they outlive us, and nobody waits for them. Of each schedule in order;
// where one is not taken, it is tried again later and later. Bounded: the oldest goes, and the next one says so. Owned
// by whoever tells, or sends; one thread.

#include "core/error.h"
#include "schedules/messages/message.h"
#include "store/database.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

inline constexpr std::size_t kMostWaiting = 200;  // of a schedule

struct WaitingMessage {
  std::int64_t id = 0;
  Message message;
  std::int64_t tries = 0;
};

struct Backlog {
  std::size_t waiting = 0;
  std::string problem;  // of the last try of the oldest; may be empty
};

class Outbox {
 public:
  // The database outlives it.
  explicit Outbox(const Database& database) : database_(database) {}

  // Within the caller's transaction.
  Result<void> add(const Message& message, std::chrono::sys_seconds now);

  // The oldest of each schedule, where its time has come.
  Result<std::vector<WaitingMessage>> due(std::chrono::sys_seconds now) const;
  Result<void> taken(std::int64_t id);
  Result<void> refused(const WaitingMessage& message, const std::string& problem, std::chrono::sys_seconds now);

  Result<Backlog> backlog(const std::string& schedule) const;

 private:
  const Database& database_;
};

// Before the next try: 10 s, twice as long each time, at most 15 min.
std::chrono::seconds pause_after(std::int64_t tries);

}  // namespace plimsoll
