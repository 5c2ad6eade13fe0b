#include "monitors/processes/target_finder.h"

#include "monitors/processes/helper_process.h"
#include "monitors/processes/hidden_processes.h"
#include "monitors/processes/listening_sockets.h"
#include "monitors/processes/process_family.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMaxNamed = 8;  // candidates in a message

Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }
Error usage(std::string message) { return {ErrorKind::usage, std::move(message)}; }

FoundTarget target_of(const ProcessStat& stat) {
  FoundTarget target;
  target.roots = {{stat.pid, stat.start_ticks}};
  target.description = name_of(stat);
  return target;
}

// "python 70, python 71 and 6 more".
std::string names_of(const std::vector<int>& pids, const ProcessFamily& family) {
  std::string names;
  for (std::size_t i = 0; i < std::min(pids.size(), kMaxNamed); ++i)
    names += (i == 0 ? "" : ", ") + name_of(*family.find(pids[i]));
  return pids.size() > kMaxNamed ? fmt::format("{} and {} more", names, pids.size() - kMaxNamed) : names;
}

FoundTarget target_of(const std::vector<int>& pids, const ProcessFamily& family) {
  FoundTarget target;
  for (const int pid : pids) target.roots.push_back({pid, family.find(pid)->start_ticks});
  target.description = names_of(pids, family);
  return target;
}

void add_once(std::vector<int>& pids, int pid) {
  if (std::find(pids.begin(), pids.end(), pid) == pids.end()) pids.push_back(pid);
}

struct ServedPort {
  std::uint16_t port = 0;
  std::vector<std::string> addresses;  // of the target; empty: not known

  std::vector<ListeningSocket> sockets(const ProcessReader& reader) const {
    return those_that_serve(find_listening_sockets(reader, port), addresses);
  }
};

// A holder of the port with the socket that it was told by.
struct HeldSocket {
  SocketHolder holder;
  std::uint64_t inode = 0;
  int root = 0;  // that it is watched with: itself, or the process that forked it
};

struct Listeners {
  FoundTarget target;
  std::vector<HeldSocket> held;  // at least one of each root
};

// One search for the listeners of a port.
class PortSearch {
 public:
  PortSearch(const ServedPort& served, const ProcRoot& proc, const std::vector<ProcessStat>& table)
      : served_(served), port_(served.port), reader_(proc), family_(table) {}

  Result<Listeners> run() {
    sockets_ = served_.sockets(reader_);
    if (sockets_.empty())
      return unavailable(
          fmt::format("nothing listens on port {} of this machine; for a service in a network "
                      "namespace of its own (a container) pass pid:N",
                      port_));
    const auto found = find_socket_holders(reader_, sockets_);
    if (found.holders.empty()) return nobody_visible(found.unreadable);
    return choose(found.holders);
  }

  const ProcessFamily& family() const { return family_; }

 private:
  Error nobody_visible(std::size_t unreadable) const {
    if (const auto why = why_hidden({reader_.root()}); !why.empty())
      return unavailable(
          fmt::format("port {} is listened on by a process of user {}, and which one may not be seen: {}", port_,
                      sockets_.front().user_id, why));
    if (unreadable == 0)
      return unavailable(
          fmt::format("port {} is listened on, but by no process that is visible here (the kernel, or "
                      "a container): pass pid:N of the service",
                      port_));
    return unavailable(fmt::format(
        "port {} is listened on by a process of user {}, and which one may not be seen: {}pass pid:N of the service",
        port_, sockets_.front().user_id, geteuid() == 0 ? "" : "run plimsoll as that user or as root, or "));
  }

  Result<Listeners> choose(const std::vector<SocketHolder>& holders) {
    std::vector<int> fit;
    std::optional<std::string> refusal, refused_name;
    for (const auto& holder : holders) {
      const auto* stat = family_.find(holder.pid);
      if (!stat) continue;  // ended meanwhile
      if (auto why = why_unfit(*stat, family_, reader_)) {
        refusal = std::move(why);
        refused_name = name_of(*stat);
      } else {
        fit.push_back(holder.pid);
      }
    }
    auto tops = family_.tops(fit);
    if (tops.empty()) {
      if (refusal) return usage(fmt::format("what listens on port {} {}", port_, *refusal));
      return unavailable(fmt::format("what listened on port {} ended while it was looked at", port_));
    }
    const auto holder_of = [&](int pid) {
      return *std::find_if(holders.begin(), holders.end(), [&](auto& holder) { return holder.pid == pid; });
    };
    const auto rank = [&](int top) {
      const bool has_workers = std::any_of(fit.begin(), fit.end(), [&](int pid) { return family_.descends(pid, top); });
      return std::tuple(sockets_[holder_of(top).socket].distance, !has_workers);
    };
    std::stable_sort(tops.begin(), tops.end(), [&](int a, int b) { return rank(a) < rank(b); });

    // What listens on another address is another service.
    const auto address = [&](int top) { return sockets_[holder_of(top).socket].address; };
    const auto others = std::stable_partition(
        tops.begin(), tops.end(), [&, first = address(tops.front())](int top) { return address(top) == first; });
    const std::vector<int> listening(tops.begin(), others);
    std::vector<int> roots;
    Listeners listeners;
    for (const int pid : listening) {
      const auto holder = holder_of(pid);
      const int root = main_process_of(pid);
      listeners.held.push_back({holder, sockets_[holder.socket].inode, root});
      add_once(roots, root);
    }
    listeners.target = target_of(roots, family_);
    auto& notes = listeners.target.notes;
    if (refused_name)
      notes.push_back(fmt::format("{} holds the socket of port {} too and is not watched", *refused_name, port_));
    if (others != tops.end() && served_.addresses.empty())
      notes.push_back(
          fmt::format("on port {} {} listens at {}, which is watched, and {} at {}, which is not: pass pid:{} to watch "
                      "that one",
                      port_, listeners.target.description, address(listening.front()),
                      names_of(std::vector<int>(others, tops.end()), family_), address(*others), *others));
    return listeners;
  }

  // A parent with the same command line forked it, so that it is the same program: its main process, which may leave
  // the listening to its workers.
  int main_process_of(int listener) const {
    const auto line = reader_.command_line(listener);
    int main_pid = listener;
    while (!line.empty()) {
      const auto* parent = family_.find(family_.find(main_pid)->parent_pid);
      if (!parent || !may_supervise(*parent, family_) || reader_.command_line(parent->pid) != line) break;
      main_pid = parent->pid;
    }
    return main_pid;
  }

  ServedPort served_;
  std::uint16_t port_;
  ProcessReader reader_;
  ProcessFamily family_;
  std::vector<ListeningSocket> sockets_;
};

// Used by a sampler. Cheap while the roots still hold the sockets that they were found by: a link of each is read.
// Whether somebody else has come to listen costs a walk of the kernel's tables, milliseconds, and is looked at every
// fourth time.
class ListenerWatch {
 public:
  static constexpr unsigned kCallsBetweenTables = 4;

  ListenerWatch(ServedPort served, ProcRoot proc, std::vector<HeldSocket> held)
      : served_(std::move(served)), proc_(std::move(proc)), held_(std::move(held)) {
    for (const auto& socket : served_.sockets(ProcessReader(proc_))) inodes_.insert(socket.inode);
  }

  std::vector<int> operator()(const std::vector<int>& roots) {
    const ProcessReader reader(proc_);
    const bool holds = all_hold(roots, reader);
    if (holds && ++calls_ % kCallsBetweenTables != 0) return roots;
    std::set<std::uint64_t> inodes;
    for (const auto& socket : served_.sockets(reader)) inodes.insert(socket.inode);
    if (inodes == inodes_ && holds) return roots;
    PortSearch search(served_, proc_, reader.all());
    auto listeners = search.run();
    if (!listeners) return {};
    inodes_ = std::move(inodes);
    held_ = std::move(listeners->held);
    std::vector<int> found;
    for (const auto& [pid, start_ticks] : listeners->target.roots) {
      const auto above = std::find_if(roots.begin(), roots.end(),
                                      [&, pid = pid](int root) { return search.family().descends(pid, root); });
      add_once(found, above == roots.end() ? pid : *above);  // its workers listen now
    }
    return found;
  }

 private:
  bool all_hold(const std::vector<int>& roots, const ProcessReader& reader) const {
    std::set<int> of;
    for (const auto& held : held_) {
      const auto inode = socket_inode(reader, held.holder.pid, held.holder.fd);
      if (!inode || *inode != held.inode) return false;
      of.insert(held.root);
    }
    return of == std::set<int>(roots.begin(), roots.end());
  }

  ServedPort served_;
  ProcRoot proc_;
  std::vector<HeldSocket> held_;
  std::set<std::uint64_t> inodes_;
  unsigned calls_ = 0;
};

std::vector<int> matches(const std::regex& pattern, const ProcessFamily& family, const ProcessReader& reader) {
  const auto own_line = reader.command_line(getpid());
  std::vector<int> found;
  for (const auto& [pid, stat] : family.all()) {
    if (pid == getpid() || family.descends(getpid(), pid)) continue;  // our own command line holds the name, too
    const auto line = reader.command_line(pid);
    const bool of_kernel = line.empty() && (pid == 2 || stat.parent_pid == 2);
    if (of_kernel || (!line.empty() && line == own_line)) continue;
    if (std::regex_search(stat.command, pattern) || std::regex_search(line, pattern)) found.push_back(pid);
  }
  return found;
}

// The tops of all trees that fit.
Result<std::vector<int>> search_by_name(const std::string& regex, const ProcessReader& reader,
                                        const ProcessFamily& family) {
  std::vector<int> found;
  try {
    found = matches(std::regex(regex, std::regex::ECMAScript), family, reader);
  } catch (const std::regex_error& error) {
    return usage(fmt::format("name:{}: expected a regular expression: {}", regex, error.what()));
  }
  auto tops = family.tops(found);
  if (!tops.empty()) return tops;
  const auto hidden = why_hidden({reader.root()});
  return unavailable(fmt::format("name:{}: no process {}has that in its name or command line{}", regex,
                                 hidden.empty() ? "" : "that is visible here ", hidden.empty() ? "" : "; " + hidden));
}

Error not_of_one_tree(const std::string& regex, const std::vector<int>& tops, const ProcessReader& reader) {
  std::string names;
  for (std::size_t i = 0; i < std::min(tops.size(), kMaxNamed); ++i)
    names += fmt::format("{}pid:{} ({})", i == 0 ? "" : ", ", tops[i], reader.command_line(tops[i]).substr(0, 60));
  if (tops.size() > kMaxNamed) names += fmt::format(", and {} more", tops.size() - kMaxNamed);
  return usage(fmt::format(
      "name:{} fits {} processes that are not of one tree: {}; pass one of them, or several as one: pid:{}+pid:{}",
      regex, tops.size(), names, tops[0], tops[1]));
}

// Of a name that one tree has, its end alone makes it worth another look.
std::vector<int> name_again(const std::string& regex, const ProcRoot& proc, const std::vector<int>& roots,
                            bool several) {
  if (!roots.empty() && !several) return roots;
  const ProcessReader reader(proc);
  const auto again = search_by_name(regex, reader, ProcessFamily(reader.all()));
  if (!again || (again->size() > 1 && !several)) return roots;
  return *again;
}

Result<FoundTarget> find_named(const std::string& regex, const ProcRoot& proc, bool several) {
  const ProcessReader reader(proc);
  const ProcessFamily family(reader.all());
  const auto tops = search_by_name(regex, reader, family);
  if (!tops) return tops.error();
  if (tops->size() > 1 && !several) return not_of_one_tree(regex, *tops, reader);
  auto target = target_of(*tops, family);
  target.find_again = [regex, proc, several](const auto& roots) { return name_again(regex, proc, roots, several); };
  return target;
}

}  // namespace

Result<FoundTarget> find_by_pid(int pid, const ProcRoot& proc) {
  if (pid <= 0) return usage(fmt::format("pid:{}: expected the number of a process, 1 or more", pid));
  if (pid == getpid()) return usage(fmt::format("pid:{} is plimsoll itself: pass the pid of the service", pid));
  const ProcessReader reader(proc);
  const auto stat = reader.stat(pid);
  const auto memory = reader.memory(pid);
  if (!stat && kill(pid, 0) != 0 && errno == EPERM)
    return unavailable(
        fmt::format("pid:{} is there, but /proc does not show it (it may be mounted with hidepid): run plimsoll as the "
                    "user of that process or as root",
                    pid));
  if (!stat || !memory) return unavailable(fmt::format("pid:{}: there is no such process", pid));
  if (stat->ended())
    return unavailable(
        fmt::format("pid:{} ({}) has ended and only waits for its parent to notice", pid, stat->command));
  if (memory->thread_group != 0 && memory->thread_group != pid)
    return usage(fmt::format("pid:{} is a thread of {}: pass pid:{}", pid, memory->thread_group, memory->thread_group));
  if (!memory->rss_bytes)
    return usage(fmt::format("pid:{} ({}) is a part of the kernel and has no memory of its own", pid, stat->command));

  auto target = target_of(*stat);
  if (ProcessFamily(ProcessReader(proc).all()).descends(getpid(), pid)) {
    if (pid == 1) return usage("pid:1 is what started everything here, plimsoll too: pass the pid of the service");
    target.notes.push_back(target.description + " started plimsoll, which is left out of what is watched");
  }
  return target;
}

Result<FoundTarget> find_by_port(std::uint16_t port, const ProcRoot& proc, const std::vector<std::string>& addresses) {
  ServedPort served{port, addresses};
  auto listeners = PortSearch(served, proc, ProcessReader(proc).all()).run();
  if (!listeners) return listeners.error();
  auto target = std::move(listeners->target);
  target.find_again = ListenerWatch(std::move(served), proc, std::move(listeners->held));
  return target;
}

Result<FoundTarget> find_by_name(const std::string& regex, const ProcRoot& proc) {
  return find_named(regex, proc, false);
}

Result<FoundTarget> find_all_by_name(const std::string& regex, const ProcRoot& proc) {
  return find_named(regex, proc, true);
}

FoundTarget joined(std::vector<FoundTarget> targets) {
  FoundTarget all;
  std::vector<std::vector<int>> roots_of;  // of each
  for (auto& target : targets) {
    all.description += (all.description.empty() ? "" : ", ") + target.description;
    std::move(target.notes.begin(), target.notes.end(), std::back_inserter(all.notes));
    auto& pids = roots_of.emplace_back();
    for (const auto& root : target.roots) {
      pids.push_back(root.pid);
      if (std::none_of(all.roots.begin(), all.roots.end(), [&](auto& other) { return other.pid == root.pid; }))
        all.roots.push_back(root);
    }
  }
  all.find_again = [targets = std::move(targets), roots_of = std::move(roots_of)](const auto& living) mutable {
    std::vector<int> found;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      std::erase_if(roots_of[i], [&](int pid) { return std::find(living.begin(), living.end(), pid) == living.end(); });
      if (targets[i].find_again)
        if (auto again = targets[i].find_again(roots_of[i]); !again.empty()) roots_of[i] = std::move(again);
      for (const int pid : roots_of[i]) add_once(found, pid);
    }
    return found;
  };
  return all;
}

}  // namespace plimsoll
