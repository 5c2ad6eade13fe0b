#include "monitors/processes/listening_sockets.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::string_view kListening = "0A";
constexpr std::string_view kPrefix = "socket:[";

template <class Number>
Number number(std::string_view text, int base) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

// The kernel prints an address as words of 32 bits, each in the order of this machine.
std::string address_text(std::string_view hex, in6_addr& address) {
  for (std::size_t i = 0; i * 8 < hex.size() && i < 4; ++i) {
    const auto word = number<std::uint32_t>(hex.substr(i * 8, 8), 16);
    std::memcpy(address.s6_addr + i * 4, &word, 4);
  }
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(hex.size() == 8 ? AF_INET : AF_INET6, &address, text, sizeof text);
  return text;
}

int distance_of(const in6_addr& address, bool v6) {
  in_addr v4{};
  std::memcpy(&v4, address.s6_addr + (v6 ? 12 : 0), 4);
  if (v6 && !IN6_IS_ADDR_V4MAPPED(&address))
    return IN6_IS_ADDR_LOOPBACK(&address) ? 0 : IN6_IS_ADDR_UNSPECIFIED(&address) ? 1 : 2;
  return (ntohl(v4.s_addr) >> 24) == 127 ? 0 : v4.s_addr == INADDR_ANY ? 1 : 2;
}

struct Address {
  bool v6 = false;
  in6_addr bytes{};  // of IPv4: mapped
};

// An IPv4 address that is written as IPv6 is one of IPv4: so does the kernel take it.
std::optional<Address> parse_numeric(const std::string& text) {
  Address address;
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    address.bytes.s6_addr[10] = address.bytes.s6_addr[11] = 0xFF;
    std::memcpy(address.bytes.s6_addr + 12, &v4, 4);
    return address;
  }
  if (inet_pton(AF_INET6, text.substr(0, text.find('%')).c_str(), &address.bytes) != 1) return std::nullopt;
  address.v6 = !IN6_IS_ADDR_V4MAPPED(&address.bytes);
  return address;
}

// In the order in which the kernel looks; nothing where no connection to the address comes to that socket.
std::optional<int> distance_to(const ListeningSocket& socket, const Address& address) {
  const auto bound = parse_numeric(socket.address);
  if (!bound) return std::nullopt;
  const bool v6_socket = socket.address.find(':') != std::string::npos;
  if (IN6_ARE_ADDR_EQUAL(&bound->bytes, &address.bytes)) return v6_socket && !address.v6 ? 1 : 0;
  if (socket.address == "::") return 3;  // whether IPv4 alone is kept out of it, the table does not say
  if (socket.address == "0.0.0.0" && !address.v6) return 2;
  return std::nullopt;
}

void read_table(const std::string& path, std::uint16_t port, std::vector<ListeningSocket>& sockets) {
  std::ifstream file(path);
  const auto port_field = fmt::format(":{:04X} ", port);
  for (std::string line; std::getline(file, line);) {
    if (line.find(port_field) == std::string::npos) continue;  // there may be many thousands
    std::istringstream words(line);
    std::string number_in_table, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    words >> number_in_table >> local >> remote >> state;
    const auto colon = local.find(':');
    if (state != kListening || colon == std::string::npos) continue;
    if (number<std::uint16_t>(std::string_view(local).substr(colon + 1), 16) != port) continue;
    words >> queues >> timer >> retransmits >> user >> timeout >> inode;
    ListeningSocket socket;
    in6_addr address{};
    socket.address = address_text(std::string_view(local).substr(0, colon), address);
    socket.distance = distance_of(address, colon > 8);
    socket.user_id = number<unsigned>(user, 10);
    socket.inode = number<std::uint64_t>(inode, 10);
    if (socket.inode != 0) sockets.push_back(std::move(socket));
  }
}

}  // namespace

std::vector<ListeningSocket> find_listening_sockets(const ProcessReader& reader, std::uint16_t port) {
  std::vector<ListeningSocket> sockets;
  read_table(reader.root() + "/net/tcp", port, sockets);
  read_table(reader.root() + "/net/tcp6", port, sockets);
  return sockets;
}

std::vector<ListeningSocket> those_that_serve(std::vector<ListeningSocket> sockets,
                                              const std::vector<std::string>& addresses) {
  for (const auto& text : addresses) {
    const auto address = parse_numeric(text);
    std::vector<ListeningSocket> serving;
    for (const auto& socket : sockets)
      if (const auto distance = address ? distance_to(socket, *address) : std::nullopt) {
        serving.push_back(socket);
        serving.back().distance = *distance;
      }
    if (!serving.empty()) return serving;
  }
  return sockets;
}

Reading<std::uint64_t> socket_inode(const ProcessReader& reader, int pid, int fd) {
  char link[64];
  const auto size = readlink(fmt::format("{}/{}/fd/{}", reader.root(), pid, fd).c_str(), link, sizeof link);
  if (size < 0) return errno == EACCES ? Unread::not_permitted : Unread::gone;
  const std::string_view text(link, static_cast<std::size_t>(size));
  return text.starts_with(kPrefix) ? number<std::uint64_t>(text.substr(kPrefix.size()), 10) : std::uint64_t{0};
}

SocketHolders find_socket_holders(const ProcessReader& reader, const std::vector<ListeningSocket>& sockets) {
  SocketHolders found;
  for (const int pid : reader.all_pids()) {
    const auto fds = reader.list_fds(pid);
    if (!fds) {
      found.unreadable += fds.why == Unread::not_permitted;
      continue;
    }
    std::optional<SocketHolder> nearest;
    for (const int fd : *fds) {
      const auto inode = socket_inode(reader, pid, fd);
      if (!inode && inode.why == Unread::not_permitted) {  // the list may be looked at, what is in it not
        ++found.unreadable;
        break;
      }
      for (std::size_t i = 0; inode && i < sockets.size(); ++i)
        if (sockets[i].inode == *inode && (!nearest || sockets[i].distance < sockets[nearest->socket].distance))
          nearest = SocketHolder{pid, fd, i};
    }
    if (nearest) found.holders.push_back(*nearest);
  }
  return found;
}

}  // namespace plimsoll
