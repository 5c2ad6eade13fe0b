#include "monitors/processes/process_table.h"

#include <libproc2/pids.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>

namespace plimsoll {
namespace {

class Library {
 public:
  Library() {
    std::array items = {PIDS_ID_PID,     PIDS_CMD,  PIDS_STATE,      PIDS_ID_PPID,  // in the order of entry()
                        PIDS_ID_SESSION, PIDS_NLWP, PIDS_TICS_BEGAN, PIDS_TIME_ALL};
    if (procps_pids_new(&info_, items.data(), static_cast<int>(items.size())) < 0) info_ = nullptr;
  }
  ~Library() {
    if (info_) procps_pids_unref(&info_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  std::optional<std::vector<ProcessStat>> read() {
    const auto* fetched = info_ ? procps_pids_reap(info_, PIDS_FETCH_TASKS_ONLY) : nullptr;
    if (!fetched) return std::nullopt;
    std::vector<ProcessStat> table;
    table.reserve(static_cast<std::size_t>(fetched->counts->total));
    for (int i = 0; i < fetched->counts->total; ++i) table.push_back(entry(fetched->stacks[i]->head));
    return table;
  }

 private:
  static ProcessStat entry(const pids_result* values) {
    ProcessStat stat;
    stat.pid = values[0].result.s_int;
    if (values[1].result.str) stat.command = values[1].result.str;
    stat.state = static_cast<char>(values[2].result.s_ch);
    stat.parent_pid = values[3].result.s_int;
    stat.session = values[4].result.s_int;
    stat.threads = static_cast<std::uint64_t>(values[5].result.s_int);
    stat.start_ticks = values[6].result.ull_int;
    stat.cpu_seconds = values[7].result.real;
    return stat;
  }

  pids_info* info_ = nullptr;
};

}  // namespace

std::vector<ProcessStat> read_process_table(const ProcRoot& root) {
  if (root.path != "/proc") return ProcessReader(root).all();
  static std::mutex one_at_a_time;  // the library's start and end share state
  const std::scoped_lock lock(one_at_a_time);
  auto table = Library().read();
  if (!table) return ProcessReader(root).all();
  std::sort(table->begin(), table->end(), [](const auto& a, const auto& b) { return a.pid < b.pid; });
  return std::move(*table);
}

}  // namespace plimsoll
