#include "reports/html/page.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace plimsoll {

void write_each_request(const HtmlPage& page) {
  const auto& by_request = page.record.steps.by_request;
  page.html.leaf("p", {{"class", "lead"}},
                 "The requests that are chosen, here or by their names in the table of response times.");
  page.html.leaf("div", {{"class", "chooser needs-script"}, {"data-chooser", "requests"}}, "");
  std::uint32_t longest = 1;
  for (const auto& steps : by_request) longest = std::max(longest, steps.step_s);
  const auto steps = fmt::format("Of {} in steps of {}; the warm-up is left out.", plural(by_request.size(), "request"),
                                 longest == 1 ? "a second" : seconds_text(longest));
  { const auto figure = open_figure(page.html, {"each-rate", "Requests per second by name", steps}); }
  if (page.total.failures > 0) {
    const auto figure = open_figure(page.html, {"each-failures", "Failures per second by name", steps});
  }
  const auto figure =
      open_figure(page.html, {"each-percentiles", "Response time by name",
                              "One request alone has p50, p95 and p99; of several it is the p95 of each, or the p50 "
                              "where not all have a p95. A point is of as long a "
                              "step as has enough requests, mostly; where one has fewer, it is left out."});
}

}  // namespace plimsoll
