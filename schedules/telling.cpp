#include "schedules/telling.h"

#include "core/clock.h"
#include "core/time.h"
#include "reports/words/text.h"
#include "schedules/calendar/cron_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestLine = 400;

bool is_news(const News& news, NewsKind kind) {
  return std::find(news.kinds.begin(), news.kinds.end(), kind) != news.kinds.end();
}

// Memory may have begun to grow in the middle of the run.
std::string since_line(const ToldRun& told) {
  auto since = std::chrono::sys_seconds(std::chrono::seconds(told.news.since_s));
  const bool in_the_middle = told.news.streak == 1 && is_news(told.news, NewsKind::leak) && told.run.leak_onset_s;
  if (in_the_middle)
    since = std::chrono::floor<std::chrono::seconds>(told.occurrence.claimed_at + from_seconds(*told.run.leak_onset_s));
  const auto zone = zone_of(told.schedule);
  const auto runs = in_the_middle           ? std::string("in the middle of this run")
                    : told.news.streak == 1 ? std::string("this run")
                                            : plural(told.news.streak, "run");
  return fmt::format("Since {} {}, {}{}{}.", wall_clock_text(since, zone, told.now), zone.name(), runs,
                     told.news.before.empty() ? "" : "; ", told.news.before);
}

std::string without_stop(std::string text) {
  while (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::optional<Message> message_of(const ToldRun& told) {
  if (told.schedule.tell.empty()) return std::nullopt;
  Message message;
  bool wanted = false;
  for (const auto kind : told.news.kinds) {
    wanted = wanted || std::find(told.schedule.on.begin(), told.schedule.on.end(), kind) != told.schedule.on.end();
    if (kind != NewsKind::always) message.news.emplace_back(to_string(kind));
  }
  if (!wanted) return std::nullopt;
  message.schedule = told.schedule.name;
  message.outcome = told.run.outcome;
  message.run = told.run.run;
  message.what = fitted(one_line(told.news.what), kLongestLine);
  message.since = fitted(one_line(without_stop(since_line(told)) + "."), kLongestLine);
  if (told.run.run.empty())
    message.link = fmt::format("plimsoll schedule show {}", told.schedule.name);
  else if (told.page.empty())
    message.link = fmt::format("plimsoll runs show {}", told.run.run);
  else
    message.link = fmt::format("{}/#/runs/{}", told.page, told.run.run);
  message.made_at = to_rfc3339(told.now);
  return message;
}

}  // namespace plimsoll
