#include "reports/words/monitor_figures.h"

#include "record/series.h"
#include "reports/words/text.h"

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSmall = 18;
constexpr std::size_t kMostFolded = 24;

using Drawn = SeriesInfo::Drawn;

// Its place in the list of series; of what is not there to be drawn always, the last.
std::size_t rank(const TimeSeries* series) {
  if (how_series_is_drawn(series->name()) != Drawn::always) return known_series().size();
  return static_cast<std::size_t>(find_series_info(series->name()) - known_series().data());
}

bool shows_anything(const TimeSeries& series) {
  const auto points = series.points();
  return std::any_of(points.begin(), points.end(), [](const SeriesPoint& point) { return point.max > 0; });
}

bool is_judged(const MonitorRecord& monitor, const std::string& name) {
  return std::any_of(monitor.judged_beside.begin(), monitor.judged_beside.end(),
                     [&](const SeriesLabel& label) { return label.name == name; });
}

const TimeSeries* find_series(const MonitorRecord& monitor, std::string_view name) {
  for (const auto& series : monitor.series)
    if (series.name() == name && !series.empty()) return &series;
  return nullptr;
}

void cut(std::vector<const TimeSeries*>& list, std::size_t most, std::size_t& left_out) {
  if (list.size() <= most) return;
  left_out += list.size() - most;
  list.resize(most);
}

}  // namespace

MonitorFigures monitor_figures(const RunRecord& record, const MonitorRecord& monitor) {
  MonitorFigures figures;
  const TimeSeries* headline = judged_series(record, monitor);
  if (headline) figures.memory.push_back(headline);
  for (const auto& series : monitor.series) {
    if (series.empty() || &series == headline) continue;
    const auto drawn = how_series_is_drawn(series.name());
    if (drawn == Drawn::with_memory) {
      if (shows_anything(series)) figures.memory.push_back(&series);
    } else if (drawn == Drawn::always || is_judged(monitor, series.name()) || leak_of(record, monitor, series)) {
      figures.small.push_back(&series);
    } else if (shows_anything(series)) {
      figures.folded.push_back(&series);
    }
  }
  // What people look for first: what the processes take, and what watching them took.
  std::stable_sort(figures.small.begin(), figures.small.end(),
                   [](const TimeSeries* a, const TimeSeries* b) { return rank(a) < rank(b); });
  cut(figures.small, kMostSmall, figures.left_out);
  cut(figures.folded, kMostFolded, figures.left_out);
  return figures;
}

const LeakRecord* headline_leak(const RunRecord& record, const MonitorRecord& monitor) {
  const bool has_memory = std::any_of(monitor.series.begin(), monitor.series.end(), [](const TimeSeries& series) {
    return how_series_is_drawn(series.name()) == Drawn::with_memory && !series.empty();
  });
  const auto found = std::find_if(record.leaks.begin(), record.leaks.end(), [&](const LeakRecord& leak) {
    return leak.monitor == monitor.name && !leak.pid &&
           (!has_memory || how_series_is_drawn(leak.series) == Drawn::with_memory);
  });
  return found == record.leaks.end() ? nullptr : &*found;
}

const LeakRecord* leak_of(const RunRecord& record, const MonitorRecord& monitor, const TimeSeries& series) {
  const auto found = std::find_if(record.leaks.begin(), record.leaks.end(), [&](const LeakRecord& leak) {
    return leak.monitor == monitor.name && !leak.pid && leak.series == series.name();
  });
  return found == record.leaks.end() ? nullptr : &*found;
}

const TimeSeries* judged_series(const RunRecord& record, const MonitorRecord& monitor) {
  if (const LeakRecord* leak = headline_leak(record, monitor))
    if (const TimeSeries* series = find_series(monitor, leak->series)) return series;
  for (const auto& info : known_series())
    if (info.drawn == Drawn::with_memory)
      if (const TimeSeries* series = find_series(monitor, info.name)) return series;
  return nullptr;
}

std::vector<const MonitorEvent*> gravest_events(const MonitorRecord& monitor, std::size_t most) {
  const auto comes_or_goes = [](const MonitorEvent& event) {
    return event.kind == "start" || event.kind == "exit" || event.kind == "restart";
  };
  std::vector<const MonitorEvent*> chosen;
  for (const bool grave : {true, false})
    for (const auto& event : monitor.events)
      if (chosen.size() < most && comes_or_goes(event) != grave) chosen.push_back(&event);
  std::sort(chosen.begin(), chosen.end());  // as they lie in the record: by time
  return chosen;
}

std::string value_text(const TimeSeries& series, std::optional<double> value) {
  if (!value) return "-";
  if (series.unit() == "bytes") return bytes_text(value);
  if (series.unit() == "s") return milliseconds_text(*value * 1000);
  constexpr double kSmall = 0.1;
  if (series.unit() == "cores" && *value > 0 && *value < kSmall) return share_text(*value) + " of a core";
  return rate_text(*value) + (series.unit().empty() ? "" : " " + series.unit());
}

}  // namespace plimsoll
