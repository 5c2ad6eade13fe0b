#pragma once

// Which run a person means: one of the store, a folder of results or a record in a file. Used by every command that
// reads a run; one thread.

#include "core/error.h"
#include "record/run_record.h"

#include <filesystem>
#include <optional>
#include <string>

namespace plimsoll {

// `given`, else the usual place; error where that is not known.
Result<std::filesystem::path> store_path(const std::optional<std::string>& given);

// A folder or file that is there, a folder below plimsoll-out, else a run of the store: an id, its beginning, "latest",
// "latest of NAME". Without a store "latest" is the newest folder below plimsoll-out.
Result<RunRecord> record_meant(const std::string& run, const std::optional<std::string>& store);

}  // namespace plimsoll
