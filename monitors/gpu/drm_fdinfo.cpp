#include "monitors/gpu/drm_fdinfo.h"

#include "core/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kBetweenLooks = 5s;
constexpr std::size_t kMostBytes = 16384;
constexpr std::string_view kNode = "/dev/dri/";

// "12 KiB", "12 MiB", "12 ns", "12"
std::optional<std::uint64_t> amount(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  const auto unit = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit == "KiB") return value << 10U;
  if (unit == "MiB") return value << 20U;
  return value;
}

// What one region holds. Drivers tell some of these: what is there now, by its newer and its older name, or what was
// asked for, which may not be there yet.
struct Region {
  std::optional<std::uint64_t> resident, memory, total;
  std::uint64_t bytes() const { return resident ? *resident : memory ? *memory : total.value_or(0); }
};

using Regions = std::map<std::string, Region, std::less<>>;

bool is_on_board(std::string_view region) { return region.starts_with("vram") || region.starts_with("local"); }

// A graphics unit without memory of its own takes the machine's.
std::uint64_t sum_of(const Regions& regions) {
  const bool has_board =
      std::any_of(regions.begin(), regions.end(), [](auto& region) { return is_on_board(region.first); });
  std::uint64_t sum = 0;
  for (const auto& [name, region] : regions)
    if (!has_board || is_on_board(name)) sum += region.bytes();
  return sum;
}

void take_region(Regions& regions, std::string_view key, std::uint64_t value) {
  constexpr std::array<std::pair<std::string_view, std::optional<std::uint64_t> Region::*>, 3> kKinds = {
      {{"drm-resident-", &Region::resident}, {"drm-memory-", &Region::memory}, {"drm-total-", &Region::total}}};
  for (const auto& [prefix, member] : kKinds)
    if (key.starts_with(prefix)) regions[std::string(key.substr(prefix.size()))].*member = value;
}

void take_engine(DrmClient& client, std::string_view key, std::uint64_t value) {
  constexpr std::string_view kEngine = "drm-engine-";
  if (!key.starts_with(kEngine)) return;
  const auto engine = key.substr(kEngine.size());
  if (!engine.starts_with("capacity-")) client.engine_ns[std::string(engine)] = value;
}

}  // namespace

std::optional<DrmClient> parse_fdinfo(std::string_view text) {
  DrmClient client;
  Regions regions;
  std::optional<std::uint64_t> id;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !line.starts_with("drm-")) continue;
    const auto key = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (key == "drm-driver") client.driver = value;
    if (key == "drm-pdev") client.device = value;
    const auto number = amount(value);
    if (!number) continue;
    if (key == "drm-client-id") id = number;
    take_region(regions, key, *number);
    take_engine(client, key, *number);
  }
  if (client.driver.empty() || !id || regions.empty()) return std::nullopt;
  if (client.device.empty()) client.device = client.driver;  // not on a bus: the only one of its kind
  client.id = *id;
  client.bytes = sum_of(regions);
  return client;
}

std::vector<int> DrmFdinfo::device_fds(int pid) const {
  std::vector<int> found;
  const auto fds = reader_.list_fds(pid);
  if (!fds) return found;
  std::array<char, 64> target{};
  for (const int fd : *fds) {
    const auto length = readlink(fmt::format("{}/{}/fd/{}", reader_.root(), pid, fd).c_str(), target.data(), 64);
    if (length > 0 && std::string_view(target.data(), static_cast<std::size_t>(length)).starts_with(kNode))
      found.push_back(fd);
  }
  return found;
}

std::vector<DrmClient> DrmFdinfo::clients(Instant now, const std::vector<int>& pids) {
  if (now >= next_look_) {
    next_look_ = now + kBetweenLooks;
    fds_.clear();
    for (const int pid : pids)
      if (auto fds = device_fds(pid); !fds.empty()) fds_[pid] = std::move(fds);
  }
  std::vector<DrmClient> clients;
  std::set<std::pair<std::string, std::uint64_t>> seen;
  for (const int pid : pids) {
    const auto of_pid = fds_.find(pid);
    if (of_pid == fds_.end()) continue;
    for (const int fd : of_pid->second) {
      const auto text = read_small_file(fmt::format("{}/{}/fdinfo/{}", reader_.root(), pid, fd), kMostBytes);
      if (!text) continue;
      auto client = parse_fdinfo(*text);
      if (!client || !seen.emplace(client->device, client->id).second) continue;
      client->pid = pid;
      clients.push_back(std::move(*client));
    }
  }
  return clients;
}

}  // namespace plimsoll
