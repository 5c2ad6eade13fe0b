#pragma once

// Whose each row of a recording is: of which process, by its number or its name, and in which of the runs that the file
// holds one after the other. Owned by one reading; one thread.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Where a header says whose a row is.
struct ProcessColumns {
  std::optional<std::size_t> life;  // a number for each life
  std::optional<std::size_t> pid;   // for people, where a life has another
  std::optional<std::size_t> name;  // where there is no number
};
ProcessColumns process_columns(const std::vector<std::string>& header);

// The numbers of processes that are told by their names, from 1 on; of very many the last ones share one.
class ProcessNames {
 public:
  double number(std::string_view name);
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::map<std::string, double, std::less<>> numbers_;
  std::vector<std::string> names_;
};

// Runs one behind another: where time starts over, or the program says that it began anew. The time between two runs
// is left out.
class TraceRuns {
 public:
  // `may_start_over`: times that count from the beginning of a run, of one process or of a sum.
  explicit TraceRuns(bool may_start_over = false) : may_start_over_(may_start_over) {}

  void begin_run() { begins_ = true; }
  // The row's time, moved behind the run before.
  double place(double t_s);

  std::size_t count() const { return run_ + 1; }
  double run() const { return static_cast<double>(run_); }
  double left_out_s() const { return left_out_s_; }  // between runs whose times went on

 private:
  bool starts_over(double t_s) const;
  void follow(double t_s);

  bool may_start_over_;
  bool begins_ = false;
  std::size_t run_ = 0;
  std::size_t rows_ = 0;  // of this run
  double first_s_ = 0, before_s_ = 0, latest_s_ = 0, step_s_ = 0, offset_s_ = 0, left_out_s_ = 0;
};

}  // namespace plimsoll
