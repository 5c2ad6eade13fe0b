#include "monitors/processes/local_connections.h"

#include "monitors/processes/listening_sockets.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_set>

namespace plimsoll {
namespace {

constexpr std::string_view kEstablished = "01", kListens = "0A";
constexpr std::size_t kMaxLookedAt = 20'000;
constexpr std::size_t kMaxTableRows = 200'000;

// As the tables have it: "0100007F:1F90".
struct Place {
  std::string address;
  std::uint16_t port = 0;
};

Place place_of(const std::string& text) {
  Place place;
  const auto colon = std::min(text.find(':'), text.size());
  place.address = text.substr(0, colon);
  if (colon < text.size()) std::from_chars(text.data() + colon + 1, text.data() + text.size(), place.port, 16);
  return place;
}

// 127.x.x.x, ::1, or 127.x.x.x as IPv6 writes it.
bool is_loopback(std::string_view address) {
  if (address.size() == 8) return address.ends_with("7F");
  return address == "00000000000000000000000001000000" ||
         (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"));
}

std::unordered_set<std::uint64_t> sockets_of(const ProcessReader& reader, const std::vector<int>& pids) {
  std::unordered_set<std::uint64_t> held;
  std::size_t descriptors = 0;
  for (const int pid : pids) {
    const auto fds = reader.list_fds(pid);
    if (!fds) continue;
    if ((descriptors += fds->size()) > kMaxLookedAt) return {};
    for (const int fd : *fds)
      if (const auto inode = socket_inode(reader, pid, fd); inode && *inode != 0) held.insert(*inode);
  }
  return held;
}

struct Ports {
  std::vector<std::uint16_t> used, listened_on;  // by them; by others
};

void read_connections(const std::string& path, const std::unordered_set<std::uint64_t>& held, Ports& ports) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the heads
  for (std::size_t row = 0; row < kMaxTableRows && std::getline(file, line); ++row) {
    std::istringstream words(line);
    std::string number, local, remote, state, skipped;
    words >> number >> local >> remote >> state;
    if (state != kEstablished && state != kListens) continue;
    std::uint64_t inode = 0;
    for (int i = 0; i < 5; ++i) words >> skipped;  // queues, timer, retransmits, user, timeout
    words >> inode;
    const auto here = place_of(local), there = place_of(remote);
    if (state == kListens && !held.contains(inode)) ports.listened_on.push_back(here.port);
    if (state == kEstablished && held.contains(inode) && (is_loopback(there.address) || there.address == here.address))
      ports.used.push_back(there.port);
  }
}

}  // namespace

std::vector<std::uint16_t> ports_they_use(const ProcessReader& reader, const std::vector<int>& pids) {
  const auto held = sockets_of(reader, pids);
  if (held.empty()) return {};
  Ports ports;
  for (const auto* table : {"tcp", "tcp6"})
    read_connections(fmt::format("{}/{}/net/{}", reader.root(), pids.front(), table), held, ports);
  std::sort(ports.used.begin(), ports.used.end());
  ports.used.erase(std::unique(ports.used.begin(), ports.used.end()), ports.used.end());
  std::erase_if(ports.used, [&](auto port) {
    return std::find(ports.listened_on.begin(), ports.listened_on.end(), port) == ports.listened_on.end();
  });
  return ports.used;
}

}  // namespace plimsoll
