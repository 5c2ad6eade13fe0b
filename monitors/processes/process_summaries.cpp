#include "monitors/processes/process_summaries.h"

#include "monitors/process_figures.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace plimsoll {
namespace {

void add_figure(ProcessRecord& summary, std::string_view name, double value) {
  const auto at = std::find_if(summary.figures.begin(), summary.figures.end(),
                               [&](const ProcessFigureRecord& figure) { return figure.name == name; });
  if (at == summary.figures.end()) {
    summary.figures.push_back({std::string(name), value, value, value});
    return;
  }
  at->last = value;
  at->max = std::max(at->max, value);
}

void add_figures(ProcessRecord& summary, const ProcessSample& process) {
  const auto add = [&](std::string_view name, const auto& value) {
    if (value) add_figure(summary, name, static_cast<double>(*value));
  };
  for (const auto& figure : kProcessFigures) add(figure.name, process.*figure.value);
  add("cpu_seconds", process.cpu_seconds);
}

}  // namespace

void ProcessSummaries::add(double t_s, const std::vector<ProcessSample>& processes) {
  for (const auto& process : processes) {
    if (!places_.contains(process.life)) {
      if (summaries_.size() == kMost) continue;
      places_.emplace(process.life, summaries_.size());
      ProcessRecord& begun = summaries_.emplace_back();
      begun.pid = process.pid;
      begun.life = process.life;
      begun.started_at = process.started_at;
      begun.from_s = t_s;
    }
    ProcessRecord& summary = summaries_[places_.at(process.life)];
    summary.command = process.command;  // exec gives another
    summary.runtime = process.runtime;
    summary.is_root = process.is_root;
    summary.to_s = t_s;
    add_figures(summary, process);
  }
}

}  // namespace plimsoll
