#include "cli/live_view.h"

#include "core/quality/quality_stats.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kReset = "\x1b[0m";

std::string painted(std::string_view text, std::string_view code, const LiveStyle& style) {
  return style.color ? fmt::format("{}{}{}", code, text, kReset) : std::string(text);
}

std::string bar(double share, int cells) {
  const double clamped = std::clamp(share, 0.0, 1.0);
  const auto full = static_cast<int>(std::lround(clamped * cells));
  std::string text;
  for (int i = 0; i < cells; ++i) text += i < full ? "█" : "░";
  return text;
}

// The last readings between their own extremes; a flat line where they hardly differ (0.5 %).
std::string sparkline(const std::vector<double>& values) {
  constexpr std::array kTicks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double range = std::max(*high - *low, 0.005 * *high);
  std::string text;
  for (const double value : values) {
    const double share = range > 0 ? (value - *low) / range : 0;
    text += kTicks[static_cast<std::size_t>(std::lround(share * 7))];
  }
  return text;
}

std::string clock_text(double seconds) {
  const auto whole = std::lround(std::max(0.0, seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string quantiles_text(const Histogram& times) {
  if (times.empty()) return "-";
  const auto text = [&](double q) { return milliseconds_text(to_milliseconds(times.quantile(q))); };
  return fmt::format("p50 {:>8}   p95 {:>8}   p99 {:>8}", text(0.5), text(0.95), text(0.99));
}

std::string failures_text(const LiveStatus& status, const LiveStyle& style) {
  if (status.failures == 0) return "0 failures";
  const double share =
      status.requests == 0 ? 0 : static_cast<double>(status.failures) / static_cast<double>(status.requests);
  return painted(fmt::format("{} ({})", plural(status.failures, "failure"), share_text(share)), kRed, style);
}

// A part of a row, and when it goes where there is no room: the highest first, 0 never.
struct RowPart {
  std::string text;
  int expendable = 0;
};

std::string row_of(std::string_view head, std::vector<RowPart> parts, int width) {
  for (;;) {
    const auto first = std::max_element(parts.begin(), parts.end(),
                                        [](const auto& a, const auto& b) { return a.expendable < b.expendable; });
    for (const std::string_view gap : {"   ", "  "}) {
      std::string row(head);
      for (std::size_t i = 0; i < parts.size(); ++i) row.append(i > 0 ? gap : "").append(parts[i].text);
      const bool is_last = gap.size() == 2 && first->expendable == 0;
      if (is_last || display_width(row) <= static_cast<std::size_t>(width)) return row;
    }
    parts.erase(first);
  }
}

std::string load_row(const LiveStatus& status, const LiveStyle& style) {
  const auto failures = failures_text(status, {});
  auto row = row_of("  load      ",
                    {{exact_number(status.active_users) + (status.active_users == 1 ? " user" : " users")},
                     {fmt::format("{} in flight", status.in_flight), 2},
                     {plural(status.requests, "request"), 1},
                     {rate_text(status.requests_per_second) + " req/s"},
                     {failures}},
                    style.width);
  if (display_width(row) > static_cast<std::size_t>(style.width)) return row;
  return row.replace(row.size() - failures.size(), failures.size(), failures_text(status, style));
}

// Of a server that does not count its tokens the events that have some.
std::string token_rate_text(const LiveStreams& streams) {
  return streams.is_counted ? rate_text(streams.tokens_per_second) + " tokens/s"
                            : rate_text(streams.events_per_second) + " events/s";
}

std::string first_token_text(const Histogram& times, double q) {
  return times.empty() ? "-" : milliseconds_text(to_milliseconds(times.quantile(q)));
}

std::string streams_row(const LiveStreams& streams, int width) {
  const auto with = [&](std::string_view name, int most) {
    return row_of("  streams   ",
                  {{format_count(streams.open) + " open", 1},
                   {token_rate_text(streams)},
                   {fmt::format("{} p50 {}", name, first_token_text(streams.recent, 0.5))},
                   {fmt::format("p99 {}", first_token_text(streams.recent, 0.99))}},
                  most);
  };
  auto whole = with("first token", std::numeric_limits<int>::max());
  return display_width(whole) <= static_cast<std::size_t>(width) ? whole : with("ttft", width);
}

// "Log loss" stands in a row as "log loss", "RMSE" and "AUC" as they are.
std::string figure_title(const std::string& name) {
  const auto* figure = find_quality_figure(name);
  std::string title(figure != nullptr ? figure->title : std::string_view(name));
  if (title.size() > 1 && std::islower(static_cast<unsigned char>(title[1])) != 0)
    title[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(title[0])));
  return title;
}

std::string quality_row(const LiveQuality& quality, int width) {
  const auto recent = quality.recent ? figure_text(quality.recent) : std::string("-");
  return row_of("  quality   ",
                {{figure_title(quality.figure)},
                 {fmt::format("last 10 s {:<7}", recent)},
                 {fmt::format("whole run {:<7}", figure_text(quality.whole)), 1},
                 {quality.request}},
                width);
}

// Of very many requests with labels the first ones.
constexpr std::size_t kMostShown = 4;

void add_quality_rows(const LiveStatus& status, int width, std::vector<std::string>& rows) {
  const auto shown = status.quality.size() > kMostShown ? kMostShown - 1 : status.quality.size();
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(quality_row(status.quality[i], width));
  if (const auto left = status.quality.size() - shown; left > 0)
    rows.push_back(fmt::format("            and {} more with labels", left));
}

// From the first that changed on.
std::string probes_text(const LiveProbes& probes) {
  return fmt::format("{} of {} changed ({})", format_count(probes.changed), plural(probes.asked, "answer"),
                     share_text(static_cast<double>(probes.changed) / static_cast<double>(probes.asked)));
}
bool has_changed_probes(const LiveStatus& status) { return status.probes && status.probes->changed > 0; }

std::string memory_row(const LiveMemory& memory) {
  if (memory.gone) return fmt::format("  memory    {}: gone", memory.description);
  if (!memory.bytes) return fmt::format("  memory    {}: not readable", memory.description);
  return fmt::format("  memory    {:<9} {}  {}", format_bytes(*memory.bytes), sparkline(memory.recent),
                     memory.description);
}

std::string phase(const LiveStatus& status) {
  if (status.stopping) return "  stopping";
  if (status.cooling_down) return "  cooling down";
  return status.elapsed_s < status.warmup_s ? "  warm-up" : "";
}

std::string progress_row(const LiveStatus& status, int width) {
  const auto passed = clock_text(status.elapsed_s);
  if (status.planned_s <= 0) return fmt::format("watched for {}{}", passed, phase(status));
  const double left = std::max(0.0, status.planned_s - status.elapsed_s);
  const auto times =
      fmt::format(" {} / {}{} left{}", passed, status.until_verdict ? "at most " : "", clock_text(left), phase(status));
  const int cells = std::clamp(width - 4 - static_cast<int>(display_width(times)), 10, 40);
  return bar(status.elapsed_s / status.planned_s, cells) + times;
}

int terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return 80;
}

bool wants_color() { return std::getenv("NO_COLOR") == nullptr; }

}  // namespace

std::vector<std::string> render_block(const LiveStatus& status, const LiveStyle& style) {
  const auto title = status.with_load ? fmt::format("{} → {}", status.name, status.target) : status.name;
  std::vector<std::string> rows;
  rows.push_back(painted(fitted(title, static_cast<std::size_t>(style.width)), kBold, style));
  rows.push_back("  " + progress_row(status, style.width));
  if (status.with_load) {
    rows.push_back(load_row(status, style));
    rows.push_back(fmt::format("  last 10 s {}", quantiles_text(status.recent)));
    rows.push_back(fmt::format("  whole run {}", quantiles_text(status.whole)));
  }
  if (status.streams) rows.push_back(streams_row(*status.streams, style.width));
  add_quality_rows(status, style.width, rows);
  if (has_changed_probes(status)) {
    constexpr std::string_view kHead = "  probes    ";
    const auto room = static_cast<std::size_t>(style.width) - kHead.size();
    rows.push_back(std::string(kHead) + painted(fitted(probes_text(*status.probes), room), kRed, style));
  }
  for (const auto& memory : status.memory)
    if (!memory.without_memory) rows.push_back(memory_row(memory));
  if (!status.outlook.empty()) rows.push_back("  verdict   " + status.outlook);
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].find('\x1b') == std::string::npos) rows[i] = fitted(rows[i], static_cast<std::size_t>(style.width));
  return rows;
}

std::string render_line(const LiveStatus& status) {
  const LiveStyle plain;
  auto line = fmt::format("{} {}", clock_text(status.elapsed_s), status.name);
  if (status.with_load)
    line +=
        fmt::format("  users {}  requests {}  {} req/s  {}", exact_number(status.active_users),
                    format_count(status.requests), rate_text(status.requests_per_second), failures_text(status, plain));
  if (!status.recent.empty())
    line += fmt::format("  p95 {}", milliseconds_text(to_milliseconds(status.recent.quantile(0.95))));
  if (status.streams)
    line += fmt::format("  streams {}  {}  ttft p50 {}", format_count(status.streams->open),
                        token_rate_text(*status.streams), first_token_text(status.streams->recent, 0.5));
  for (std::size_t i = 0; i < std::min(status.quality.size(), kMostShown); ++i) {
    const auto& quality = status.quality[i];
    line += fmt::format("  {} of {} {}", figure_title(quality.figure), quality.request,
                        figure_text(quality.recent ? quality.recent : quality.whole));
  }
  if (has_changed_probes(status)) line += "  probes " + probes_text(*status.probes);
  for (const auto& memory : status.memory)
    if (memory.bytes) line += fmt::format("  memory {}", format_bytes(*memory.bytes));
  if (!status.outlook.empty()) line += "  " + status.outlook;
  if (status.cooling_down) line += "  cooling down";
  return line;
}

LiveView::LiveView(LiveMode mode) : mode_(mode) {}

LiveView::~LiveView() { clear(); }

void LiveView::show(const std::vector<LiveStatus>& runs) {
  if (mode_ == LiveMode::none || runs.empty()) return;
  if (mode_ == LiveMode::lines)
    show_lines(runs);
  else
    show_block(runs);
}

void LiveView::show_lines(const std::vector<LiveStatus>& runs) {
  constexpr double kEverySeconds = 10;
  constexpr double kSlack = 0.05;  // a second may end a little early
  const double now = runs.front().elapsed_s + kSlack;
  if (now < next_line_s_) return;
  next_line_s_ = (std::floor(now / kEverySeconds) + 1) * kEverySeconds;
  for (const auto& run : runs) say(stderr, "{}\n", render_line(run));
  std::fflush(stderr);
}

void LiveView::show_block(const std::vector<LiveStatus>& runs) {
  // One write a frame, each row cleared before it is written: no flicker. A row that wraps would break the redraw.
  std::string frame = rows_shown_ > 0 ? fmt::format("\x1b[{}F", rows_shown_) : "";
  rows_shown_ = 0;
  for (const auto& run : runs) {
    for (const auto& row : render_block(run, {terminal_width() - 1, wants_color()})) {
      frame += "\x1b[2K" + row + "\n";
      ++rows_shown_;
    }
  }
  say(stderr, "{}\x1b[0J", frame);
  std::fflush(stderr);
}

void LiveView::clear() {
  if (rows_shown_ == 0) return;
  say(stderr, "\x1b[{}F\x1b[0J", rows_shown_);
  std::fflush(stderr);
  rows_shown_ = 0;
}

LiveMode live_mode_for_stderr() {
  const char* terminal = std::getenv("TERM");
  const bool can_redraw = terminal != nullptr && std::string_view(terminal) != "dumb";
  return isatty(STDERR_FILENO) == 1 && can_redraw ? LiveMode::block : LiveMode::lines;
}

}  // namespace plimsoll
