#include "monitors/metrics/metric_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <iterator>

namespace plimsoll {
namespace {

constexpr double kMebi = 1 << 20;

struct KnownMetric {
  std::string_view name;
  ChosenMetric as;
};
constexpr KnownMetric kKnown[] = {
    {"process_resident_memory_bytes", {"bytes", 1, true}},
    {"process_open_fds", {"", 1, true}},
    {"process_virtual_memory_bytes", {"bytes", 1, false}},
    {"python_gc_objects_collected_total", {"", 1, false}},
    {"python_gc_objects_uncollectable_total", {"", 1, false}},
    {"python_gc_collections_total", {"", 1, false}},
    {"go_memstats_heap_inuse_bytes", {"bytes", 1, true}},
    {"jvm_memory_used_bytes", {"bytes", 1, true}},
    {"nodejs_heap_size_used_bytes", {"bytes", 1, true}},
    {"nodejs_external_memory_bytes", {"bytes", 1, true}},
    {"container_memory_working_set_bytes", {"bytes", 1, true}},
    // Triton
    {"nv_gpu_memory_used_bytes", {"bytes", 1, true}},
    {"nv_pinned_memory_pool_used_bytes", {"bytes", 1, true}},
    // shares of a cache that is there from the start
    {"vllm:gpu_cache_usage_perc", {"", 1, false}},
    {"vllm:kv_cache_usage_perc", {"", 1, false}},
    {"vllm:cpu_cache_usage_perc", {"", 1, false}},
    {"sglang:token_usage", {"", 1, false}},
    // TorchServe, and NVIDIA's exporter: in MiB. The first is of the whole machine.
    {"MemoryUsed", {"bytes", kMebi, false}},
    {"GPUMemoryUsed", {"bytes", kMebi, true}},
    {"DCGM_FI_DEV_FB_USED", {"bytes", kMebi, true}},
};

const KnownMetric* find_known(std::string_view name) {
  const auto at = std::find_if(std::begin(kKnown), std::end(kKnown), [&](auto& one) { return one.name == name; });
  return at == std::end(kKnown) ? nullptr : at;
}

// Grows by its nature, or describes a distribution.
bool is_total(const MetricLine& line) {
  return line.kind == MetricKind::counter || line.kind == MetricKind::histogram || line.kind == MetricKind::summary ||
         line.name.ends_with("_total") || line.name.ends_with("_created") || line.name.ends_with("_bucket") ||
         line.name.ends_with("_sum") || line.name.ends_with("_count");
}

}  // namespace

std::optional<ChosenMetric> MetricChoice::choose(const MetricLine& line) const {
  const auto* known = find_known(line.name);
  if (globs_.empty()) return known ? std::optional(known->as) : std::nullopt;
  const std::string name(line.name);
  if (std::none_of(globs_.begin(), globs_.end(),
                   [&](const auto& glob) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; }))
    return std::nullopt;
  if (known) return known->as;
  const bool bytes = line.name.ends_with("_bytes") || line.name.find("_bytes_") != std::string_view::npos;
  const bool held = bytes || line.name.ends_with("_open_fds");
  return ChosenMetric{bytes ? "bytes" : "", 1, held && !is_total(line)};
}

std::string MetricChoice::text() const {
  return globs_.empty() ? "a figure of memory that is known by name"
                        : fmt::format("a metric that matches {}", fmt::join(globs_, " or "));
}

}  // namespace plimsoll
