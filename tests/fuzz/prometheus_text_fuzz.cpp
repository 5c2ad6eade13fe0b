// Any bytes as a page of metrics: what is read lies within the page, each line gives one sample at most, and every line
// is told as a sample, as refused, or is neither.

#include "monitors/metrics/prometheus_text.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view page(reinterpret_cast<const char*>(data), size);
  const auto within = [&](std::string_view part) {
    const std::less_equal<> before;
    return part.empty() || (before(page.data(), part.data()) && before(part.data() + part.size(), page.data() + size));
  };
  plimsoll::PrometheusText text(page);
  std::size_t samples = 0;
  while (const auto line = text.next()) {
    ++samples;
    demand(!line->name.empty() && within(line->name) && within(line->labels));
    demand(line->name.find('\n') == std::string_view::npos && line->labels.find('\n') == std::string_view::npos);
  }
  demand(!text.next());
  demand((text.refused() == 0) == text.first_refused().empty() && within(text.first_refused()));
  const auto lines = static_cast<std::size_t>(std::count(page.begin(), page.end(), '\n')) + 1;
  demand(samples + text.refused() <= lines);
  return 0;
}
