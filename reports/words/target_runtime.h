#pragma once

// What a watched target runs on, and which of its processes to look at first. Pure functions; any thread.

#include "record/run_record.h"

#include <optional>
#include <string_view>

namespace plimsoll {

enum class TargetRuntime { python, java, node, go, llama_cpp, unknown };

// By what was found: "gunicorn 4711 + 2 workers" is Python.
TargetRuntime runtime_of(std::string_view description);
// Of the process to look at by what it had mapped, whatever it is called; by what was found where that is not recorded.
TargetRuntime runtime_of(const MonitorRecord& monitor, std::optional<int> pid);

// The single process that was judged, else the one whose memory grew most, else the root of the tree.
std::optional<int> pid_to_look_at(const MonitorRecord& monitor, const LeakRecord& leak);

}  // namespace plimsoll
