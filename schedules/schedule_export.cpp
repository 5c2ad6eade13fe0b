#include "schedules/schedule_export.h"

#include "core/nearest_name.h"
#include "core/text.h"
#include "core/units.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 4> kForms = {"systemd", "kubernetes", "github-actions", "gitlab"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

Error cannot_say(const std::string& what) { return {ErrorKind::usage, what}; }

std::string numbers_of(std::uint64_t mask, std::uint64_t all, std::string_view form) {
  if (mask == all) return "*";
  std::vector<std::string> numbers;
  for (unsigned i = 0; i < 64; ++i)
    if ((mask >> i & 1) != 0) numbers.push_back(fmt::format(fmt::runtime(form), i));
  return fmt::format("{}", fmt::join(numbers, ","));
}

std::string weekdays_of(std::uint64_t mask) {
  std::vector<std::string_view> names;
  for (unsigned i = 0; i < kDays.size(); ++i)
    if ((mask >> i & 1) != 0) names.push_back(kDays[i]);
  return fmt::format("{} ", fmt::join(names, ","));
}

// Where either kind of day will do, one line each.
std::vector<std::string> calendar_events(const CronExpression& cron, const std::string& zone) {
  constexpr std::uint64_t kMonths = ((std::uint64_t{1} << 12) - 1) << 1, kMonthDays = ((std::uint64_t{1} << 31) - 1)
                                                                                      << 1;
  constexpr std::uint64_t kHours = (std::uint64_t{1} << 24) - 1, kMinutes = (std::uint64_t{1} << 60) - 1;
  const auto time = fmt::format("{}:{}:00 {}", numbers_of(cron.hours(), kHours, "{:02}"),
                                numbers_of(cron.minutes(), kMinutes, "{:02}"), zone);
  const auto months = numbers_of(cron.months(), kMonths, "{:02}");
  const auto days = numbers_of(cron.days(), kMonthDays, "{:02}");
  const auto by_weekday = fmt::format("{}*-{}-* {}", weekdays_of(cron.weekdays()), months, time);
  const auto by_day = fmt::format("*-{}-{} {}", months, days, time);
  if (cron.any_weekday()) return {by_day};
  if (cron.any_day()) return {by_weekday};
  return {by_day, by_weekday};
}

// systemd reads % and quotes in a command.
std::string unit_word(std::string word) {
  replace_all(word, "\\", "\\\\");
  replace_all(word, "\"", "\\\"");
  replace_all(word, "%", "%%");
  replace_all(word, "$", "$$");
  return fmt::format("\"{}\"", word);
}

Result<std::vector<ExportedFile>> as_systemd(const Schedule& schedule, const Recurrence& recurrence,
                                             const std::string& program) {
  const auto unit = "plimsoll-" + schedule.name;
  std::string limit;
  if (schedule.max_duration_s > 0) limit = fmt::format("RuntimeMaxSec={}\n", schedule.max_duration_s);
  // A service that is started while it runs is not started again: no two at once.
  const auto service = fmt::format(
      "[Unit]\nDescription=Plimsoll: {}\nWants=network-online.target\nAfter=network-online.target\n\n"
      "[Service]\nType=exec\nWorkingDirectory={}\nExecStart={} run {} --no-progress\nKillSignal=SIGINT\n{}",
      schedule.name, schedule.scenario.parent_path().string(), unit_word(program),
      unit_word(schedule.scenario.string()), limit);
  std::string timer =
      fmt::format("[Unit]\nDescription=Plimsoll: {}, {}\n\n[Timer]\n", schedule.name, recurrence.words());
  if (const auto* rule = recurrence.cron()) {
    for (const auto& event : calendar_events(rule->cron, rule->zone.name())) timer += "OnCalendar=" + event + "\n";
    if (schedule.missed == MissedRule::run_once) timer += "Persistent=true\n";
  } else {
    timer += fmt::format("OnActiveSec={0}\nOnUnitActiveSec={0}\n", schedule.every_s);
  }
  timer += "AccuracySec=1s\n";
  if (schedule.jitter_s > 0) timer += fmt::format("RandomizedDelaySec={}\nFixedRandomDelay=true\n", schedule.jitter_s);
  timer += "\n[Install]\nWantedBy=timers.target\n";
  return std::vector<ExportedFile>{{unit + ".service", service}, {unit + ".timer", timer}};
}

// Of a period that divides an hour or a day; empty: cron cannot say it.
std::string cron_of_period(std::int64_t seconds) {
  constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400;
  if (seconds == kMinute) return "* * * * *";
  if (seconds == kHour) return "0 * * * *";
  if (seconds == kDay) return "0 0 * * *";
  if (seconds % kMinute == 0 && seconds < kHour && kHour % seconds == 0)
    return fmt::format("*/{} * * * *", seconds / kMinute);
  if (seconds % kHour == 0 && seconds < kDay && kDay % seconds == 0)
    return fmt::format("0 */{} * * *", seconds / kHour);
  return "";
}

struct CronLine {
  std::string cron, zone;
};

Result<CronLine> cron_line(const Schedule& schedule) {
  constexpr std::string_view kDaily = "@midnight";
  if (schedule.cron == kDaily) return CronLine{"@daily", schedule.zone};
  if (!schedule.cron.empty()) return CronLine{schedule.cron, schedule.zone};
  auto cron = cron_of_period(schedule.every_s);
  if (cron.empty())
    return cannot_say(
        fmt::format("cron cannot say \"every {}\"; give the schedule a --cron expression, or export it to "
                    "systemd",
                    format_duration(std::chrono::seconds(schedule.every_s))));
  return CronLine{std::move(cron), "UTC"};
}

// What may stand in single quotes of YAML.
std::string quoted(std::string text) {
  replace_all(text, "'", "''");
  return "'" + text + "'";
}

std::string kubernetes_name(const std::string& name) {
  constexpr std::size_t kLongest = 43;  // of a CronJob 52, and "plimsoll-" stands before it
  auto lower = lower_case(name);
  for (char& c : lower)
    if (c == '_' || c == '.') c = '-';
  lower.resize(std::min(lower.size(), kLongest));
  while (lower.ends_with('-')) lower.pop_back();
  return "plimsoll-" + lower;
}

Result<std::vector<ExportedFile>> as_kubernetes(const Schedule& schedule) {
  const auto line = cron_line(schedule);
  if (line.has_error()) return line.error();
  const auto name = kubernetes_name(schedule.name);
  const auto file = schedule.scenario.filename().string();
  std::string limit;
  if (schedule.max_duration_s > 0) limit = fmt::format("      activeDeadlineSeconds: {}\n", schedule.max_duration_s);
  const auto text = fmt::format(
      R"(# kubectl create configmap {0} --from-file={1}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {0}
spec:
  schedule: {2}
  timeZone: {3}
  concurrencyPolicy: {4}
  startingDeadlineSeconds: {5}
  jobTemplate:
    spec:
      backoffLimit: 0
{6}      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 60
          containers:
            - name: plimsoll
              image: plimsoll  # an image of yours with the program in it
              command: ["plimsoll", "run", {7}, "--no-progress", "--no-store", "--out", "/tmp/out"]
              volumeMounts:
                - name: scenario
                  mountPath: /scenario
          volumes:
            - name: scenario
              configMap:
                name: {0}
)",
      name, shell_quoted(schedule.scenario.string()), quoted(line->cron), quoted(line->zone),
      schedule.overlap ? "Allow" : "Forbid", schedule.missed == MissedRule::skip ? 60 : 3600, limit,
      fmt::format("\"/scenario/{}\"", file));
  return std::vector<ExportedFile>{{name + ".yaml", text}};
}

Result<std::vector<ExportedFile>> as_github(const Schedule& schedule) {
  const auto line = cron_line(schedule);
  if (line.has_error()) return line.error();
  if (!same_without_case(line->zone, "UTC"))
    return cannot_say(
        fmt::format("GitHub's schedules are in UTC and do not follow the clocks of {}; add the schedule "
                    "with --timezone UTC to export it",
                    line->zone));
  const auto minutes = schedule.max_duration_s > 0 ? (schedule.max_duration_s + 59) / 60 : 360;
  const auto text = fmt::format(
      R"(name: {0}
on:
  schedule:
    - cron: {1}
  workflow_dispatch: {{}}
concurrency:
  group: {2}
  cancel-in-progress: false
jobs:
  plimsoll:
    runs-on: ubuntu-latest
    timeout-minutes: {3}
    steps:
      - uses: actions/checkout@v4
      # Put a step here that installs plimsoll.
      - run: plimsoll run {4} --no-progress --no-store --out results
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: results
          path: results
)",
      quoted("plimsoll " + schedule.name), quoted(line->cron), quoted("plimsoll " + schedule.target), minutes,
      shell_quoted(schedule.scenario.filename().string()));
  return std::vector<ExportedFile>{{fmt::format(".github/workflows/plimsoll-{}.yml", schedule.name), text}};
}

Result<std::vector<ExportedFile>> as_gitlab(const Schedule& schedule) {
  const auto line = cron_line(schedule);
  if (line.has_error()) return line.error();
  std::string limit;
  if (schedule.max_duration_s > 0) limit = fmt::format("  timeout: {} minutes\n", (schedule.max_duration_s + 59) / 60);
  const auto text = fmt::format(
      R"(# GitLab keeps times beside the file: Build > Pipeline schedules > New schedule, with
#   interval pattern {0}, cron timezone {1}, variable PLIMSOLL_SCHEDULE = {2}
{3}:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $PLIMSOLL_SCHEDULE == {4}
  resource_group: {3}
{5}  script:
    - plimsoll run {6} --no-progress --no-store --out results
  artifacts:
    when: always
    paths:
      - results
    reports:
      junit: results/junit.xml
)",
      line->cron, line->zone, schedule.name, kubernetes_name(schedule.name), fmt::format("\"{}\"", schedule.name),
      limit, shell_quoted(schedule.scenario.filename().string()));
  return std::vector<ExportedFile>{{".gitlab-ci.yml", text}};
}

}  // namespace

Result<ExportForm> parse_export_form(std::string_view word) {
  const auto found = std::find(kForms.begin(), kForms.end(), word);
  if (found != kForms.end()) return static_cast<ExportForm>(found - kForms.begin());
  return cannot_say(fmt::format("expected systemd, kubernetes, github-actions or gitlab, got \"{}\"{}", word,
                                name_advice(word, kForms)));
}

Result<std::vector<ExportedFile>> exported(const Schedule& schedule, ExportForm form, const std::string& program) {
  const auto recurrence = recurrence_of(schedule);
  if (recurrence.has_error()) return recurrence.error();
  switch (form) {
    case ExportForm::systemd:
      return as_systemd(schedule, *recurrence, program);
    case ExportForm::kubernetes:
      return as_kubernetes(schedule);
    case ExportForm::github_actions:
      return as_github(schedule);
    case ExportForm::gitlab:
      return as_gitlab(schedule);
  }
  return cannot_say("no such form");
}

}  // namespace plimsoll
