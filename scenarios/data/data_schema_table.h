#pragma once

// How a schema of data is written: `data_schema` of a feeder, and files of their own. Immutable tables; any thread.

#include "scenarios/data/data_schema.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/finding.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

const ObjectTable<ColumnRule>& data_column_table();
const ObjectTable<KeptHistogram>& data_histogram_table();
const ObjectTable<DataSchema>& data_schema_table();

// An object, or the name of a file that holds one.
ValueType<DataSchema> data_schema_type();

struct ReadDataSchema {
  std::optional<DataSchema> schema;
  std::vector<Finding> findings;  // why there is none
};
// A file that is nothing but a schema, or a scenario with a feeder that has one: that of `data`, or the only one.
ReadDataSchema read_data_schema(const std::filesystem::path& file, const std::string& label,
                                const std::filesystem::path& data);

}  // namespace plimsoll
