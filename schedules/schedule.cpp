#include "schedules/schedule.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace plimsoll {

template <>
struct EnumNames<MissedRule> {
  static constexpr std::array<std::string_view, 2> kNames = {"run-once", "skip"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(MissedRule value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <>
struct EnumNames<WebhookForm> {
  static constexpr std::size_t kCount = 2;
  static std::string_view name(WebhookForm value) { return to_string(value); }
};

namespace {

template <class A>
void describe_place(A& a, std::string_view key, FieldsOf<A, std::filesystem::path> path) {
  std::string text = path.string();
  a(key, text);
  if constexpr (std::is_same_v<A, JsonReader>) path = text;
}

}  // namespace

template <class A>
void describe(A& a, FieldsOf<A, Destination> destination) {
  a("command", destination.command);
  a("webhook", destination.webhook);
  a("form", destination.form);
  describe_place(a, "secret_file", destination.secret_file);
}

template <class A>
void describe(A& a, FieldsOf<A, Schedule> schedule) {
  a("name", schedule.name);
  a("cron", schedule.cron);
  a("zone", schedule.zone);
  a("every_s", schedule.every_s);
  a("from_s", schedule.from_s);
  describe_place(a, "scenario", schedule.scenario);
  a("target", schedule.target);
  a("jitter_s", schedule.jitter_s);
  a("max_duration_s", schedule.max_duration_s);
  a("missed", schedule.missed);
  a("overlap", schedule.overlap);
  std::vector<std::string> on;
  for (const auto kind : schedule.on) on.emplace_back(to_string(kind));
  a("on", on);
  if constexpr (std::is_same_v<A, JsonReader>) {
    schedule.on.clear();
    for (const auto& word : on)
      if (const auto kinds = parse_news_kinds(word); kinds.has_value())
        schedule.on.insert(schedule.on.end(), kinds->begin(), kinds->end());
  }
  a("tell", schedule.tell);
}

Result<void> check_schedule_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  const bool good = !name.empty() && name.size() <= kLongest && name.front() != '-' && name.front() != '.' &&
                    name.find_first_not_of(kAllowed) == std::string_view::npos;
  if (good) return {};
  return Error{ErrorKind::usage, fmt::format("expected a word of letters, digits, -, _ and ., at most {}, got \"{}\"",
                                             kLongest, fitted(one_line(name), kLongest))};
}

Result<MissedRule> parse_missed_rule(std::string_view word) {
  if (word == "run-once") return MissedRule::run_once;
  if (word == "skip") return MissedRule::skip;
  return Error{ErrorKind::usage, fmt::format("expected run-once or skip, got \"{}\"", word)};
}

std::string_view to_string(MissedRule rule) { return EnumNames<MissedRule>::name(rule); }

Result<Recurrence> recurrence_of(const Schedule& schedule) {
  if (schedule.cron.empty())
    return Recurrence::of_every(std::chrono::seconds(schedule.every_s),
                                std::chrono::sys_seconds(std::chrono::seconds(schedule.from_s)));
  auto zone = TimeZone::named(schedule.zone);
  if (zone.has_error()) return zone.error();
  return Recurrence::of_cron(schedule.cron, std::move(*zone));
}

TimeZone zone_of(const Schedule& schedule) {
  auto zone = TimeZone::named(schedule.zone);
  return zone.has_value() ? std::move(*zone) : std::move(TimeZone::named("UTC").value());
}

std::chrono::sys_seconds due_of(const Schedule& schedule, std::chrono::sys_seconds planned) {
  return planned + jitter_of(schedule.name, planned, std::chrono::seconds(schedule.jitter_s));
}

std::string to_json(const Schedule& schedule) { return to_text(JsonWriter::json_of(schedule)); }

Result<Schedule> schedule_from_json(std::string_view text) {
  const Json json = parse_ordered_json(text);
  if (json.is_discarded()) return invalid("a stored schedule is no JSON");
  std::string problem;
  Schedule schedule;
  JsonReader(json, "", problem).read(schedule);
  if (!problem.empty()) return invalid(problem);
  return schedule;
}

}  // namespace plimsoll
