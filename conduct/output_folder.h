#pragma once

// Where the results of one run go. Made before the run, so that a folder that cannot be written is found then and not
// after; written by the conductor's thread. A file is complete or absent: each is written beside its name and renamed.

#include "core/error.h"
#include "record/run_record.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {

enum class ReportFormat { html, json, junit, csv, markdown };
Result<std::set<ReportFormat>> parse_report_formats(const std::string& list);  // "html,json"

class OutputFolder {
 public:
  // Creates it with its parents and proves that it can be written.
  static Result<OutputFolder> prepare(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return path_; }

  // run.json is always written. What cannot be is left out; each problem is a sentence.
  std::vector<std::string> write(const RunRecord& record, const std::set<ReportFormat>& formats) const;

  // Only run.json, as the run goes on.
  std::vector<std::string> write_record(const RunRecord& record) const;

 private:
  explicit OutputFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace plimsoll
