#pragma once

// Failures of one shard counted by request, kind and message, bounded as a record keeps them (record/failures.h). Owned
// by a recorder; one thread.

#include "engine/exchange/request.h"
#include "engine/results/redaction.h"
#include "record/failures.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct FailureCount {
  std::size_t name_index = 0;
  FailureKind kind = FailureKind::none;
  std::string message;
  std::string words;  // what makes it one of its kind, where that is not the message
  bool warmup = false;
  std::uint64_t count = 0;
  std::vector<FailureExample> examples;  // of an instant of the clock, until a record has it
};

class FailureLog {
 public:
  static constexpr std::size_t kDifferent = kMostFailures;
  static constexpr std::size_t kExamples = kMostFailureExamples;

  explicit FailureLog(const Redaction& redaction) : redaction_(redaction) {}

  void add(const Outcome& outcome, bool warmup);
  const std::vector<FailureCount>& counts() const noexcept { return failures_; }
  std::vector<FailureCount> take() { return std::move(failures_); }

 private:
  FailureCount& entry(const Outcome& outcome, bool warmup);
  FailureExample example_of(const Outcome& outcome) const;
  std::string excerpt(const Request& request) const;
  void hide_secrets_of(const Request& request, std::string& text) const;
  std::string excerpt(const Response& response, std::string_view detail) const;
  std::string start_of(std::string_view text, std::size_t limit) const;

  const Redaction& redaction_;
  std::vector<FailureCount> failures_;
};

// As a record has it: `names` by index, times from the start of the load.
FailureRecord failure_record(const FailureCount& failure, const std::vector<std::string>& names, Instant start);

}  // namespace plimsoll
