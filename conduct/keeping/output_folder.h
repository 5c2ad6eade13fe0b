#pragma once

// Where the results of one run go. Made before the run, so that a folder that cannot be written is found then and not
// after; written by the conductor's thread. A file is complete or absent: each is written beside its name and renamed.

#include "core/error.h"
#include "record/run_record.h"
#include "reports/report_files.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {

// Beside its name and renamed. Empty if all went well, else a sentence.
std::string write_whole(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

class OutputFolder {
 public:
  // Creates it with its parents and proves that it can be written. With no format at all nothing is written but a
  // target's log, and without one no folder is made; with any, run.json always is.
  static Result<OutputFolder> prepare(const std::filesystem::path& path, std::set<ReportFormat> formats,
                                      bool has_log = false);

  const std::filesystem::path& path() const noexcept { return path_; }

  // What cannot be is left out; each problem is a sentence.
  std::vector<std::string> write(const RunRecord& record) const;

  // Only run.json, as the run goes on.
  std::vector<std::string> write_record(const RunRecord& record) const;

 private:
  OutputFolder(std::filesystem::path path, std::set<ReportFormat> formats)
      : path_(std::move(path)), formats_(std::move(formats)) {}

  std::filesystem::path path_;
  std::set<ReportFormat> formats_;
};

}  // namespace plimsoll
