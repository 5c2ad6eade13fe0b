#pragma once

// A recorded table as it comes, a row an instant or an instant and process: finds the columns by their names, turns
// units into seconds and bytes, keeps a bounded number of rows. Every reader fills one. Owned by one reading; one
// thread.

#include "core/error.h"
#include "judgement/traces/trace_amounts.h"
#include "judgement/traces/trace_file.h"
#include "judgement/traces/trace_lives.h"
#include "judgement/traces/trace_rows.h"
#include "judgement/traces/trace_text.h"
#include "judgement/traces/trace_time.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

class TraceTable {
 public:
  // Errors of begin and add do not say the line: who reads knows it.
  static Result<TraceTable> begin(const std::vector<std::string>& header, const TraceRequest& request,
                                  DecimalMark mark = DecimalMark::point);
  Result<void> add(std::span<const std::string> fields);

  std::size_t width() const { return header_.size(); }
  bool is_header(std::span<const std::string> fields) const;  // the names again
  // Where a time should stand there is one; without times, where the process and the amount should.
  bool is_row(std::span<const std::string> fields) const;
  bool has_memory(std::span<const std::string> fields) const;  // of the headline
  // Memory of less than half of the row before: of a line that nothing ends, the number may be cut.
  bool halves_memory(std::span<const std::string> fields) const;

  void end_instant() { instant_ended_ = true; }  // of rows without times
  void begin_run() { runs_.begin_run(); }        // the program was started anew

  TraceFile finish(TraceFormat format) const;

 private:
  struct Judged {
    std::size_t field = 0;
    bool counts = false;  // things, not bytes
    TraceAmounts amounts;
    TraceRows rows;
    double latest = 0;  // as it was read
  };

  explicit TraceTable(DecimalMark mark) : mark_(mark) {}

  Result<void> find_columns(const TraceRequest& request);
  Result<void> find_time(const TraceRequest& request);
  Result<void> find_beside(const std::vector<std::size_t>& judged);
  Result<std::size_t> field_named(const std::string& name) const;
  Judged judged_of(std::size_t field, const std::optional<MemoryUnit>& unit) const;

  Result<double> time_of(std::span<const std::string> fields);
  double instant_without_time(double life);
  Result<double> life_of(std::span<const std::string> fields);
  Result<double> number(std::size_t field, std::span<const std::string> fields) const;

  JudgedColumn made_of(const Judged& judged, double origin_s) const;
  void add_processes(const Judged& judged, JudgedColumn& made) const;
  static void add_restarts(const Judged& judged, Trace& trace);
  double origin_of(const Judged& judged) const;
  void note_rows(const Judged& judged, std::vector<std::string>& notes) const;

  DecimalMark mark_;
  std::vector<std::string> header_;
  std::optional<std::size_t> time_;
  std::optional<double> every_s_;
  TraceTime clock_;
  ProcessColumns whose_;
  ProcessNames names_;
  TraceRuns runs_;
  std::set<double> lives_of_instant_;
  bool instant_ended_ = false;
  double instant_s_ = 0;                // of rows without times
  std::optional<std::size_t> version_;  // of the service
  ProcessNames versions_;
  std::vector<std::size_t> beside_;    // known by their names, then a column a request type
  std::size_t known_ = 0;              // of them
  std::optional<std::size_t> warmup_;  // of them
  std::vector<Judged> judged_;
  bool first_of_ = false;  // none was asked for: the first that has a number is the one
  std::vector<double> row_;
};

}  // namespace plimsoll
