#include "judgement/pool_caveat.h"

#include "core/units.h"
#include "judgement/traces/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

namespace plimsoll {
namespace {

// A context with its libraries takes up to 0.8 GiB: measured on an H200 with PyTorch, JAX and CuPy.
constexpr double kLeastPool = 2.0 * 1024 * 1024 * 1024;
constexpr std::size_t kLeastReadings = 30;

struct Held {
  double bytes = 0;
  std::size_t readings = 0;
  bool changed = false;
};

}  // namespace

std::optional<double> pool_bytes(const Trace& trace, const LeakVerdict& verdict) {
  if (is_accused(verdict.verdict)) return std::nullopt;
  std::map<double, Held> by_life;
  for (std::size_t i = 0; i < trace.memory_bytes.size(); ++i) {
    if (!std::isfinite(trace.memory_bytes[i])) continue;
    Held& held = by_life[i < trace.lives.size() ? trace.lives[i] : 0];
    held.changed = held.changed || (held.readings > 0 && held.bytes != trace.memory_bytes[i]);
    held.bytes = trace.memory_bytes[i];
    ++held.readings;
  }
  double largest = 0;
  for (const auto& [life, held] : by_life)
    if (!held.changed && held.readings >= kLeastReadings) largest = std::max(largest, held.bytes);
  return largest < kLeastPool ? std::nullopt : std::optional(largest);
}

std::string pool_caveat(double pool_bytes) {
  return fmt::format(
      "A process holds {}, constant to the byte. Where that is a pool which its framework took at the start (JAX, "
      "TensorFlow, vLLM), a leak within it cannot be seen from outside: the framework's own figures tell "
      "(jax.local_devices()[0].memory_stats(), tf.config.experimental.get_memory_info('GPU:0'), vLLM's /metrics), and "
      "XLA_PYTHON_CLIENT_PREALLOCATE=false or TF_FORCE_GPU_ALLOW_GROWTH=true lets it be seen.",
      format_bytes(pool_bytes));
}

}  // namespace plimsoll
