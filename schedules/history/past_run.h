#pragma once

// One ended run of a schedule, as its history keeps it: what was wrong with it, and its figures. Values; any thread.

#include "core/error.h"
#include "schedules/history/run_figures.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// What people may want to be told of.
enum class NewsKind { fail, leak, change, recovered, always };
std::string_view to_string(NewsKind kind);
Result<std::vector<NewsKind>> parse_news_kinds(std::string_view list);  // "fail,leak"

struct Trouble {
  NewsKind kind = NewsKind::fail;
  std::string key;       // the same for the same trouble in another run
  std::string sentence;  // what of it is told
};

struct PastRun {
  std::int64_t planned_s = 0;  // its instant, seconds since 1970 UTC
  std::string run;             // its id; empty: none could be made
  std::string outcome;         // "pass", "leak", ..., "cut off"; "not run"
  std::string headline;
  std::vector<Trouble> troubles;         // the gravest first
  bool leak_undecided = false;           // whether memory leaks was judged, and left open
  std::optional<double> leak_onset_s{};  // where memory began to grow clearly later than the load began
  std::optional<RunFigures> figures{};   // absent where nothing was measured

  bool healthy() const { return troubles.empty() && figures.has_value(); }
};

// Of what the record came to alone.
PastRun past_run_of(const RunRecord& record);

std::string to_json(const PastRun& run);
Result<PastRun> past_run_from_json(std::string_view text);

}  // namespace plimsoll
