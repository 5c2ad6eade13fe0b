#pragma once

// Reads the text that a /metrics page is made of, Prometheus' own or OpenMetrics, sample by sample out of the text that
// it is given: nothing is copied or kept. Lines that are none are counted and left out. Any thread, one at a time.

#include <cstddef>
#include <optional>
#include <string_view>

namespace plimsoll {

enum class MetricKind { unreported, gauge, counter, histogram, summary, other };

struct MetricLine {
  std::string_view name;    // "nv_gpu_memory_used_bytes"
  std::string_view labels;  // as written between the braces: `gpu="0"`
  double value = 0;         // may be infinite or not a number
  MetricKind kind = MetricKind::unreported;
};

class PrometheusText {
 public:
  explicit PrometheusText(std::string_view text) : rest_(text) {}

  // Nothing at the end.
  std::optional<MetricLine> next();

  std::size_t refused() const noexcept { return refused_; }
  std::string_view first_refused() const noexcept { return first_refused_; }  // a whole line

 private:
  void read_comment(std::string_view line);
  MetricKind kind_of(std::string_view name) const;

  std::string_view rest_;
  std::string_view reported_name_;  // of the last # TYPE
  MetricKind reported_kind_ = MetricKind::unreported;
  std::size_t refused_ = 0;
  std::string_view first_refused_;
};

}  // namespace plimsoll
