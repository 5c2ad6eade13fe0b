#pragma once

// A recorded table as it comes, a row an instant or an instant and process: finds the columns by their names, turns
// units into seconds and bytes, keeps a bounded number of rows. Every reader fills one. Owned by one reading; one
// thread.

#include "core/error.h"
#include "judgement/traces/trace_file.h"
#include "judgement/traces/trace_rows.h"
#include "judgement/traces/trace_text.h"
#include "judgement/traces/trace_time.h"

#include <span>
#include <string>
#include <vector>

namespace plimsoll {

// Ways of writing that differ between files.
struct TableStyle {
  DecimalMark mark = DecimalMark::point;
  bool mb_is_mib = false;  // what this program calls MB is MiB
};

class TraceTable {
 public:
  // Errors of all three do not say the line: who reads knows it.
  static Result<TraceTable> begin(const std::vector<std::string>& header, const TraceRequest& request,
                                  const TableStyle& style = {});
  Result<void> add(std::span<const std::string> fields);
  TraceFile finish(TraceFormat format) const;

 private:
  struct Column {
    std::size_t field = 0;
    std::string name;  // as in the header
    double factor = 1;
  };
  struct Judged {
    Column column;
    std::string_view unit = "bytes";
    bool has_unit = false;
    bool counts = false;  // things, not bytes
    TraceRows rows;
  };

  explicit TraceTable(const TableStyle& style) : style_(style) {}

  Result<void> find_columns(const TraceRequest& request);
  Result<void> find_time(const std::optional<std::string>& name);
  Result<void> find_beside(const std::vector<std::size_t>& judged);
  Result<std::size_t> field_named(const std::string& name) const;
  Result<double> number(const Column& column, std::span<const std::string> fields) const;
  Judged judged_of(std::size_t field) const;
  JudgedColumn made_of(const Judged& judged, double origin_s) const;
  static void note(const Judged& judged, std::vector<std::string>& notes);
  double origin_of(const Judged& judged) const;
  static void note_rows(const Judged& judged, std::vector<std::string>& notes);

  TableStyle style_;
  std::vector<std::string> header_;
  Column time_;
  TraceTime clock_;
  std::vector<Column> beside_;         // known by their names, then a column a request type
  std::size_t known_ = 0;              // of them
  std::optional<std::size_t> warmup_;  // of them
  std::vector<Judged> judged_;
  bool first_of_ = false;  // none was asked for: the first that has a number is the one
  std::vector<double> row_;
};

}  // namespace plimsoll
