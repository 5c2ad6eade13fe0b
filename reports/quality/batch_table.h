#pragma once

// Requests whose bodies have several rows, by their size: how long they took, how many rows a second they are, and
// which size gives the most within what the thresholds allow. Pure functions; any thread.

#include "record/run_record.h"
#include "reports/quality/quality_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct BatchFigures {
  std::string name;
  std::uint64_t rows = 1;  // in a body
  std::uint64_t requests = 0, failures = 0;
  std::optional<double> p50_ms{}, p99_ms{};
  // Rows of good answers in the time that all answers took: what one user gets that asks for nothing else. Absent where
  // nothing was answered.
  std::optional<double> rows_per_second{};
  // Resident, of the first thing that is watched, while this size alone was sent: the mean of the second half of its
  // turn, and the most of all of it. Absent where sizes take no turns, or nothing was read.
  std::optional<double> memory_bytes{}, peak_bytes{};
  bool holds = false;                 // answers came, none failed, and every threshold on times and memory holds for it
  std::vector<std::string> broken{};  // the thresholds that do not
};

// By size; none where no request says its own.
std::vector<BatchFigures> batch_figures(const RunRecord& record);

QualityTable batch_table(const RunRecord& record);
// How memory was read, and what stayed behind the larger sizes; empty where sizes took no turns.
std::string batch_memory_sentence(const RunRecord& record);
// Which size is the best; empty where there are none to choose from.
std::string batch_sentence(const RunRecord& record);

}  // namespace plimsoll
