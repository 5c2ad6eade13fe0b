#pragma once

// A schema made of a good file, in one pass whatever its size; and as YAML that a person may change. No state; one
// thread.

#include "core/error.h"
#include "scenarios/data/data_rows.h"
#include "scenarios/data/data_schema.h"

#include <string>

namespace plimsoll {

// What it finds is what all rows have: types, ranges, values where there are at most 20 different ones, whether any is
// missing or twice, lengths; and how often each was there. Error: the file cannot be read on, or has no rows.
Result<DataSchema> describe_data(DataRows& rows);

std::string yaml_of(const DataSchema& schema);

}  // namespace plimsoll
