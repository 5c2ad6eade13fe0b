#include "reports/memory_chart.h"

#include "record/series.h"
#include "reports/terminal_table.h"
#include "reports/words/judged_memory.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kRows = 12;
constexpr std::size_t kFewestColumns = 16;
constexpr std::size_t kDotsAcross = 2, kDotsDown = 4;  // of a braille character

struct Span {
  double t_s = 0, low = 0, high = 0;
};

std::vector<Span> memory_of(const RunRecord& record, const LeakRecord& leak) {
  std::vector<Span> spans;
  for (const auto& monitor : record.monitors) {
    if (monitor.name != leak.monitor) continue;
    for (const auto& point : stayed_memory(monitor, leak)) spans.push_back({point.t_s, point.bytes, point.bytes});
    if (!spans.empty()) continue;
    for (const auto& series : monitor.series)
      if (series.name() == leak.series)
        for (const auto& point : series.points()) spans.push_back({point.t_s, point.min, point.max});
  }
  return spans;
}

std::string encoded(unsigned braille) {
  const unsigned code = 0x2800 + braille;
  return {static_cast<char>(0xe0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

// What is drawn on: columns and rows of characters, each of 2 by 4 dots.
class Canvas {
 public:
  Canvas(const std::vector<Span>& memory, std::size_t columns) : columns_(columns), dots_(columns * kRows) {
    from_s_ = memory.front().t_s;
    to_s_ = memory.back().t_s;
    low_ = high_ = memory.front().low;
    for (const auto& span : memory) {
      low_ = std::min(low_, span.low);
      high_ = std::max(high_, span.high);
    }
    const double least = std::max(0.002 * high_, 1.0);  // noise alone does not fill the chart
    const double lacking = std::max(0.0, least - (high_ - low_)) / 2;
    low_ -= lacking;
    high_ += lacking;
    fit_.assign(columns, std::nullopt);
  }

  double from_s() const { return from_s_; }
  double to_s() const { return to_s_; }
  double bytes_at(std::size_t row) const {
    return high_ - (high_ - low_) * static_cast<double>(row) / static_cast<double>(kRows - 1);
  }

  void draw(const Span& span) {
    const std::size_t x = across(span.t_s, columns_ * kDotsAcross);
    const std::size_t last = down(span.low, kRows * kDotsDown);
    for (std::size_t y = down(span.high, kRows * kDotsDown); y <= last; ++y) dot(x, y);
  }

  void draw_fit(const std::vector<ModelPoint>& curve) {
    for (std::size_t i = 0; i + 1 < curve.size(); ++i) {
      const auto& [t0, y0] = curve[i];
      const auto& [t1, y1] = curve[i + 1];
      for (std::size_t x = across(t0, columns_); x <= across(t1, columns_); ++x) {
        const double t = from_s_ + (to_s_ - from_s_) * (static_cast<double>(x) + 0.5) / static_cast<double>(columns_);
        const double share = t1 > t0 ? std::clamp((t - t0) / (t1 - t0), 0.0, 1.0) : 0;
        fit_[x] = down(y0 + share * (y1 - y0), kRows);
      }
    }
  }

  void mark(double t_s) { mark_ = across(t_s, columns_); }
  std::optional<std::size_t> marked() const { return mark_; }

  std::string row(std::size_t row, const ConsoleStyle& style) const {
    std::string text;
    for (std::size_t x = 0; x < columns_; ++x) {
      const unsigned dots = dots_[row * columns_ + x];
      if (fit_[x] == row) {
        text += painted("━", Paint::yellow, style);
      } else if (dots != 0) {
        text += encoded(dots);
      } else {
        text += mark_ == x ? painted("┆", Paint::red, style) : " ";
      }
    }
    return text;
  }

 private:
  static std::size_t place(double share, std::size_t of) {
    return static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(of - 1)));
  }
  std::size_t across(double t_s, std::size_t of) const {
    return place(to_s_ > from_s_ ? (t_s - from_s_) / (to_s_ - from_s_) : 0, of);
  }
  std::size_t down(double bytes, std::size_t of) const { return place((high_ - bytes) / (high_ - low_), of); }

  void dot(std::size_t x, std::size_t y) {
    constexpr std::array<std::array<unsigned, kDotsAcross>, kDotsDown> kBits = {
        {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};
    dots_[y / kDotsDown * columns_ + x / kDotsAcross] |= kBits[y % kDotsDown][x % kDotsAcross];
  }

  std::size_t columns_;
  std::vector<unsigned> dots_;
  double from_s_ = 0, to_s_ = 0, low_ = 0, high_ = 0;
  std::vector<std::optional<std::size_t>> fit_;  // the row, of each column
  std::optional<std::size_t> mark_;
};

constexpr std::array<std::size_t, 3> kLabelled = {0, kRows / 2, kRows - 1};

// One of each row, most of them empty.
std::vector<std::string> labels_of(const Canvas& canvas, const LeakRecord& leak) {
  std::vector<double> amounts;
  amounts.reserve(kLabelled.size());
  for (const auto row : kLabelled) amounts.push_back(canvas.bytes_at(row));
  auto texts = bytes_texts_apart(amounts);
  if (leak.unit != "bytes") std::transform(amounts.begin(), amounts.end(), texts.begin(), rate_text);
  std::vector<std::string> labels(kRows);
  for (std::size_t i = 0; i < kLabelled.size(); ++i) labels[kLabelled[i]] = texts[i];
  return labels;
}

std::string time_axis(const Canvas& canvas, std::size_t columns) {
  const std::string left = seconds_text(canvas.from_s()), right = seconds_text(canvas.to_s());
  const std::string middle = seconds_text((canvas.from_s() + canvas.to_s()) / 2);
  const std::size_t before = columns / 2 - std::min(columns / 2, display_width(middle) / 2);
  std::string text = pad_right(left, std::max(before, display_width(left) + 2));
  const std::size_t taken = display_width(text) + display_width(middle) + 2 + display_width(right);
  if (taken <= columns) text += middle;
  return text + pad_left(right, columns - std::min(columns, display_width(text)));
}

std::string legend(const LeakRecord& leak, std::optional<double> onset_s, const ConsoleStyle& style) {
  std::string text = "⣿ " + one_line(series_title(leak.series));
  if (leak.verdict.model)
    text += fmt::format("   {} fit: {}", painted("━", Paint::yellow, style), model_words(leak.verdict.model->shape));
  if (onset_s)
    text += fmt::format("   {} growth begins at {}", painted("┆", Paint::red, style), seconds_text(*onset_s));
  return text;
}

}  // namespace

std::string memory_chart(const RunRecord& record, const LeakRecord& leak, const ConsoleStyle& style) {
  const auto memory = memory_of(record, leak);
  if (memory.size() < 2) return {};
  constexpr std::size_t kLabelColumns = 12;
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const std::size_t columns = std::max(kFewestColumns, width - kLabelColumns - 4);
  Canvas canvas(memory, columns);
  for (const auto& span : memory) canvas.draw(span);
  if (leak.verdict.model) {
    auto curve = leak.verdict.model->curve;
    std::stable_sort(curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.t_s < b.t_s; });
    canvas.draw_fit(curve);
  }
  const auto onset = later_onset(record, leak);
  if (onset) canvas.mark(*onset);
  const auto labels = labels_of(canvas, leak);
  std::string text;
  for (std::size_t row = 0; row < kRows; ++row)
    text += fmt::format("{} {}{}\n", pad_left(labels[row], kLabelColumns), labels[row].empty() ? "│" : "┤",
                        canvas.row(row, style));
  std::string axis;
  for (std::size_t x = 0; x < columns; ++x) axis += canvas.marked() == x ? "┴" : "─";
  text += fmt::format("{} └{}\n", pad_left("", kLabelColumns), axis);
  text += fmt::format("{}  {}\n", pad_left("", kLabelColumns), time_axis(canvas, columns));
  return text + fmt::format("{}  {}\n", pad_left("", kLabelColumns), legend(leak, onset, style));
}

}  // namespace plimsoll
