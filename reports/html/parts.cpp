#include "reports/html/page.h"

#include <string>

namespace plimsoll {
namespace {

constexpr std::string_view kCheckMark =
    R"(<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.3L13 4.6" fill="none" )"
    R"(stroke="currentColor" stroke-width="2.2"/></svg>)";
constexpr std::string_view kCross =
    R"(<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" fill="none" )"
    R"(stroke="currentColor" stroke-width="2.2"/></svg>)";
constexpr std::string_view kQuestion =
    R"(<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.2" fill="none" )"
    R"(stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2"/></svg>)";
constexpr std::string_view kRising =
    R"(<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 13L13 4M7.5 3.5H13.5V9.5" fill="none" )"
    R"(stroke="currentColor" stroke-width="2.2"/></svg>)";

struct Look {
  std::string_view css_class;
  std::string_view drawing;
};

Look look_of(HtmlState state) {
  switch (state) {
    case HtmlState::ok:
      return {"state ok", kCheckMark};
    case HtmlState::broken:
      return {"state broken", kCross};
    case HtmlState::unsure:
      return {"state unsure", kQuestion};
    case HtmlState::leaking:
      return {"state leaking", kRising};
  }
  return {"state unsure", kQuestion};
}

}  // namespace

void write_state(HtmlWriter& html, HtmlState state, std::string_view words) {
  const Look look = look_of(state);
  const auto span = html.open("span", {{"class", look.css_class}});
  html.trusted(look.drawing);
  html.text(words);
}

void write_facts(HtmlWriter& html, const Facts& facts) {
  if (facts.empty()) return;
  const auto list = html.open("dl", {{"class", "facts"}});
  for (const auto& [name, value] : facts) {
    const auto pair = html.open("div");
    html.leaf("dt", name);
    html.leaf("dd", value);
  }
}

HtmlWriter::Element open_scroll(HtmlWriter& html, std::string_view label) {
  return html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}});
}

void write_column_heads(HtmlWriter& html, const std::vector<std::string_view>& heads) {
  const auto head = html.open("thead");
  const auto row = html.open("tr");
  bool first = true;
  for (const auto text : heads) {
    html.leaf("th", {{"scope", "col"}, {first ? "class" : "", "text"}}, text);
    first = false;
  }
}

HtmlWriter::Element open_figure(HtmlWriter& html, const HtmlFigure& figure) {
  auto element = html.open("figure");
  {
    const auto caption = html.open("figcaption");
    html.leaf("h3", figure.title);
    if (!figure.summary.empty()) {
      const auto summary = html.open("p");
      if (figure.state) write_state(html, figure.state->first, figure.state->second);
      html.text((figure.state ? ". " : "") + figure.summary);
    }
  }
  const std::string monitor = std::to_string(figure.monitor);
  html.leaf("div",
            {{"class", "place"},
             {"data-chart", figure.chart},
             {"data-monitor", monitor},
             {figure.series.empty() ? "" : "data-series", figure.series}},
            "");
  html.line_break();
  return element;
}

}  // namespace plimsoll
