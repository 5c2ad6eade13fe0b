#include "monitors/processes/process_tree.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kScanPeriod = 30s;
constexpr Nanos kScanPeriodWithoutLists = 1s;  // the kernel has no lists of children
constexpr Nanos kDeepLookPeriod = 5s;          // the children of all threads, where there are many
constexpr Nanos kSearchPeriod = 1s;            // for a root that ended
constexpr Nanos kSearchFor = 30s;              // where other roots live on
constexpr int kMostNewborn = 128;              // looked at one by one
constexpr Nanos kDeepLookPeriodInStorm = 1s;
constexpr std::uint64_t kFewThreads = 4;
constexpr std::size_t kRootsNamed = 3;

// runc before it becomes what the container is to run.
bool sets_up_a_container(const ProcessStat& stat) {
  return stat.command == "runc" || stat.command.starts_with("runc:[");
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

ProcessTree::ProcessTree(FoundTarget target, const ProcRoot& proc)
    : reader_(proc),
      target_(std::move(target)),
      roots_name_(target_.description),
      several_(target_.roots.size() > 1),
      words_(target_.description, kMaxMembers) {}

bool ProcessTree::refresh(Instant now) {
  could_look_ = true;
  known_lives_ = last_life_;
  if (target_.members)
    refresh_group(now);
  else
    refresh_tree(now);
  report_news();
  if (!could_look_) return false;
  describe();
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
  drop_ended(now);
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
    std::vector<ProcessStat> there;
    for (const auto& root : target_.roots) {
      const auto stat = look_at(root.pid);
      if (stat && !stat->ended() && stat->start_ticks == root.start_ticks) there.push_back(*stat);
    }
    if (!could_look_) return;
    if (there.empty() && !target_.roots.empty()) {
      const auto& [pid, start_ticks] = target_.roots.front();
      events_.push_back({ProcessEvent::Kind::gone, pid,
                         roots_name_ + " ended before it was read" + next_of(reader_, pid, start_ticks)});
    }
    follow(there);
  }
  drop_ended(now);
  drop_reaped();
  if (!could_look_) return;
  look_below_all(now);
  adopt_newborn();
  if (!could_look_) return;
  const bool scan = now >= next_scan_;
  if (scan) {
    next_scan_ = now + (lists_children_ ? kScanPeriod : kScanPeriodWithoutLists);
    adopt_from_table();
  }
  const bool searches = !root_alive() || now < search_until_;
  if (!first_refresh_ && (scan || (searches && now >= next_search_))) {
    next_search_ = now + kSearchPeriod;
    find_roots_again();
  }
}

void ProcessTree::drop_ended(Instant now) {
  const bool had_root = root_alive();
  std::optional<TreeMember> last_root;
  std::vector<TreeMember> alive;
  for (auto& member : members_) {
    auto seen = look_at(member.stat.pid);
    if (!seen && seen.why == Unread::busy) {
      alive.push_back(std::move(member));
    } else if (seen && !seen->ended() && seen->start_ticks == member.stat.start_ticks) {
      if (member.stat.command != seen->command) member.program = program_of(*seen, reader_);
      member.stat = std::move(*seen.value);
      if (member.stat.session == member.stat.pid) session_leaders_.insert(member.stat.pid);
      alive.push_back(std::move(member));
    } else {
      if (seen && seen->start_ticks == member.stat.start_ticks) {
        member.ending = ending_of(*seen);
        member.killed = WIFSIGNALED(seen->exit_status);
      }
      end(std::move(member), now, last_root);
    }
  }
  members_ = std::move(alive);
  if (!had_root || root_alive()) return;
  events_.push_back(
      {ProcessEvent::Kind::gone, last_root->stat.pid,
       name_of(last_root->stat) + " ended" + last_root->ending + "; " +
           (members_.empty() ? "nothing of it is left"
                             : counted(members_.size(), "process of it lives on", "processes of it live on")) +
           next_of(reader_, last_root->stat.pid, last_root->stat.start_ticks)});
}

void ProcessTree::end(TreeMember member, Instant now, std::optional<TreeMember>& last_root) {
  pids_.erase(member.stat.pid);
  const bool was_root = std::erase(root_lives_, member.life) > 0;
  if (was_root) search_until_ = now + kSearchFor;
  if (was_root && !root_alive())
    last_root = std::move(member);
  else
    ended_.push_back(std::move(member));
}

void ProcessTree::drop_reaped() {
  std::erase_if(zombies_, [&](const auto& zombie) {
    const auto now = look_at(zombie.first);
    return now ? !now->ended() || now->start_ticks != zombie.second : now.why != Unread::busy;
  });
}

void ProcessTree::look_below_all(Instant now) {
  const bool deep = first_refresh_ || now >= next_deep_look_;
  if (deep) {
    last_deep_look_ = now;
    next_deep_look_ = now + kDeepLookPeriod;
  }
  look_below_all(deep);
}

void ProcessTree::look_below_all(bool deep) {
  if (target_.above_pid != 0) look_below(target_.above_pid, 1);
  // Those that are found are looked below in turn.
  std::size_t next = 0;
  while (next < members_.size()) look_below(TreeMember(members_[next++]), deep);
}

void ProcessTree::look_below(const TreeMember& member, bool deep) {
  const bool is_new = member.life > known_lives_;
  const bool few = member.stat.threads <= kFewThreads;
  look_below(member.stat.pid, few || deep || is_new ? member.stat.threads : 1);
}

void ProcessTree::look_below(int parent, std::uint64_t threads) {
  const auto children = reader_.children(parent, threads);
  if (!children && children.why == Unread::unsupported) lists_children_ = false;
  if (!children && children.why == Unread::busy) could_look_ = false;
  if (!children) return;
  for (const int pid : *children)
    if (const auto stat = look_at(pid)) {
      if (stat->ended() && zombies_.size() < kMaxMembers) zombies_.emplace(pid, stat->start_ticks);
      if (!target_.members) add(*stat);
    }
}

// Whichever thread of a member forked them: the lists of many threads are read seldom. Numbers are given in turn, to
// threads as well.
void ProcessTree::adopt_newborn() {
  const auto newest = reader_.newest_pid();
  const auto before = std::exchange(newest_pid_, newest);
  const bool lists_are_long = std::any_of(members_.begin(), members_.end(),
                                          [](const auto& member) { return member.stat.threads > kFewThreads; });
  if (!newest || !before || *newest == *before || !lists_are_long) return;
  if (*newest < *before || *newest - *before > kMostNewborn) {  // begun anew; or a storm of others
    next_deep_look_ = std::min(next_deep_look_, last_deep_look_ + kDeepLookPeriodInStorm);
    return;
  }
  const auto members = members_.size();
  for (int pid = *before + 1; pid <= *newest; ++pid) {
    if (pids_.contains(pid)) continue;
    const auto stat = look_at(pid);
    if (stat && belongs(*stat) && reader_.is_process(pid)) add(*stat);
  }
  if (members_.size() > members) look_below_all(false);
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
  const bool of_command = target_.above_pid != 0 && stat.parent_pid == target_.above_pid;
  return of_command || pids_.contains(stat.parent_pid) || session_leaders_.contains(stat.session);
}

bool ProcessTree::add(const ProcessStat& stat) {
  if (stat.ended() || pids_.contains(stat.pid) || stat.pid == getpid()) return false;
  if (members_.size() == kMaxMembers) {
    if (!std::exchange(full_was_reported_, true))
      events_.push_back(
          {ProcessEvent::Kind::started, stat.pid,
           fmt::format("{} has more than {} processes; the rest is not watched", roots_name_, kMaxMembers)});
    return false;
  }
  pids_.insert(stat.pid);
  if (stat.session == stat.pid) session_leaders_.insert(stat.pid);
  members_.push_back({stat, ++last_life_});
  members_.back().started_at = reader_.started_at(stat);
  members_.back().program = program_of(stat, reader_);
  came_.push_back(members_.back());
  return true;
}

bool ProcessTree::is_among_roots(const TreeMember& member) const {
  return std::find(root_lives_.begin(), root_lives_.end(), member.life) != root_lives_.end();
}

std::vector<int> ProcessTree::living_roots() const {
  std::vector<int> pids;
  for (const auto life : root_lives_)
    for (const auto& member : members_)
      if (member.life == life) pids.push_back(member.stat.pid);
  return pids;
}

// They no longer do what they were chosen for: they go with all below them.
void ProcessTree::leave(const std::vector<int>& left, const std::vector<int>& kept) {
  std::map<int, int> parents;
  for (const auto& member : members_) parents.emplace(member.stat.pid, member.stat.parent_pid);
  const auto among = [](const std::vector<int>& pids, int pid) {
    return std::find(pids.begin(), pids.end(), pid) != pids.end();
  };
  const auto is_below_left = [&](int pid) {
    for (std::size_t steps = 0; steps <= parents.size(); ++steps) {
      if (among(left, pid) || among(kept, pid)) return among(left, pid);
      const auto at = parents.find(pid);
      if (at == parents.end()) return false;
      pid = at->second;
    }
    return false;
  };
  std::erase_if(members_, [&](const auto& member) {
    if (!is_below_left(member.stat.pid)) return false;
    pids_.erase(member.stat.pid);
    session_leaders_.erase(member.stat.pid);
    return true;
  });
}

void ProcessTree::follow(const std::vector<ProcessStat>& roots) {
  const auto living = living_roots();
  std::vector<int> pids;
  pids.reserve(roots.size());
  for (const auto& root : roots) pids.push_back(root.pid);
  // Of a command all is watched, whichever part of it serves now; and so is a root whose child serves now.
  const bool stays =
      target_.above_pid != 0 || std::all_of(pids.begin(), pids.end(), [&](int pid) { return pids_.contains(pid); });
  if (!stays) {
    std::vector<int> left;
    for (const int pid : living)
      if (std::find(pids.begin(), pids.end(), pid) == pids.end()) left.push_back(pid);
    leave(left, pids);
  }
  root_lives_.clear();
  for (std::size_t i = roots.size(); i-- > 0;) {
    const auto& root = roots[i];
    const bool is_new = !pids_.contains(root.pid);
    if (is_new && !add(root)) continue;
    if (is_new && living.empty()) came_.pop_back();  // told as what took the place of the one before
    const auto at = std::find_if(members_.begin(), members_.end(), [&](auto& m) { return m.stat.pid == root.pid; });
    std::rotate(members_.begin(), at, at + 1);
    root_lives_.insert(root_lives_.begin(), members_.front().life);
  }
  several_ = roots.size() > 1;
  name_roots();
}

void ProcessTree::name_roots() {
  if (!root_alive()) return;
  roots_name_.clear();
  for (std::size_t i = 0; i < std::min(root_lives_.size(), kRootsNamed); ++i)
    roots_name_ += (i == 0 ? "" : ", ") + name_of(members_[i].stat);
  if (root_lives_.size() > kRootsNamed) roots_name_ += fmt::format(" and {} more", root_lives_.size() - kRootsNamed);
}

void ProcessTree::find_roots_again() {
  if (!target_.find_again) return;
  const auto living = living_roots();
  const auto pids = target_.find_again(living);
  std::vector<ProcessStat> found;
  for (const int pid : pids)
    if (auto stat = reader_.stat(pid); stat && !stat->ended()) found.push_back(std::move(*stat.value));
  if (found.empty() || pids == living) return;
  const auto before = roots_name_;
  follow(found);
  if (living.empty() || std::find(pids.begin(), pids.end(), living.front()) == pids.end())
    events_.push_back({ProcessEvent::Kind::restarted, found.front().pid,
                       fmt::format("{} took the place of {}", roots_name_, before)});
  look_below_all(true);
}

void ProcessTree::report_news() {
  if (first_refresh_) came_.clear();
  auto news = news_of(ended_, came_, reader_);
  std::move(news.begin(), news.end(), std::back_inserter(events_));
  ended_.clear();
  came_.clear();
}

void ProcessTree::describe() {
  if (target_.members) {
    // What it is there for: not the init of a container, nor the shell of its entry point.
    const auto busiest = std::max_element(members_.begin(), members_.end(), [](const auto& a, const auto& b) {
      return a.stat.cpu_seconds < b.stat.cpu_seconds;
    });
    if (busiest != members_.end()) words_.set_busiest(command_of(busiest->stat));
  }
  if (!root_alive()) return;
  name_roots();
  TreeWords::Look look;
  look.roots = roots_name_;
  std::unordered_set<int> branch;  // a parent stands before its children, but for those that lost theirs
  const auto command = command_of(members_.front().stat);
  look.all_alike = !several_;
  for (const auto& member : members_) {
    const bool is_root = is_among_roots(member);
    if (!is_root && target_.above_pid != 0 && !branch.contains(member.stat.parent_pid)) {
      ++look.beside;
      continue;
    }
    branch.insert(member.stat.pid);
    if (is_root) continue;
    ++look.below;
    look.all_alike = look.all_alike && command_of(member.stat) == command;
  }
  words_.add(std::move(look));
}

std::vector<ProcessEvent> ProcessTree::take_events() { return std::exchange(events_, {}); }

}  // namespace plimsoll
