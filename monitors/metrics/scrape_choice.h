#pragma once

// Which of the figures that a service reports are watched, and what becomes of each: those of memory that are known by
// name, or what matches the globs of the scenario. A value; any thread.

#include "monitors/metrics/prometheus_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ChosenMetric {
  std::string_view unit;  // "bytes" or ""
  double factor = 1;      // to that unit
  bool judged = false;
};

class ScrapeChoice {
 public:
  // Globs: `*` stands for anything, `?` for one character. None: what is known by name.
  explicit ScrapeChoice(std::vector<std::string> globs) : globs_(std::move(globs)) {}

  std::optional<ChosenMetric> choose(const MetricLine& line) const;
  std::string text() const;  // for messages: "a metric of memory that is known by name", "what matches a*, b*"

 private:
  std::vector<std::string> globs_;
};

}  // namespace plimsoll
