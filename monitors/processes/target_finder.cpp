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
#include <optional>
#include <regex>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMaxNamed = 8;  // candidates in a message

Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }
Error usage(std::string message) { return {ErrorKind::usage, std::move(message)}; }

FoundTarget target_of(const ProcessStat& stat) {
  FoundTarget target;
  target.root_pid = stat.pid;
  target.start_ticks = stat.start_ticks;
  target.description = name_of(stat);
  return target;
}

// A holder of the port together with the socket it was told by.
struct Listener {
  FoundTarget target;
  SocketHolder holder;
  std::uint64_t inode = 0;
};

// One search for the listener of a port.
class PortSearch {
 public:
  PortSearch(std::uint16_t port, const ProcRoot& proc, const std::vector<ProcessStat>& table)
      : port_(port), reader_(proc), family_(table) {}

  Result<Listener> run() {
    sockets_ = find_listening_sockets(reader_, port_);
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

  Result<Listener> choose(const std::vector<SocketHolder>& holders) {
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

    const auto holder = holder_of(tops.front());
    Listener listener{target_of(*family_.find(tops.front())), holder, sockets_[holder.socket].inode};
    if (refused_name)
      listener.target.notes.push_back(
          fmt::format("{} holds the socket of port {} too and is not watched", *refused_name, port_));
    note_others(tops, listener.target);
    return listener;
  }

  void note_others(const std::vector<int>& tops, FoundTarget& target) const {
    if (tops.size() < 2) return;
    std::string names;
    for (std::size_t i = 1; i < std::min(tops.size(), kMaxNamed + 1); ++i)
      names += (i == 1 ? "" : ", ") + name_of(*family_.find(tops[i]));
    const int parent = family_.find(tops.front())->parent_pid;
    const bool siblings =
        std::all_of(tops.begin(), tops.end(), [&](int pid) { return family_.find(pid)->parent_pid == parent; });
    const auto* above = siblings && parent > 1 && !family_.descends(getpid(), parent) ? family_.find(parent) : nullptr;
    target.notes.push_back(fmt::format(
        "{} processes listen on port {} and none is the parent of the others: {} is watched, not {}; pass pid:{} to "
        "watch {}",
        tops.size(), port_, target.description, names, above ? above->pid : tops[1],
        above ? "all of them, which " + name_of(*above) + " started" : "that one"));
  }

  std::uint16_t port_;
  ProcessReader reader_;
  ProcessFamily family_;
  std::vector<ListeningSocket> sockets_;
};

// Used by a sampler. Cheap while the root still holds the socket that it was found by: one link is read.
class ListenerWatch {
 public:
  ListenerWatch(std::uint16_t port, ProcRoot proc, SocketHolder holder, std::uint64_t inode)
      : port_(port), proc_(std::move(proc)), holder_(holder), inode_(inode) {}

  int operator()(int root_pid) {
    const auto held = socket_inode(ProcessReader(proc_), holder_.pid, holder_.fd);
    if (root_pid == holder_.pid && held && *held == inode_) return root_pid;
    PortSearch search(port_, proc_, ProcessReader(proc_).all());
    const auto listener = search.run();
    if (!listener) return 0;
    const int pid = listener->target.root_pid;
    if (root_pid != 0 && search.family().descends(pid, root_pid)) return root_pid;  // its workers listen now
    holder_ = listener->holder;
    inode_ = listener->inode;
    return pid;
  }

 private:
  std::uint16_t port_;
  ProcRoot proc_;
  SocketHolder holder_;
  std::uint64_t inode_;
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

Result<FoundTarget> search_by_name(const std::string& regex, const ProcessReader& reader, const ProcessFamily& family) {
  std::vector<int> found;
  try {
    found = matches(std::regex(regex, std::regex::ECMAScript), family, reader);
  } catch (const std::regex_error& error) {
    return usage(fmt::format("name:{}: expected a regular expression: {}", regex, error.what()));
  }
  const auto tops = family.tops(found);
  if (tops.empty()) {
    const auto hidden = why_hidden({reader.root()});
    return unavailable(fmt::format("name:{}: no process {}has that in its name or command line{}", regex,
                                   hidden.empty() ? "" : "that is visible here ", hidden.empty() ? "" : "; " + hidden));
  }
  if (tops.size() > 1) {
    std::string names;
    for (std::size_t i = 0; i < std::min(tops.size(), kMaxNamed); ++i)
      names += fmt::format("{}pid:{} ({})", i == 0 ? "" : ", ", tops[i], reader.command_line(tops[i]).substr(0, 60));
    if (tops.size() > kMaxNamed) names += fmt::format(", and {} more", tops.size() - kMaxNamed);
    return usage(fmt::format("name:{} fits {} processes that are not of one tree: {}; pass one of them", regex,
                             tops.size(), names));
  }
  return target_of(*family.find(tops.front()));
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

Result<FoundTarget> find_by_port(std::uint16_t port, const ProcRoot& proc) {
  auto listener = PortSearch(port, proc, ProcessReader(proc).all()).run();
  if (!listener) return listener.error();
  auto target = std::move(listener->target);
  target.find_again = ListenerWatch(port, proc, listener->holder, listener->inode);
  return target;
}

Result<FoundTarget> find_by_name(const std::string& regex, const ProcRoot& proc) {
  auto target = search_by_name(regex, ProcessReader(proc), ProcessFamily(ProcessReader(proc).all()));
  if (!target) return target;
  target->find_again = [regex, proc](int root_pid) {
    if (root_pid != 0) return root_pid;
    const ProcessReader reader(proc);
    const auto again = search_by_name(regex, reader, ProcessFamily(reader.all()));
    return again ? again->root_pid : 0;
  };
  return target;
}

}  // namespace plimsoll
