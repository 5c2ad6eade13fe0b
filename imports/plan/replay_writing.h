#pragma once

// Requests with their instants into a timed log beside the scenario. A log has no headers and no variables: what all
// requests share stays in the scenario, rows that hold a secret are left out. Pure but for the draft; one thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>

namespace plimsoll {

inline constexpr std::size_t kMostReplayBytes = std::size_t{256} << 20;

struct ReplayLine {
  std::string_view method;
  std::string_view path;
  const std::string* body = nullptr;       // null: none
  const std::string* body_file = nullptr;  // null: none
};
// A line of a log is its begin and its row.
std::string replay_begin(double offset_s);
std::string replay_row(const ReplayLine& line);

// Of a finished plan. Error: no row is left, or the log is too large.
Result<> make_replay(ImportDraft& draft);

// Takes the log into the draft as its load, and names it.
void set_replay(ImportDraft& draft, ImportedFile log);

}  // namespace plimsoll
