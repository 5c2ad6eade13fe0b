#include "monitors/processes/process_summaries.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace plimsoll {
namespace {

void add_figure(ProcessSummary& summary, std::string_view name, double value) {
  const auto at = std::find_if(summary.figures.begin(), summary.figures.end(),
                               [&](const ProcessFigure& figure) { return figure.name == name; });
  if (at == summary.figures.end()) {
    summary.figures.push_back({std::string(name), value, value, value});
    return;
  }
  at->last = value;
  at->max = std::max(at->max, value);
}

void add_figures(ProcessSummary& summary, const ProcessSample& process) {
  const auto add = [&](std::string_view name, const auto& value) {
    if (value) add_figure(summary, name, static_cast<double>(*value));
  };
  add("rss_bytes", process.rss_bytes);
  add("anon_bytes", process.anon_bytes);
  add("pss_bytes", process.pss_bytes);
  add("uss_bytes", process.uss_bytes);
  add("swap_bytes", process.swap_bytes);
  add("shmem_bytes", process.shmem_bytes);
  add("threads", process.threads);
  add("fds", process.fds);
  add("cpu_seconds", process.cpu_seconds);
  add("minor_faults", process.minor_faults);
  add("major_faults", process.major_faults);
}

}  // namespace

void ProcessSummaries::add(double t_s, const std::vector<ProcessSample>& processes) {
  for (const auto& process : processes) {
    if (!places_.contains(process.life)) {
      if (summaries_.size() == kMost) continue;
      places_.emplace(process.life, summaries_.size());
      ProcessSummary& begun = summaries_.emplace_back();
      begun.pid = process.pid;
      begun.life = process.life;
      begun.started_at = process.started_at;
      begun.from_s = t_s;
    }
    ProcessSummary& summary = summaries_[places_.at(process.life)];
    summary.command = process.command;  // exec gives another
    summary.is_root = process.is_root;
    summary.to_s = t_s;
    add_figures(summary, process);
  }
}

}  // namespace plimsoll
