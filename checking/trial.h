#pragma once

// What became of a .hurl file that was run as a test: entry by entry. Values; any thread.

#include "core/time.h"
#include "scenarios/queries/text_cursor.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

struct TrialFailure {
  TextPlace place;      // of the line that does not hold, or that could not be carried out
  std::string message;  // without secrets
};

struct TrialEntry {
  std::size_t number = 0;  // in the file, from 1
  TextPlace place;         // of its request
  std::string request;     // "GET http://127.0.0.1:8000/login"; empty: it could not be made
  Nanos duration{0};       // of its last attempt
  std::size_t attempts = 0;
  bool is_skipped = false;
  std::vector<TrialFailure> failures;
};

struct Trial {
  std::string file;
  std::vector<TrialEntry> entries;  // those that were reached; a repeated one so often
  Nanos duration{0};

  bool holds() const {
    return std::all_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.failures.empty(); });
  }
};

}  // namespace plimsoll
