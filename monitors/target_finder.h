#pragma once

// Which process to watch: by pid, by the port it listens on, by name. Reads /proc once; no state; any thread.

#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

struct FoundTarget {
  int root_pid = 0;
  std::string description;  // "gunicorn 4711"
  std::vector<std::string> notes;  // told to the person: other candidates, missing rights, what to pass instead
};

// A root under which the tests put a tree of their own instead of the real /proc.
struct ProcRoot { std::filesystem::path path = "/proc"; };

// Errors say what was looked for, what was found and what to pass instead.
Result<FoundTarget> find_by_pid(int pid, const ProcRoot& proc = {});
Result<FoundTarget> find_by_port(std::uint16_t port, const ProcRoot& proc = {});
Result<FoundTarget> find_by_name(const std::string& regex, const ProcRoot& proc = {});

}  // namespace plimsoll
