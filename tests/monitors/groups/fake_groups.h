#pragma once

// A /proc and a /sys/fs/cgroup made of files, with the control groups that a test wants. Owned by a test; one thread.

#include "monitors/groups/control_group.h"
#include "tests/support/temp_folder.h"

#include <string>

namespace plimsoll::test {

struct FakeGroups {
  TempFolder folder;

  CgroupRoots roots() const { return {folder.path() / "proc", folder.path() / "cgroup"}; }
  void write(const std::string& file, const std::string& text) const { folder.write("cgroup/" + file, text); }
  void process(int pid, const std::string& groups) const {
    folder.write("proc/" + std::to_string(pid) + "/cgroup", groups);
  }
  void remove(const std::string& group) const { std::filesystem::remove_all(folder.path() / "cgroup" / group); }

  // A group of version 2 at `path` with 100 MB of memory: 60 anonymous, 30 of page cache, 10 else; 5 MB swapped out.
  void version_2(const std::string& path, const std::string& pids = "70\n") const {
    const auto at = path + "/";
    write("cgroup.procs", "1\n");
    write(at + "cgroup.procs", pids);
    write(at + "memory.current", "100000000\n");
    write(at + "memory.swap.current", "5000000\n");
    write(at + "memory.peak", "120000000\n");
    write(at + "memory.stat",
          "anon 60000000\nfile 33000000\nshmem 3000000\nsock 1000000\nslab 2000000\ninactive_file 10000000\n"
          "active_file 20000000\n");
    write(at + "memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n");
    write(at + "memory.pressure",
          "some avg10=12.50 avg60=3.00 avg300=0.10 total=900\nfull avg10=2.25 avg60=0.00 avg300=0.00 total=90\n");
    write(at + "cpu.stat", "usage_usec 4000000\nuser_usec 3000000\nnr_throttled 2\nthrottled_usec 500000\n");
  }

  // The same of version 1, with a hierarchy for each controller.
  void version_1(const std::string& path, const std::string& pids = "70\n") const {
    const auto at = "memory/" + path + "/";
    for (const auto* top : {"memory", "cpuacct", "cpu"}) write(std::string(top) + "/cgroup.procs", "");
    write(at + "cgroup.procs", pids);
    write(at + "memory.usage_in_bytes", "100000000\n");
    write(at + "memory.max_usage_in_bytes", "120000000\n");
    write(at + "memory.stat",
          "cache 1\nrss 2\nhierarchical_memory_limit 9223372036854771712\ntotal_cache 33000000\ntotal_rss 60000000\n"
          "total_shmem 3000000\ntotal_swap 5000000\n");
    write(at + "memory.kmem.usage_in_bytes", "2000000\n");
    write(at + "memory.kmem.tcp.usage_in_bytes", "1000000\n");
    write(at + "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
    write("cpuacct/" + path + "/cgroup.procs", pids);
    write("cpuacct/" + path + "/cpuacct.usage", "4000000000\n");
    write("cpu/" + path + "/cgroup.procs", pids);
    write("cpu/" + path + "/cpu.stat", "nr_periods 1\nnr_throttled 2\nthrottled_time 500000000\n");
  }
};

}  // namespace plimsoll::test
