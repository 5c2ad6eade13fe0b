#pragma once

// A timed log of requests, row by row, however large the file: JSONL with the keys offset (or offset_s, offset_ms),
// method, path, body or body_file, name; or CSV with a header line of the same names. Owned by whoever reads; one
// thread.
//
// An offset is seconds from the start of the log, or a duration with its unit ("1.5s", "250ms"). Rows may be out of
// order by up to kSortWindow rows and are given sorted; a row that comes later than that is an error with its line.

#include "core/csv_reader.h"
#include "core/error.h"
#include "core/time.h"
#include "scenarios/request_template.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ReplayRow {
  Nanos offset{0};
  Method method = Method::get;
  std::string path;
  std::string name;                         // "POST /predict" where the row has none
  std::shared_ptr<const std::string> body;  // null: none
  std::size_t line = 0;
};

class ReplayReader {
 public:
  using Fields = std::map<std::string, std::string, std::less<>>;  // of one row, by name
  static constexpr std::size_t kSortWindow = 1024;

  static Result<ReplayReader> open(const std::filesystem::path& file);

  // Nothing at the end. An error names file, line and what was expected.
  Result<std::optional<ReplayRow>> next();

 private:
  explicit ReplayReader(std::filesystem::path file) : file_(std::move(file)) {}
  Result<void> read_header();
  Result<void> fill();
  Result<bool> read_fields(Fields& fields);
  Result<bool> read_json(Fields& fields);
  Result<ReplayRow> row_of(const Fields& fields);
  Result<std::shared_ptr<const std::string>> body_file(const std::string& name);
  Error wrong(const std::string& message) const;

  std::filesystem::path file_;
  std::unique_ptr<std::ifstream> in_;
  std::unique_ptr<CsvReader> csv_;  // null: JSONL
  std::vector<std::string> columns_;
  bool ended_ = false;
  std::size_t line_ = 0;
  Nanos given_{0};  // offset of the last row given
  std::multimap<Nanos, ReplayRow> window_;
  std::map<std::string, std::shared_ptr<const std::string>> files_;  // bodies that are files, a bounded number
};

// What a whole log holds, found out before the run: every row is read once.
struct ReplaySummary {
  std::uint64_t rows = 0;
  Nanos length{0};               // offset of the last row
  std::vector<ReplayRow> kinds;  // the first row of each name, without its body
  bool more_kinds = false;       // than kMostNames; those go by kOtherReplayName
  static constexpr std::size_t kMostNames = 50;
};
Result<ReplaySummary> survey_replay_log(const std::filesystem::path& file);

constexpr const char* kOtherReplayName = "(other)";

}  // namespace plimsoll
