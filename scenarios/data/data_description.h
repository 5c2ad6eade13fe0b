#pragma once

// A schema made of a good file, in one pass whatever its size; and as YAML that a person may change. No state; one
// thread.

#include "core/error.h"
#include "scenarios/data/data_rows.h"
#include "scenarios/data/data_schema.h"

#include <string>
#include <vector>

namespace plimsoll {

// What it finds is what all rows have: types, ranges, values where there are at most 20 different ones, whether any is
// missing or twice, lengths; and how often each was there. `notes`: what a reader should look at, a sentence each;
// null: not wanted. Error, with the label of the file: it cannot be read on, or has no rows.
Result<DataSchema> describe_data(DataRows& rows, std::vector<std::string>* notes = nullptr);

std::string yaml_of(const DataSchema& schema);

}  // namespace plimsoll
