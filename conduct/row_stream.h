#pragma once

// The rows of memory.csv as they are sampled, as CSV or as JSON lines, into a file or standard output. Made by the
// command; fed on the samplers' threads, flushed on the command's.

#include "core/error.h"
#include "record/monitor_record.h"

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace plimsoll {

enum class RowFormat { csv, json_lines };

class RowStream {
 public:
  // "-" is standard output. Error: the file cannot be written.
  static Result<std::unique_ptr<RowStream>> open(const std::string& file, RowFormat format);
  ~RowStream();
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  // `judged_beside`: the columns beyond those of every trace. A CSV has those of its first rows, once and for all.
  void add(const std::string& monitor, const std::vector<MemoryRow>& rows,
           const std::vector<SeriesLabel>& judged_beside);
  void flush();

  bool to_standard_output() const noexcept { return file_ == stdout; }
  bool broken() const;          // it takes no more
  std::string problem() const;  // why, as a sentence; empty where a reader has merely gone away

 private:
  RowStream(std::string name, std::FILE* file, RowFormat format);
  void write(const std::string& text);

  std::string name_;
  std::FILE* file_;
  RowFormat format_;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<SeriesLabel> columns_;
  bool begun_ = false;
  int error_ = 0;
};

}  // namespace plimsoll
