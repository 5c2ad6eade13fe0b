#pragma once

// The entries of a HAR file one after the other, however large the file: what was answered is passed over as it is
// read. Owned by one import; one thread.

#include "core/error.h"

#include <functional>
#include <istream>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace plimsoll {

// Called with each entry and its number; an error ends the reading.
using HarEntryVisitor = std::function<Result<>(const nlohmann::ordered_json& entry, std::size_t index)>;

// The number of entries. `name`: of the file, for errors.
Result<std::size_t> read_har_entries(std::istream& in, const std::string& name, const HarEntryVisitor& visit);

}  // namespace plimsoll
