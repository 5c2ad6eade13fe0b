#pragma once

// Rows of data held against their schema, all of them, one pass over the file. What is kept is bounded, whatever its
// size. No state; one thread.

#include "core/error.h"
#include "scenarios/data/data_rows.h"
#include "scenarios/data/data_schema.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct DataFinding {
  std::uint64_t line = 0;  // of the file; 0: of the file as a whole
  std::string column;      // empty: of the row
  std::string message;
};

struct DataReport {
  std::uint64_t rows = 0;
  std::vector<DataFinding> findings;  // the first kMostFindings
  std::uint64_t all_findings = 0;
  // Of what was found: column and rule, how often. At most kMostKinds; the rest as ("", "others").
  std::vector<std::pair<std::string, std::uint64_t>> by_kind;
  std::vector<std::string> notes;  // what could not be looked at

  static constexpr std::size_t kMostFindings = 100;
  static constexpr std::size_t kMostKinds = 200;
  static constexpr std::uint64_t kMostUnique = 4'000'000;  // values of a column that are told apart
  bool holds() const { return all_findings == 0; }
};

// Error: the file cannot be read on.
Result<DataReport> check_data(DataRows& rows, const DataSchema& schema);

// What of a schema rows must have to be held beside it at all: its columns, and numbers where it has numbers.
DataSchema form_of(const DataSchema& schema);

// "data.csv:17: age: 212 is above 120", as many as are kept, then what the others are.
std::vector<std::string> sentences_of(const DataReport& report, const std::string& label);

}  // namespace plimsoll
