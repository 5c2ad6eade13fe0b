#include "schedules/history/news.h"

#include "reports/words/text.h"
#include "schedules/history/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

bool has(const PastRun& run, const std::string& key) {
  return std::any_of(run.troubles.begin(), run.troubles.end(),
                     [&](const Trouble& trouble) { return trouble.key == key; });
}

bool is_changed(const PastRun& run) {
  return std::any_of(run.troubles.begin(), run.troubles.end(),
                     [](const Trouble& trouble) { return trouble.kind == NewsKind::change; });
}

// Nothing is wrong with it but that it differs from earlier ones.
bool is_changed_only(const PastRun& run) {
  return run.figures && is_changed(run) &&
         std::all_of(run.troubles.begin(), run.troubles.end(),
                     [](const Trouble& trouble) { return trouble.kind == NewsKind::change; });
}

void add_kind(News& news, NewsKind kind) {
  if (std::find(news.kinds.begin(), news.kinds.end(), kind) == news.kinds.end()) news.kinds.push_back(kind);
}

// Of the earlier runs, so many in a row from the newest on.
template <class Holds>
std::size_t streak_of(const std::vector<PastRun>& earlier, Holds holds) {
  return static_cast<std::size_t>(std::find_if_not(earlier.begin(), earlier.end(), holds) - earlier.begin());
}

// From that one on.
std::size_t changed_streak(const std::vector<PastRun>& earlier, std::size_t from) {
  auto end = from;
  while (end < earlier.size() && is_changed_only(earlier[end])) ++end;
  return end - from;
}

std::string joined(const std::vector<const Trouble*>& troubles) {
  auto text = troubles.front()->sentence;
  while (text.ends_with('.')) text.pop_back();
  if (troubles.size() > 1) text += fmt::format("; and {} more", troubles.size() - 1);
  return text;
}

}  // namespace

std::vector<RunFigures> healthy_figures(const std::vector<PastRun>& earlier) {
  std::vector<RunFigures> figures;
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    // What was different for as long as a range needs is the usual from then on.
    const auto changed = changed_streak(earlier, i);
    if (changed >= kRunsNeeded) {
      for (const auto end = i + changed; i < end; ++i) figures.push_back(*earlier[i].figures);
      break;
    }
    if (earlier[i].healthy()) figures.push_back(*earlier[i].figures);
  }
  return figures;
}

std::size_t compare_with_history(PastRun& run, const std::vector<PastRun>& earlier) {
  if (!earlier.empty() && run.leak_undecided && !has(run, "leak") && has(earlier.front(), "leak"))
    run.troubles.push_back({NewsKind::leak, "leak", "whether memory still leaks is open: " + run.headline});
  if (!run.figures) return 0;
  const auto comparison = compare(*run.figures, healthy_figures(earlier));
  for (const auto& change : comparison.changes) run.troubles.push_back({NewsKind::change, change.key, change.sentence});
  return comparison.runs_lacking;
}

News news_of(const PastRun& run, const std::vector<PastRun>& earlier) {
  News news;
  news.kinds = {NewsKind::always};
  news.what = run.headline;
  news.since_s = run.planned_s;
  const auto* last = earlier.empty() ? nullptr : &earlier.front();
  std::vector<const Trouble*> begun;
  for (const auto& trouble : run.troubles) {
    if (last && has(*last, trouble.key)) continue;
    begun.push_back(&trouble);
    add_kind(news, trouble.kind);
  }
  const auto good = streak_of(earlier, [](const PastRun& one) { return one.troubles.empty(); });
  if (!begun.empty()) {
    news.what = joined(begun);
    if (good > 0) news.before = fmt::format("{} before it {} good", plural(good, "run"), good == 1 ? "was" : "were");
    return news;
  }
  if (run.troubles.empty() && changed_streak(earlier, 0) >= kRunsNeeded) {
    add_kind(news, NewsKind::change);
    news.what = fmt::format("the usual from now on, after {}: {}", plural(changed_streak(earlier, 0), "run"),
                            last->troubles.front().sentence);
    return news;
  }
  if (run.troubles.empty() && last && !last->troubles.empty()) {
    add_kind(news, NewsKind::recovered);
    const auto troubled = streak_of(earlier, [](const PastRun& one) { return !one.troubles.empty(); });
    news.what = fmt::format("recovered: {}", run.headline);
    news.before = fmt::format("{} before it {} not: {}", plural(troubled, "run"), troubled == 1 ? "was" : "were",
                              last->troubles.front().sentence);
    return news;
  }
  // It goes on as before.
  const auto same = run.troubles.empty()
                        ? good
                        : streak_of(earlier, [&](const PastRun& one) { return has(one, run.troubles.front().key); });
  if (!run.troubles.empty()) news.what = run.troubles.front().sentence;
  news.streak = same + 1;
  if (same > 0) news.since_s = earlier[same - 1].planned_s;
  return news;
}

}  // namespace plimsoll
