#pragma once

// Follows a process and all below it, children coming and going. Known processes are read one by one at every refresh,
// new ones are found through the lists of children; rare scans of the whole table catch what escaped (a daemon whose
// parent left is known by its session). Of a group without a root, its members are followed instead. Owned by a probe;
// one thread. At most kMaxMembers processes.

#include "core/time.h"
#include "monitors/process_sample.h"
#include "monitors/processes/process_reader.h"
#include "monitors/processes/target_finder.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace plimsoll {

struct TreeMember {
  ProcessStat stat;
  std::uint64_t life = 0;  // a pid that is used again gets another
  std::string ending{};    // " by signal 9 (Killed)", where it is known
  bool killed = false;
  std::string started_at{};  // "2026-11-21T17:31:02Z"; empty where the kernel does not report it
};

class ProcessTree {
 public:
  static constexpr std::size_t kMaxMembers = 512;

  ProcessTree(FoundTarget target, const ProcRoot& proc);

  // False where not all could be looked at for want of descriptors or memory of our own: who could not be seen stays a
  // member, as it was.
  bool refresh(Instant now);

  // Those alive at the last refresh, the root first if there is one.
  const std::vector<TreeMember>& members() const noexcept { return members_; }
  bool is_root(const TreeMember& member) const noexcept { return member.life == root_life_; }
  // Children that ended and wait for a parent of the tree to ask how; nothing where the kernel lists no children.
  std::optional<std::size_t> zombies() const { return lists_children_ ? std::optional(zombies_.size()) : std::nullopt; }
  std::vector<ProcessEvent> take_events();
  // "gunicorn 4711 + 2 workers": as many as were there most of the time. Of a group "container web (gunicorn)".
  std::string description() const;

 private:
  void refresh_tree(Instant now);
  void refresh_group(Instant now);
  void drop_ended();
  void drop_reaped();
  Reading<ProcessStat> look_at(int pid);
  void look_below_all(Instant now);
  void look_below_all(bool deep);
  void look_below(const TreeMember& member, bool deep);
  void adopt_from_table();
  void find_root_again();
  void follow(const ProcessStat& root);
  bool root_alive() const noexcept { return !members_.empty() && members_.front().life == root_life_; }
  bool add(const ProcessStat& stat);
  bool belongs(const ProcessStat& stat) const;
  void report_news();
  void count_children();
  void note_busiest();

  ProcessReader reader_;
  FoundTarget target_;
  std::string root_name_;
  std::vector<TreeMember> members_;
  std::unordered_set<int> pids_;             // of members_
  std::map<int, std::uint64_t> zombies_;     // their start ticks, by pid
  std::unordered_set<int> session_leaders_;  // members now or once: their sessions hold nothing but their offspring
  std::uint64_t root_life_ = 0;
  std::uint64_t last_life_ = 0, known_lives_ = 0;  // the newest; that of the refresh before
  std::vector<TreeMember> ended_, came_;           // since the last report_news()
  std::vector<ProcessEvent> events_;
  Instant next_scan_, next_deep_look_, next_search_;
  bool first_refresh_ = true;
  bool could_look_ = true;      // in this refresh
  bool lists_children_ = true;  // the kernel does
  bool full_was_reported_ = false;
  std::vector<std::uint32_t> times_seen_;  // by number of children
  bool all_alike_ = true;                  // children run the root's command
  std::string busiest_command_;            // of a group
};

}  // namespace plimsoll
