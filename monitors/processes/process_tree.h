#pragma once

// Follows one or several processes and all below them, children coming and going. Known processes are read one by one
// at every refresh, new ones are found through the lists of children and by the numbers that the kernel gave since;
// rare scans of the whole table catch what escaped (a daemon whose parent left is known by its session). Of a command
// that was started, all below the process that holds it is followed, its roots being the branch that serves. Of a group
// without a root, its members are followed instead. Owned by a probe; one thread. At most kMaxMembers processes.

#include "core/time.h"
#include "monitors/process_sample.h"
#include "monitors/processes/process_reader.h"
#include "monitors/processes/target_finder.h"
#include "monitors/processes/tree_member.h"
#include "monitors/processes/tree_words.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace plimsoll {

class ProcessTree {
 public:
  static constexpr std::size_t kMaxMembers = 512;

  ProcessTree(FoundTarget target, const ProcRoot& proc);

  // False where not all could be looked at for want of descriptors or memory of our own: who could not be seen stays a
  // member, as it was.
  bool refresh(Instant now);

  // Those alive at the last refresh, the first root first if there is one.
  const std::vector<TreeMember>& members() const noexcept { return members_; }
  // Of several roots none is the main one.
  bool is_root(const TreeMember& member) const noexcept { return !several_ && is_among_roots(member); }
  // Children that ended and wait for a parent of the tree to ask how; nothing where the kernel lists no children.
  std::optional<std::size_t> zombies() const { return lists_children_ ? std::optional(zombies_.size()) : std::nullopt; }
  std::vector<ProcessEvent> take_events();
  // "gunicorn 4711 + 2 workers": as many as were there most of the time. Of a group "container web (gunicorn)".
  std::string description() const { return words_.text(); }

 private:
  void refresh_tree(Instant now);
  void refresh_group(Instant now);
  void drop_ended(Instant now);
  void end(TreeMember member, Instant now, std::optional<TreeMember>& last_root);
  void drop_reaped();
  Reading<ProcessStat> look_at(int pid);
  void look_below_all(Instant now);
  void look_below_all(bool deep);
  void look_below(const TreeMember& member, bool deep);
  void look_below(int parent, std::uint64_t threads);
  void adopt_from_table();
  void adopt_newborn();
  void find_roots_again();
  void follow(const std::vector<ProcessStat>& roots);
  void leave(const std::vector<int>& left, const std::vector<int>& kept);
  bool is_among_roots(const TreeMember& member) const;
  std::vector<int> living_roots() const;
  bool root_alive() const noexcept { return !root_lives_.empty(); }
  bool add(const ProcessStat& stat);
  bool belongs(const ProcessStat& stat) const;
  void report_news();
  void name_roots();
  void describe();

  ProcessReader reader_;
  FoundTarget target_;
  std::string roots_name_;
  std::vector<TreeMember> members_;
  std::unordered_set<int> pids_;             // of members_
  std::map<int, std::uint64_t> zombies_;     // their start ticks, by pid
  std::unordered_set<int> session_leaders_;  // members now or once: their sessions hold nothing but their offspring
  std::vector<std::uint64_t> root_lives_;    // of those that live, in their order
  bool several_ = false;                     // roots, of those that were found last
  std::uint64_t last_life_ = 0, known_lives_ = 0;  // the newest; that of the refresh before
  std::vector<TreeMember> ended_, came_;           // since the last report_news()
  std::vector<ProcessEvent> events_;
  Instant next_scan_, last_deep_look_, next_deep_look_, next_search_, search_until_;
  std::optional<int> newest_pid_;  // that the kernel had given at the refresh before
  bool first_refresh_ = true;
  bool could_look_ = true;      // in this refresh
  bool lists_children_ = true;  // the kernel does
  bool full_was_reported_ = false;
  TreeWords words_;
};

}  // namespace plimsoll
