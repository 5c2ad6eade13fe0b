#pragma once

// A recorded memory trace as it was read: columns of equal length, nothing cleaned yet. Owned by whoever asks for a
// verdict; any thread.

#include <string>
#include <vector>

namespace plimsoll {

struct RequestColumn {
  std::string name;  // of the request type
  std::vector<double> counts;
};

// A column that was not recorded is empty; a gap in one that was is a NaN.
struct Trace {
  std::vector<double> t_seconds;
  std::vector<double> memory_bytes;
  std::vector<double> requests_total;  // cumulative; may be reset
  std::vector<double> aborted_total;   // cumulative: of the requests, those whose client left before the answer
  std::vector<double> active_users;
  std::vector<double> restarts_total;  // cumulative: a process ended and another took its place
  std::vector<double> processes;       // how many the memory is the sum of
  std::vector<double> lives;           // names one life of a process: a pid used again needs another number
  std::vector<double> pids;            // for people, where a life has another number; never judged
  std::vector<double> cpu_seconds;     // cumulative: of each process since its start
  std::vector<RequestColumn> requests_by_type;
  std::vector<double> versions;  // numbers of what the service said it was; a gap where nobody knows; never judged
};

// Calls `use` with each column of a trace, those of the request types too.
template <class AnyTrace, class Use>
void for_each_column(AnyTrace& trace, Use use) {
  for (auto* column :
       {&trace.t_seconds, &trace.memory_bytes, &trace.requests_total, &trace.aborted_total, &trace.active_users,
        &trace.restarts_total, &trace.processes, &trace.lives, &trace.pids, &trace.cpu_seconds, &trace.versions})
    use(*column);
  for (auto& type : trace.requests_by_type) use(type.counts);
}

}  // namespace plimsoll
