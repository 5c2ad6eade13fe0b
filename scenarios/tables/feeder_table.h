#pragma once

// The `feeders` of a scenario: names and the data behind them. Immutable tables; any thread.

#include "scenarios/data/data_schema.h"
#include "scenarios/feeder.h"
#include "scenarios/fields/field_table.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct FeederDraft {
  Feeder feeder;                   // its columns are not chosen yet
  std::vector<std::string> known;  // columns that there are; none: it could not be read, and that is told
  std::vector<std::pair<std::string, CellType>> types;
  std::string path;  // in the document
  std::optional<std::string> file;
  std::optional<Feeder::Format> format;
  bool is_synthetic = false;
  std::optional<DataSchema> schema{};
  std::string reference;  // a file of good data; empty: none
  bool fails_on_drift = false;
};

// Whether each could be read; where not, what its rows hold is no one's to judge.
bool are_read(const std::vector<FeederDraft>& feeders);

const ObjectTable<FeederDraft>& feeder_table();
const ObjectTable<PromptPlan>& synthetic_table();
const ObjectTable<TokenLengths>& lengths_table();
ValueType<std::vector<FeederDraft>> feeders_type();

}  // namespace plimsoll
