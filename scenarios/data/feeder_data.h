#pragma once

// The data of a feeder looked at as a whole: against its schema, and beside a reference. No state; one thread.

#include "scenarios/data/data_schema.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct FeederData {
  std::filesystem::path file;
  std::string label;                   // of the file, in every message
  std::string_view form;               // csv, tsv, jsonl or json
  const DataSchema* schema = nullptr;  // null: there is none
  std::filesystem::path reference;     // empty: what the schema kept
  std::string reference_label;
};

struct LookAtData {
  static constexpr std::size_t kMostFindings = 20;
  std::vector<std::string> findings;  // at most so many, and how many there are in all
  std::vector<std::string> drifts;    // columns that are spread otherwise
};
LookAtData look_at_feeder_data(const FeederData& data);

}  // namespace plimsoll
