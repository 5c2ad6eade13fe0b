#include "monitors/processes/process_tree.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kScanPeriod = 30s;
constexpr Nanos kScanPeriodWithoutLists = 1s;  // the kernel has no lists of children
constexpr Nanos kDeepLookPeriod = 5s;          // the children of all threads, where there are many
constexpr Nanos kSearchPeriod = 1s;            // for a root that ended
constexpr std::uint64_t kFewThreads = 4;
constexpr std::size_t kEventsAtOnce = 8;

// "gunicorn 4711" without the pid.
std::string command_of(const ProcessStat& stat) {
  auto name = name_of(stat);
  return name.substr(0, name.rfind(' '));
}

// Only as long as the parent has not asked, and nothing where we may not see it.
std::string ending_of(const ProcessStat& stat) {
  const int status = stat.ended() ? stat.exit_status : 0;
  if (status == 0) return "";
  if (WIFSIGNALED(status)) return fmt::format(" by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return WIFEXITED(status) ? fmt::format(" with exit code {}", WEXITSTATUS(status)) : "";
}

// What a pid that was watched names now, where that is something else.
std::string next_of(const ProcessReader& reader, int pid, std::uint64_t start_ticks) {
  const auto now = reader.stat(pid);
  if (!now || now->ended() || now->start_ticks == start_ticks) return "";
  return fmt::format("; pid {} is another program's now: {}, started {}", pid, command_of(*now),
                     reader.started_at(*now));
}

// runc before it becomes what the container is to run.
bool sets_up_a_container(const ProcessStat& stat) {
  return stat.command == "runc" || stat.command.starts_with("runc:[");
}

std::string replacement(const ProcessReader& reader, const TreeMember& ended, const ProcessStat& came) {
  const bool same_pid = came.pid == ended.stat.pid;
  return fmt::format("{}{} took the place of {}{}", name_of(came),
                     same_pid ? fmt::format(", started {},", reader.started_at(came)) : "", ended.stat.pid,
                     ended.ending.empty() ? "" : ", which ended" + ended.ending);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

ProcessEvent::Kind kind_of_end(const TreeMember& member, ProcessEvent::Kind otherwise) {
  return member.killed ? ProcessEvent::Kind::killed : otherwise;
}

}  // namespace

ProcessTree::ProcessTree(FoundTarget target, const ProcRoot& proc)
    : reader_(proc), target_(std::move(target)), root_name_(target_.description) {
  times_seen_.resize(kMaxMembers + 1);
}

bool ProcessTree::refresh(Instant now) {
  could_look_ = true;
  known_lives_ = last_life_;
  if (target_.members)
    refresh_group(now);
  else
    refresh_tree(now);
  report_news();
  if (!could_look_) return false;
  count_children();
  first_refresh_ = false;
  return true;
}

Reading<ProcessStat> ProcessTree::look_at(int pid) {
  auto stat = reader_.stat(pid);
  if (!stat && stat.why == Unread::busy) could_look_ = false;
  return stat;
}

void ProcessTree::refresh_group(Instant now) {
  const auto members = target_.members();
  could_look_ = members || members.why != Unread::busy;
  if (!could_look_) return;
  const auto pids = members.value.value_or(std::vector<int>());
  const std::unordered_set<int> there(pids.begin(), pids.end());
  drop_ended();
  drop_reaped();
  std::erase_if(members_, [&](const auto& member) {
    if (there.contains(member.stat.pid)) return false;
    pids_.erase(member.stat.pid);
    ended_.push_back(member);
    return true;
  });
  for (const int pid : pids)
    if (!pids_.contains(pid))
      if (const auto stat = look_at(pid); stat && !sets_up_a_container(*stat)) add(*stat);
  // The list of a group does not hold those that only wait to be reaped.
  look_below_all(now);
}

void ProcessTree::refresh_tree(Instant now) {
  if (first_refresh_) {
    next_scan_ = next_search_ = now;
    const auto stat = look_at(target_.root_pid);
    if (!could_look_) return;
    if (stat && !stat->ended() && stat->start_ticks == target_.start_ticks)
      follow(*stat);
    else
      events_.push_back(
          {ProcessEvent::Kind::gone, target_.root_pid,
           root_name_ + " ended before it was read" + next_of(reader_, target_.root_pid, target_.start_ticks)});
  }
  drop_ended();
  drop_reaped();
  if (!could_look_) return;
  look_below_all(now);
  if (!could_look_) return;
  const bool scan = now >= next_scan_;
  if (scan) {
    next_scan_ = now + (lists_children_ ? kScanPeriod : kScanPeriodWithoutLists);
    adopt_from_table();
  }
  if (!first_refresh_ && (root_alive() ? scan : now >= next_search_)) {
    next_search_ = now + kSearchPeriod;
    find_root_again();
  }
}

void ProcessTree::drop_ended() {
  const bool had_root = root_alive();
  std::string root_ending, next;
  std::vector<TreeMember> alive;
  for (auto& member : members_) {
    auto now = look_at(member.stat.pid);
    if (!now && now.why == Unread::busy) {
      alive.push_back(std::move(member));
    } else if (now && !now->ended() && now->start_ticks == member.stat.start_ticks) {
      member.stat = std::move(*now.value);
      if (member.stat.session == member.stat.pid) session_leaders_.insert(member.stat.pid);
      alive.push_back(std::move(member));
    } else {
      pids_.erase(member.stat.pid);
      if (now && now->start_ticks == member.stat.start_ticks) {
        member.ending = ending_of(*now);
        member.killed = WIFSIGNALED(now->exit_status);
      }
      if (is_root(member)) {
        root_ending = member.ending;
        next = next_of(reader_, member.stat.pid, member.stat.start_ticks);
      } else {
        ended_.push_back(std::move(member));
      }
    }
  }
  members_ = std::move(alive);
  if (!had_root || root_alive()) return;
  events_.push_back(
      {ProcessEvent::Kind::gone, target_.root_pid,
       root_name_ + " ended" + root_ending + "; " +
           (members_.empty() ? "nothing of it is left"
                             : counted(members_.size(), "process of it lives on", "processes of it live on")) +
           next});
}

void ProcessTree::drop_reaped() {
  std::erase_if(zombies_, [&](const auto& zombie) {
    const auto now = look_at(zombie.first);
    return now ? !now->ended() || now->start_ticks != zombie.second : now.why != Unread::busy;
  });
}

void ProcessTree::look_below_all(Instant now) {
  const bool deep = first_refresh_ || now >= next_deep_look_;
  if (deep) next_deep_look_ = now + kDeepLookPeriod;
  look_below_all(deep);
}

void ProcessTree::look_below_all(bool deep) {
  // Those that are found are looked below in turn.
  std::size_t next = 0;
  while (next < members_.size()) look_below(TreeMember(members_[next++]), deep);
}

void ProcessTree::look_below(const TreeMember& member, bool deep) {
  const bool is_new = member.life > known_lives_;
  const bool few = member.stat.threads <= kFewThreads;
  const auto children = reader_.children(member.stat.pid, few || deep || is_new ? member.stat.threads : 1);
  if (!children && children.why == Unread::unsupported) lists_children_ = false;
  if (!children && children.why == Unread::busy) could_look_ = false;
  if (!children) return;
  for (const int pid : *children)
    if (const auto stat = look_at(pid)) {
      if (stat->ended() && zombies_.size() < kMaxMembers) zombies_.emplace(pid, stat->start_ticks);
      if (!target_.members) add(*stat);
    }
}

void ProcessTree::adopt_from_table() {
  const auto table = reader_.all();
  for (bool grew = true; grew;) {
    const auto before = members_.size();
    for (const auto& stat : table)
      if (belongs(stat)) add(stat);
    grew = members_.size() > before;
  }
  // A session that nobody is in any more gives its number back.
  std::erase_if(session_leaders_, [&](int leader) {
    return std::none_of(table.begin(), table.end(), [&](const auto& stat) { return stat.session == leader; });
  });
}

bool ProcessTree::belongs(const ProcessStat& stat) const {
  return pids_.contains(stat.parent_pid) || session_leaders_.contains(stat.session);
}

bool ProcessTree::add(const ProcessStat& stat) {
  if (stat.ended() || pids_.contains(stat.pid) || stat.pid == getpid()) return false;
  if (members_.size() == kMaxMembers) {
    if (!std::exchange(full_was_reported_, true))
      events_.push_back(
          {ProcessEvent::Kind::started, stat.pid,
           fmt::format("{} has more than {} processes; the rest is not watched", root_name_, kMaxMembers)});
    return false;
  }
  pids_.insert(stat.pid);
  if (stat.session == stat.pid) session_leaders_.insert(stat.pid);
  members_.push_back({stat, ++last_life_});
  members_.back().started_at = reader_.started_at(stat);
  came_.push_back(members_.back());
  return true;
}

void ProcessTree::follow(const ProcessStat& root) {
  if (!pids_.contains(root.pid)) {
    if (root_alive()) {  // it no longer does what it was chosen for
      members_.clear();
      pids_.clear();
      session_leaders_.clear();
    }
    if (!add(root)) return;
    came_.pop_back();
  }
  const auto at = std::find_if(members_.begin(), members_.end(), [&](auto& m) { return m.stat.pid == root.pid; });
  std::rotate(members_.begin(), at, at + 1);
  root_life_ = members_.front().life;
  root_name_ = name_of(root);
  target_.root_pid = root.pid;
}

void ProcessTree::find_root_again() {
  if (!target_.find_again) return;
  const int pid = target_.find_again(root_alive() ? target_.root_pid : 0);
  if (pid == 0 || (root_alive() && pid == target_.root_pid)) return;
  const auto stat = reader_.stat(pid);
  if (!stat || stat->ended()) return;
  const auto before = root_name_;
  follow(*stat);
  events_.push_back({ProcessEvent::Kind::restarted, pid, fmt::format("{} took the place of {}", root_name_, before)});
  look_below_all(true);
}

void ProcessTree::report_news() {
  if (first_refresh_) came_.clear();
  const auto both = std::min(ended_.size(), came_.size());
  const auto all = std::max(ended_.size(), came_.size());
  for (std::size_t i = 0; i < std::min(all, kEventsAtOnce); ++i) {
    const bool ended = i < ended_.size();
    const auto& stat = i < came_.size() ? came_[i].stat : ended_[i].stat;
    if (i < both)
      events_.push_back(
          {kind_of_end(ended_[i], ProcessEvent::Kind::restarted), stat.pid, replacement(reader_, ended_[i], stat)});
    else
      events_.push_back(
          {ended ? kind_of_end(ended_[i], ProcessEvent::Kind::exited) : ProcessEvent::Kind::started, stat.pid,
           name_of(stat) +
               (ended ? " ended" + ended_[i].ending + next_of(reader_, stat.pid, stat.start_ticks) : " started")});
  }
  if (all > kEventsAtOnce)
    events_.push_back({both == all           ? ProcessEvent::Kind::restarted
                       : all == came_.size() ? ProcessEvent::Kind::started
                                             : ProcessEvent::Kind::exited,
                       0, fmt::format("and {} more processes came or went", all - kEventsAtOnce)});
  ended_.clear();
  came_.clear();
}

// What a group is there for: not the init of a container, nor the shell of its entry point.
void ProcessTree::note_busiest() {
  const auto busiest = std::max_element(members_.begin(), members_.end(), [](const auto& a, const auto& b) {
    return a.stat.cpu_seconds < b.stat.cpu_seconds;
  });
  if (busiest != members_.end()) busiest_command_ = command_of(busiest->stat);
}

void ProcessTree::count_children() {
  if (target_.members) note_busiest();
  if (!root_alive()) return;
  const auto& root = members_.front().stat;
  root_name_ = name_of(root);
  ++times_seen_[members_.size() - 1];
  const auto command = command_of(root);
  if (members_.size() > 1)
    all_alike_ = std::all_of(members_.begin(), members_.end(),
                             [&](const auto& member) { return command_of(member.stat) == command; });
}

std::string ProcessTree::description() const {
  const auto most = std::max_element(times_seen_.begin(), times_seen_.end());
  const auto children = static_cast<std::size_t>(most - times_seen_.begin());
  if (!busiest_command_.empty()) return fmt::format("{} ({})", root_name_, busiest_command_);
  if (children == 0) return root_name_;
  return root_name_ + " + " +
         (all_alike_ ? counted(children, "worker", "workers") : counted(children, "process", "processes"));
}

std::vector<ProcessEvent> ProcessTree::take_events() { return std::exchange(events_, {}); }

}  // namespace plimsoll
