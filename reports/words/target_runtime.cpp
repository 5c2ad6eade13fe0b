#include "reports/words/target_runtime.h"

#include <algorithm>
#include <map>

namespace plimsoll {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

struct Growth {
  int pid = 0;
  double first = 0, last = 0;
  double last_s = 0;
};

// Of those that were there at the end: only they can still be looked at.
std::optional<int> grew_most(const MonitorRecord& monitor) {
  std::map<std::uint64_t, Growth> lives;
  for (const auto& row : monitor.rows) {
    const auto bytes = row.anon_bytes ? row.anon_bytes : row.rss_bytes;
    if (row.life == 0 || row.pid <= 0 || !bytes) continue;
    const auto [place, is_new] = lives.try_emplace(row.life, Growth{row.pid, *bytes, *bytes, row.t_s});
    if (is_new) continue;
    place->second.last = *bytes;
    place->second.last_s = row.t_s;
  }
  const Growth* most = nullptr;
  for (const auto& [life, growth] : lives) {
    if (growth.last_s < monitor.rows.back().t_s) continue;
    if (!most || growth.last - growth.first > most->last - most->first) most = &growth;
  }
  return most ? std::optional(most->pid) : std::nullopt;
}

}  // namespace

TargetRuntime runtime_of(std::string_view description) {
  if (has_any(description, {"gunicorn", "uvicorn", "hypercorn", "python", "celery", "flask", "waitress", "uwsgi"}))
    return TargetRuntime::python;
  if (has_any(description, {"java", "tomcat"})) return TargetRuntime::java;
  if (has_any(description, {"llama-server"})) return TargetRuntime::llama_cpp;
  if (description.starts_with("node ") || has_any(description, {"nodejs", "(node)"})) return TargetRuntime::node;
  return TargetRuntime::unknown;
}

TargetRuntime runtime_of(const MonitorRecord& monitor, std::optional<int> pid) {
  const auto process = std::find_if(monitor.processes.rbegin(), monitor.processes.rend(),
                                    [&](const ProcessRecord& one) { return pid && one.pid == *pid; });
  if (process == monitor.processes.rend() || process->runtime.empty()) return runtime_of(monitor.description);
  if (process->runtime == "python") return TargetRuntime::python;
  if (process->runtime == "jvm") return TargetRuntime::java;
  if (process->runtime == "node") return TargetRuntime::node;
  if (process->runtime == "go") return TargetRuntime::go;
  if (process->runtime == "llama.cpp") return TargetRuntime::llama_cpp;
  return TargetRuntime::unknown;
}

std::optional<int> pid_to_look_at(const MonitorRecord& monitor, const LeakRecord& leak) {
  if (leak.pid) return leak.pid;
  if (const auto pid = grew_most(monitor)) return pid;
  if (monitor.pids.empty()) return std::nullopt;
  return monitor.pids.front();
}

}  // namespace plimsoll
