#include "monitors/processes/connection_servers.h"

#include "core/clock.h"
#include "monitors/processes/listening_sockets.h"

#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

namespace plimsoll {
namespace {

constexpr std::size_t kMostListeners = 256;
constexpr std::size_t kMostDescriptors = 20'000;              // a look at all of them takes some 20 ms
constexpr Nanos kBetweenListeners = std::chrono::seconds(5);  // to look for them costs a walk over all processes
constexpr timeval kPatience{0, 100'000};

struct Question {
  nlmsghdr head;
  inet_diag_req_v2 of;
};

struct Ends {
  sockaddr_storage local{}, remote{};
};

std::uint16_t port_of(const sockaddr_storage& address) {
  sockaddr_in v4{};
  std::memcpy(&v4, &address, sizeof v4);
  return v4.sin_port;  // where that of IPv6 is, too
}

void put_address(const sockaddr_storage& from, __be32 (&to)[4]) {
  if (from.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &from, sizeof v6);
    std::memcpy(to, &v6.sin6_addr, sizeof to);
    return;
  }
  sockaddr_in v4{};
  std::memcpy(&v4, &from, sizeof v4);
  to[0] = v4.sin_addr.s_addr;
}

bool read_ends(int socket, Ends& ends) {
  socklen_t size = sizeof ends.local;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&ends.local), &size) != 0) return false;
  size = sizeof ends.remote;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&ends.remote), &size) != 0) return false;
  return ends.local.ss_family == AF_INET || ends.local.ss_family == AF_INET6;
}

// The socket whose own end is our remote one.
Question question_of(const Ends& ends) {
  Question question{};
  question.head.nlmsg_len = sizeof question;
  question.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.head.nlmsg_flags = NLM_F_REQUEST;
  question.of.sdiag_family = static_cast<__u8>(ends.local.ss_family);
  question.of.sdiag_protocol = IPPROTO_TCP;
  question.of.idiag_states = ~0U;
  auto& id = question.of.id;
  id.idiag_sport = port_of(ends.remote);
  id.idiag_dport = port_of(ends.local);
  put_address(ends.remote, id.idiag_src);
  put_address(ends.local, id.idiag_dst);
  std::fill(std::begin(id.idiag_cookie), std::end(id.idiag_cookie), INET_DIAG_NOCOOKIE);
  return question;
}

}  // namespace

ConnectionServers::ConnectionServers(const ProcRoot& root)
    : reader_(root), diagnostics_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
  if (diagnostics_ >= 0) setsockopt(diagnostics_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

ConnectionServers::~ConnectionServers() {
  if (diagnostics_ >= 0) close(diagnostics_);
}

ConnectionServers::OtherEnd ConnectionServers::other_end_of(int socket) const {
  OtherEnd end;
  Ends ends;
  if (socket < 0 || diagnostics_ < 0 || !read_ends(socket, ends)) return end;
  const auto question = question_of(ends);
  if (send(diagnostics_, &question, sizeof question, 0) != static_cast<ssize_t>(sizeof question)) return end;
  alignas(nlmsghdr) std::array<char, 4096> answer{};
  const auto size = recv(diagnostics_, answer.data(), answer.size(), 0);
  nlmsghdr head{};
  inet_diag_msg found{};
  if (size < static_cast<ssize_t>(NLMSG_HDRLEN + sizeof found)) return end;
  std::memcpy(&head, answer.data(), sizeof head);
  if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY) return end;  // an error: there is none
  std::memcpy(&found, answer.data() + NLMSG_HDRLEN, sizeof found);
  // Where no connection is of these ends, the kernel answers with who listens there.
  const bool is_held = found.idiag_state == TCP_ESTABLISHED || found.idiag_state == TCP_CLOSE_WAIT;
  end.is_open = is_held || found.idiag_state == TCP_SYN_RECV;
  end.inode = is_held ? found.idiag_inode : 0;
  end.port = ntohs(port_of(ends.remote));
  return end;
}

std::vector<ConnectionServers::Server> ConnectionServers::find(std::span<const int> sockets) {
  std::vector<OtherEnd> ends;
  std::vector<Server> servers(sockets.size());
  for (const int socket : sockets) ends.push_back(other_end_of(socket));
  for (std::size_t i = 0; i < ends.size(); ++i)
    if (ends[i].is_open && ends[i].inode == 0) servers[i].sight = Sight::waiting;
  look_among_known(ends, servers);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].inode == 0 || servers[i].sight == Sight::seen) continue;
    if (find_listeners(ends[i].port, monotonic_now())) look_among_known(ends, servers);
    break;
  }
  return servers;
}

void ConnectionServers::look_among_known(const std::vector<OtherEnd>& ends, std::vector<Server>& servers) const {
  if (std::none_of(ends.begin(), ends.end(), [](const OtherEnd& end) { return end.inode != 0; })) return;
  std::size_t looked_at = 0;
  for (const int pid : listeners_) {
    const auto fds = reader_.list_fds(pid);
    if (!fds) continue;
    for (const int fd : *fds) {
      if (++looked_at > kMostDescriptors) return;
      const auto inode = socket_inode(reader_, pid, fd);
      if (!inode || *inode == 0) continue;
      for (std::size_t i = 0; i < ends.size(); ++i)
        if (ends[i].inode == *inode) servers[i] = {Sight::seen, std::max(pid, servers[i].pid)};
    }
  }
}

// True: they were looked for.
bool ConnectionServers::find_listeners(std::uint16_t port, Instant now) {
  if (now < look_again_) return false;
  look_again_ = now + kBetweenListeners;
  listeners_.clear();
  for (const auto& holder : find_socket_holders(reader_, find_listening_sockets(reader_, port)).holders)
    if (listeners_.size() < kMostListeners) listeners_.push_back(holder.pid);
  return true;
}

std::string ConnectionServers::name_of(int pid) const {
  const auto stat = reader_.stat(pid);
  if (!stat || stat->command.empty()) return fmt::format("process {}", pid);
  return fmt::format("process {} ({})", pid, stat->command);
}

}  // namespace plimsoll
