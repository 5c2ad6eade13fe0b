#include "monitors/gpu/drm_board.h"

#include <algorithm>
#include <charconv>

namespace plimsoll {
namespace {

std::optional<double> number_in(const std::filesystem::path& file) {
  const auto text = read_small_file(file.string(), 64);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() ? std::optional(static_cast<double>(value)) : std::nullopt;
}

}  // namespace

GpuBoard read_drm_board(const std::filesystem::path& sys, const std::string& device) {
  const auto folder = sys / "bus/pci/devices" / device;
  GpuBoard board;
  board.used_bytes = number_in(folder / "mem_info_vram_used");
  board.total_bytes = number_in(folder / "mem_info_vram_total");
  if (const auto percent = number_in(folder / "gpu_busy_percent")) board.utilisation = *percent / 100;
  return board;
}

std::optional<double> DrmEngines::share(Instant now, const std::vector<DrmClient>& clients) {
  std::map<std::string, double> used_ns;
  std::map<Engine, std::uint64_t> busy_ns;
  for (const auto& client : clients) {
    for (const auto& [engine, ns] : client.engine_ns) {
      busy_ns[{client.id, engine}] = ns;
      const auto before = busy_ns_.find({client.id, engine});
      if (before != busy_ns_.end() && ns > before->second)
        used_ns[engine] += static_cast<double>(ns - before->second);
      else
        used_ns[engine] += 0;
    }
  }
  std::optional<double> share;
  if (before_ && now > *before_) {
    const auto passed = static_cast<double>((now - *before_).count());
    for (const auto& [engine, ns] : used_ns) share = std::max(share.value_or(0), std::min(1.0, ns / passed));
  }
  before_ = now;
  busy_ns_ = std::move(busy_ns);
  return share;
}

}  // namespace plimsoll
