#pragma once

// One control group whose memory the kernel accounts for: where its files are, in version 2 or 1 of the hierarchy or in
// a mixture of both, and how it is found. Plain values and reads of the moment; any thread.

#include "core/error.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Tests put trees of their own there.
struct CgroupRoots {
  std::filesystem::path proc = "/proc";
  std::filesystem::path cgroup = "/sys/fs/cgroup";
};

struct ControlGroup {
  int version = 2;             // of the hierarchy that accounts for its memory
  std::filesystem::path tree;  // where that is mounted
  std::filesystem::path path;  // of the group in it: "docker/abc"; empty at the top
  // Version 1 keeps CPU in hierarchies of its own; empty where the group is in none.
  std::filesystem::path cpu_usage_folder{}, cpu_limit_folder{};

  std::filesystem::path folder() const { return tree / path; }
  std::string name() const { return "/" + path.string(); }  // as /proc/PID/cgroup has it
};

// `given`: as in /proc/PID/cgroup, or as it is under the mount: "/sys/fs/cgroup/memory/docker/abc".
Result<ControlGroup> find_control_group(const std::string& given, const CgroupRoots& roots = {});

// A line of /proc/PID/cgroup.
struct GroupLine {
  std::string controllers;  // "cpu,cpuacct"; empty: version 2
  std::string path;

  bool accounts_for_memory() const;
};
std::vector<GroupLine> group_lines(int pid, const CgroupRoots& roots);

// Nothing where the process has ended or its group is not to be seen from here.
std::optional<ControlGroup> control_group_of(int pid, const CgroupRoots& roots = {});

// The group of a process if it is likely to hold that service alone: not the top, no slice, no session of a person, and
// not one that Plimsoll runs in, too.
std::optional<ControlGroup> control_group_of_its_own(int pid, const CgroupRoots& roots = {});

// All processes in it and in the groups below, at most `most`; none where the group has gone.
Reading<std::vector<int>> processes_of(const ControlGroup& group, std::size_t most);

// A file that holds one number; unsupported where it says "max".
Reading<std::uint64_t> number_in(const std::filesystem::path& file);

}  // namespace plimsoll
