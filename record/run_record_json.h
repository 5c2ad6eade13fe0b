#pragma once

// run.json: the run record as text, losslessly, with the keys of the contract. Pure functions; any thread.

#include "core/error.h"
#include "record/run_record.h"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

std::string to_json(const RunRecord& record);
std::string to_json_line(const RunRecord& record);  // without a line end

// One entry of `leaks` alone, with those of single processes within it and what is to be kept in mind: what `plimsoll
// leak --json` prints.
std::string to_json(const LeakRecord& leak, const std::vector<LeakRecord>& processes = {},
                    const std::vector<std::string>& notes = {});

// Error: what is missing or of the wrong kind, by its JSON path.
Result<RunRecord> run_record_from_json(std::string_view text);

void write_json(const RunRecord& record, std::ostream& out);  // run.json

}  // namespace plimsoll
