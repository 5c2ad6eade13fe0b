#pragma once

// Rows of JSON, whatever is in them, held against a JSON Schema: each line of JSON lines, each element of an array. One
// pass over the file; what is kept of the findings is bounded. No state; one thread.

#include "core/error.h"
#include "scenarios/json_schema/json_schema.h"
#include "scenarios/json_schema/schema_report.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace plimsoll {

struct JsonRowsReport {
  std::uint64_t rows = 0;
  SchemaReport findings{100};
};

// Error: the file is none of JSON by its name, or cannot be read on.
Result<JsonRowsReport> check_json_rows(const std::filesystem::path& file, const std::string& label,
                                       const JsonSchema& schema);

// Whether the text is a JSON Schema, and not a schema of columns: by its $schema, or by the words that it has.
bool is_json_schema(std::string_view text);

}  // namespace plimsoll
