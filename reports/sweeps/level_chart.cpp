#include "reports/sweeps/level_chart.h"

#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

// Of the drawing, which stretches.
constexpr double kSide = 1000;
// Labels beneath are at least so far apart, as a share of the width: a phone's page has room for them.
constexpr double kLabelGap = 0.15;

struct Axis {
  double low = 0, high = 1;
  bool is_log = false;

  double place(double value) const {
    if (is_log) return (std::log(std::max(value, low)) - std::log(low)) / (std::log(high) - std::log(low));
    return (value - low) / (high - low);
  }
};

double nice_step(double span) {
  const double rough = span / 4;
  const double unit = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (rough <= step * unit) return step * unit;
  return 10 * unit;
}

Axis level_axis(const LevelChart& chart) {
  Axis axis{0, 0, true};
  for (const auto& line : chart.lines)
    for (const auto& [level, value] : line.points) {
      axis.low = axis.low == 0 ? level : std::min(axis.low, level);
      axis.high = std::max(axis.high, level);
    }
  if (axis.low == axis.high) axis = {axis.low / 2, axis.high * 2, true};
  return axis;
}

Axis value_axis(const LevelChart& chart) {
  constexpr double kDecade = 10;
  double low = 0;
  double high = 0;
  for (const auto& line : chart.lines)
    for (const auto& [level, value] : line.points) {
      if (value > 0) low = low == 0 ? value : std::min(low, value);
      high = std::max(high, value);
    }
  if (high == 0) return {0, 1, false};
  if (!chart.unit.empty() && high > kDecade * low)
    return {std::pow(10.0, std::floor(std::log10(low))), std::pow(10.0, std::ceil(std::log10(high))), true};
  const double step = nice_step(high);
  return {0, std::ceil(high / step) * step, false};
}

std::vector<double> ticks_of(const Axis& axis) {
  std::vector<double> ticks;
  if (axis.is_log) {
    const auto decades = std::lround(std::log10(axis.high / axis.low));
    for (long i = 0; i <= decades; ++i) ticks.push_back(axis.low * std::pow(10.0, static_cast<double>(i)));
    return ticks;
  }
  const double step = nice_step(axis.high - axis.low);
  const auto steps = std::lround((axis.high - axis.low) / step);
  for (long i = 0; i <= steps; ++i) ticks.push_back(axis.low + static_cast<double>(i) * step);
  return ticks;
}

std::string dashes_of(const ChartLine& line) {
  return line.dashes.empty() ? std::string() : fmt::format(R"svg( stroke-dasharray="{}")svg", line.dashes);
}

std::string drawing(const LevelChart& chart, const Axis& across, const Axis& up) {
  const auto x = [&](double level) { return kSide * across.place(level); };
  const auto y = [&](double value) { return kSide * (1 - up.place(value)); };
  std::string svg = R"svg(<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">)svg";
  for (const double tick : ticks_of(up))
    svg += fmt::format(R"svg(<path class="grid" d="M0 {:.1f}H1000"/>)svg", y(tick));
  for (const auto& mark : chart.marks)
    svg += fmt::format(R"svg(<path style="stroke:var(--{})" stroke-dasharray="2 3" d="M{:.1f} 0V1000"/>)svg",
                       mark.color, x(mark.level));
  for (const auto& line : chart.lines) {
    std::string path;
    std::string dots;
    for (const auto& [level, value] : line.points) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x(level), y(value));
      dots += fmt::format("M{:.1f} {:.1f}h0", x(level), y(value));
    }
    svg += fmt::format(R"svg(<path style="stroke:var(--{})"{} d="{}"/>)svg", line.color, dashes_of(line), path);
    svg += fmt::format(R"svg(<path class="dots" style="stroke:var(--{})" d="{}"/>)svg", line.color, dots);
  }
  return svg + "</svg>";
}

void write_legend(HtmlWriter& html, const LevelChart& chart) {
  const auto legend = html.open("p", {{"class", "legend"}});
  for (const auto& line : chart.lines) {
    const auto entry = html.open("span", {{"class", "legend-entry"}});
    html.trusted(fmt::format(R"svg(<svg width="26" height="10" aria-hidden="true"><path style="stroke:var(--{})" )svg"
                             R"svg(stroke-width="2.4"{} d="M1 5H25"/></svg>)svg",
                             line.color, dashes_of(line)));
    html.leaf("span", line.name);
  }
  for (const auto& mark : chart.marks) {
    const auto entry = html.open("span", {{"class", "legend-entry"}});
    html.trusted(fmt::format(R"svg(<svg width="10" height="14" aria-hidden="true"><path style="stroke:var(--{})" )svg"
                             R"svg(stroke-width="2" stroke-dasharray="2 3" d="M5 0V14"/></svg>)svg",
                             mark.color));
    html.leaf("span", mark.name);
  }
}

void write_labels(HtmlWriter& html, const LevelChart& chart, const Axis& across, const Axis& up) {
  const auto label = [&](std::string_view css, const std::string& style, const std::string& text) {
    html.leaf("span", {{"class", css}, {"style", style}}, text);
  };
  for (const double tick : ticks_of(up))
    label("up", fmt::format("bottom:{:.2f}%", 100 * up.place(tick)),
          chart.unit.empty() ? rate_text(tick) : milliseconds_text(tick));
  std::vector<double> levels;
  for (const auto& line : chart.lines)
    for (const auto& [level, value] : line.points) levels.push_back(level);
  std::sort(levels.begin(), levels.end());
  if (levels.empty()) return;
  double last = -1;
  const double end = across.place(levels.back());
  for (const double level : levels) {
    const double place = across.place(level);
    const bool is_end = place >= end;
    if (place - last < (last < 0 ? 0 : kLabelGap) || (!is_end && end - place < kLabelGap)) continue;
    if (is_end && last >= end) continue;
    label("across", fmt::format("left:{:.2f}%", 100 * place), rate_text(level));
    last = place;
  }
}

}  // namespace

void write_level_chart(HtmlWriter& html, const LevelChart& chart) {
  const auto across = level_axis(chart);
  const auto up = value_axis(chart);
  const auto figure = html.open("figure");
  {
    const auto caption = html.open("figcaption");
    html.leaf("h3", chart.title);
    html.leaf("p", chart.summary);
  }
  write_legend(html, chart);
  const auto plot = html.open("div", {{"class", "level-plot"}});
  html.trusted(drawing(chart, across, up));
  write_labels(html, chart, across, up);
  html.line_break();
}

std::string_view level_chart_styles() {
  return R"css(
.level-plot { position: relative; height: 240px; margin: 0.6rem 1.4rem 2rem 4.6rem; border-bottom: 1px solid var(--edge); }
.level-plot svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.level-plot path { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
.level-plot path.grid { stroke: var(--hairline); stroke-width: 1; }
.level-plot path.dots { stroke-width: 7; stroke-linecap: round; }
.level-plot span { position: absolute; color: var(--muted); font-size: 0.8rem; line-height: 1; white-space: nowrap; }
.level-plot .up { right: calc(100% + 0.5rem); transform: translateY(50%); }
.level-plot .across { top: calc(100% + 0.45rem); transform: translateX(-50%); }
.verdict h1 { max-width: 40ch; }
@media (max-width: 640px) { .level-plot { margin-left: 3.9rem; margin-right: 0.9rem; } }
)css";
}

}  // namespace plimsoll
