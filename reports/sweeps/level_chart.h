#pragma once

// Lines against the level of load, drawn as SVG that stretches to the width of the page, with its labels as text beside
// it that keeps its size. The level's axis is logarithmic; that of the values too where they reach over a decade. Pure;
// any thread.

#include "reports/html/writer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct ChartLine {
  std::string name;
  std::string_view color;                         // of the theme: "sea"
  std::string_view dashes{};                      // "6 4"; empty: a whole line
  std::vector<std::pair<double, double>> points;  // level and value, ascending
};

struct ChartMark {
  std::string name;
  double level = 0;
  std::string_view color;
};

struct LevelChart {
  std::string title;
  std::string summary;  // what it shows, in words
  std::string unit;     // of the values: "ms"
  std::vector<ChartLine> lines;
  std::vector<ChartMark> marks{};
};

void write_level_chart(HtmlWriter& html, const LevelChart& chart);

// What the styles of the page do not know yet.
std::string_view level_chart_styles();

}  // namespace plimsoll
