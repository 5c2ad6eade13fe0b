#pragma once

// What a record consists of, as far as it decides which files its results are, and the figures of streams that a list
// of runs shows: kept beside it, so that nobody has to read the whole for that. A value; pure functions; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct RunRecord;

struct RecordParts {
  bool has_load = false;
  bool has_flows = false;
  bool has_streams = false;
  bool has_quality = false;
  bool has_batches = false;
  std::vector<std::string> monitors;  // their names, in order
  std::optional<double> ttft_p95_ms{}, tokens_per_second{};
};

RecordParts record_parts(const RunRecord& record);

// One line of JSON, and back; nothing of what is none.
std::string to_json_line(const RecordParts& parts);
std::optional<RecordParts> record_parts_from_json(std::string_view text);

}  // namespace plimsoll
