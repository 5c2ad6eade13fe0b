#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/schedule_views.h"
#include "cli/stored_record.h"
#include "conduct/interrupts.h"
#include "conduct/process/run_process.h"
#include "conduct/trust_check.h"
#include "core/exit_codes.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/words/text.h"
#include "scenarios/reading/parse.h"
#include "schedules/calendar/cron_words.h"
#include "schedules/schedule_export.h"
#include "schedules/schedule_overview.h"
#include "schedules/scheduler.h"
#include "store/process_mark.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <utility>

namespace plimsoll {
namespace {

const OptionRow kName{"NAME", "", "Of the schedule"};

std::chrono::sys_seconds this_second() { return std::chrono::floor<std::chrono::seconds>(wall_now()); }

using UseSchedules = StoreVerb<ScheduleStore>;

std::function<int(const GivenOptions&)> with_schedules(UseSchedules use) {
  return with_store<ScheduleStore>(ScheduleStore::open, std::move(use));
}

// What is wrong with an expression has lines of its own.
int refuse_in_lines(const std::vector<Finding>& problems) {
  for (const auto& problem : problems) {
    const std::string_view text = problem.message;
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      // One line keeps no blanks in front, which hold the caret in its place.
      const auto line = text.substr(begin, end - begin);
      const auto blanks = std::min(line.find_first_not_of(' '), line.size());
      say(stderr, "{}{}{}\n", begin == 0 ? fmt::format("plimsoll: {}: ", problem.place) : "", std::string(blanks, ' '),
          one_line(line.substr(blanks)));
      begin = end + 1;
    }
  }
  return exit_code_of(ErrorKind::usage);
}

Result<TimeZone> zone_given(const GivenOptions& given) {
  const auto name = given.text("--timezone");
  return name ? TimeZone::named(*name) : Result<TimeZone>(TimeZone::of_this_machine());
}

Result<std::int64_t> parse_seconds(const std::string& text) {
  const auto duration = parse_duration(text);
  if (duration.has_error()) return duration.error();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*duration);
  if (seconds != *duration || seconds.count() < 1)
    return Error{ErrorKind::usage, fmt::format("expected whole seconds from 1s on, got {}", text)};
  return seconds.count();
}

Result<std::filesystem::path> parse_secret_file(const std::string& text) {
  std::ifstream file(text);
  if (!file || file.peek() == std::ifstream::traits_type::eof())
    return Error{ErrorKind::usage, fmt::format("{}: cannot be read, or is empty", text)};
  return std::filesystem::absolute(text);
}

void read_destination(const GivenOptions& given, OptionReader& read, Destination& tell) {
  read.set("--run", tell.command, [](const std::string& text) { return Result<std::string>(text); });
  read.set("--webhook", tell.webhook, [](const std::string& text) -> Result<std::string> {
    const auto good = check_webhook(text);
    if (good.has_error()) return good.error();
    return text;
  });
  read.set("--webhook-form", tell.form, [](const std::string& text) { return parse_webhook_form(text); });
  read.set("--secret-file", tell.secret_file, parse_secret_file);
  if (given.has("--run") && given.has("--webhook")) read.refuse("--run", "goes not together with --webhook");
  for (const std::string_view option : {"--webhook-form", "--secret-file"})
    if (given.has(option) && !given.has("--webhook")) read.refuse(option, "goes with --webhook");
  if (given.has("--on") && tell.empty()) read.refuse("--on", "goes with --run or --webhook, which says who is told");
}

Schedule read_schedule(const GivenOptions& given, std::vector<Finding>& problems) {
  Schedule schedule;
  OptionReader read(given, problems);
  schedule.name = *given.text("NAME");
  if (const auto good = check_schedule_name(schedule.name); good.has_error()) read.refuse("NAME", good.error().message);
  const auto zone = zone_given(given);
  if (zone.has_error()) read.refuse("--timezone", zone.error().message);
  schedule.zone = zone.has_value() ? zone->name() : "UTC";
  schedule.from_s = this_second().time_since_epoch().count();
  read.set("--cron", schedule.cron, [&](const std::string& text) -> Result<std::string> {
    const auto cron = CronExpression::parse(text);
    if (cron.has_error()) return cron.error();
    return cron->text();
  });
  read.set("--every", schedule.every_s, parse_seconds);
  if (given.has("--cron") == given.has("--every"))
    read.refuse(given.has("--cron") ? "--every" : "--cron", "expected either --cron or --every");
  read.set("--jitter", schedule.jitter_s, parse_seconds);
  read.set("--max-duration", schedule.max_duration_s, parse_seconds);
  read.set("--missed", schedule.missed, [](const std::string& text) { return parse_missed_rule(text); });
  read.set("--on", schedule.on, [](const std::string& text) { return parse_news_kinds(text); });
  schedule.overlap = given.has("--overlap");
  read_destination(given, read, schedule.tell);
  if (!problems.empty()) return schedule;
  const auto recurrence = recurrence_of(schedule);
  if (recurrence.has_error()) {
    read.refuse(given.has("--every") ? "--every" : "--cron", recurrence.error().message);
  } else if (const auto gap = shortest_gap(*recurrence, this_second()); gap.count() <= schedule.jitter_s) {
    read.refuse("--jitter",
                fmt::format("expected less than the shortest time between two runs, {}", format_duration(gap)));
  }
  return schedule;
}

int add_schedule(const GivenOptions& given) {
  std::vector<Finding> problems;
  auto schedule = read_schedule(given, problems);
  if (!problems.empty()) return refuse_in_lines(problems);
  const auto file = *given.text("SCENARIO");
  const auto checked = with_trust_checked(load_scenario(file, {}), file);
  print_warnings(checked.warnings);
  print_findings(checked.findings);
  if (!checked.scenario) return exit_code_of(ErrorKind::invalid);
  schedule.target = checked.scenario->target.url.text();
  schedule.scenario = std::filesystem::absolute(file).lexically_normal();
  const auto path = store_path(given.text("--store"));
  if (path.has_error()) return fail(path.error());
  auto store = ScheduleStore::open(*path);
  if (store.has_error()) return fail(store.error());
  const auto now = this_second();
  if (const auto added = store->add(schedule, now); added.has_error()) return fail(added.error());
  const auto state = store->find(schedule.name);
  if (state.has_error()) return fail(state.error());
  const auto overview = overview_of(*store, *state, now);
  if (overview.has_error()) return fail(overview.error());
  say("{}: {}; next {}\n", schedule.name, overview->when, overview->shown_next);
  print_leader(*store);
  return 0;
}

Result<void> list_schedules(ScheduleStore& store, const GivenOptions& given) {
  const auto overviews = schedule_overviews(store, this_second());
  if (overviews.has_error()) return overviews.error();
  if (given.has("--json")) {
    for (const auto& overview : *overviews) say("{}\n", to_text(overview_json(overview)));
    return {};
  }
  if (overviews->empty()) {
    say("no schedule in {}; plimsoll schedule add makes one\n", store.runs().database().where());
    return {};
  }
  print_schedules(*overviews);
  print_leader(store);
  return {};
}

Result<void> show_schedule(ScheduleStore& store, const GivenOptions& given) {
  constexpr std::size_t kTimes = 5;
  const auto state = store.find(*given.text("NAME"));
  if (state.has_error()) return state.error();
  const auto now = this_second();
  const auto overview = overview_of(store, *state, now, kTimes);
  if (overview.has_error()) return overview.error();
  print_schedule(*overview, now);
  print_leader(store);
  return {};
}

UseSchedules paused(bool pause) {
  return [pause](ScheduleStore& store, const GivenOptions& given) {
    return store.set_paused(*given.text("NAME"), pause, this_second());
  };
}

Result<void> run_now(ScheduleStore& store, const GivenOptions& given) {
  auto asked = store.ask_now(*given.text("NAME"), this_second());
  if (asked.has_value()) print_leader(store);
  return asked;
}

Result<void> export_schedule(ScheduleStore& store, const GivenOptions& given) {
  const auto form = parse_export_form(*given.text("FORM"));
  if (form.has_error()) return with_context(form.error(), "FORM");
  const auto state = store.find(*given.text("NAME"));
  if (state.has_error()) return state.error();
  const auto files = exported(state->schedule, *form, this_program().string());
  if (files.has_error()) return files.error();
  const auto to = given.text("--to");
  for (const auto& file : *files) {
    if (!to) {
      say("{}# {}\n{}", &file == &files->front() ? "" : "\n", file.name, file.text);
      continue;
    }
    const auto path = std::filesystem::path(*to) / file.name;
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary);
    out << file.text;
    out.close();
    if (!out) return Error{ErrorKind::usage, fmt::format("--to: {}: cannot be written", path.string())};
    say("{}\n", path.string());
  }
  return {};
}

int run_scheduler(const GivenOptions& given) {
  Interrupts interrupts;
  const auto path = store_path(given.text("--store"));
  if (path.has_error()) return fail(path.error());
  SchedulerSettings settings;
  settings.store = *path;
  settings.page = given.text("--page").value_or("");
  while (settings.page.ends_with('/')) settings.page.pop_back();
  std::mutex printing;
  settings.say = [&printing](const std::string& line) {
    const std::lock_guard lock(printing);
    say("{}Z {}\n", to_rfc3339(this_second()).substr(0, 19), line);
    std::fflush(stdout);
  };
  auto scheduler = Scheduler::open(settings, SchedulerParts::real(settings.store));
  if (scheduler.has_error()) return fail(scheduler.error());
  std::mutex mutex;
  std::condition_variable told;
  bool ended = false;
  const Interrupts::Subscription subscription(interrupts, [&](int) {
    const std::lock_guard lock(mutex);
    ended = true;
    told.notify_all();
  });
  (*scheduler)->start();
  std::unique_lock lock(mutex);
  told.wait(lock, [&] { return ended; });
  return 0;
}

std::vector<OptionRow> options_of_add() {
  constexpr std::string_view kWhen = "When", kTold = "Who is told";
  return {kName,
          {"SCENARIO", "", "The scenario file"},
          {"--cron", "", "Minute, hour, day of the month, month, day of the week: '0 2 * * *'", kWhen},
          {"--every", "", "A period instead: 6h", kWhen},
          {"--timezone", "", "Of the expression (this machine's): Europe/Warsaw", kWhen},
          {"--jitter", "", "Begin later by up to so much, the same for each time: 10m", kWhen},
          {"--missed", "", "A time at which it could not begin: run-once or skip", kWhen, OptionForm::text, "run-once"},
          {"--max-duration", "", "Stop a run that takes longer: 8h", kWhen},
          {"--overlap", "", "Run beside another run against the same target", kWhen, OptionForm::flag},
          {"--on", "", "Of fail, leak, change, recovered, always (fail,leak,change,recovered)", kTold},
          {"--run", "", "A command that gets the message on its standard input", kTold},
          {"--webhook", "", "A URL that gets it by POST", kTold},
          {"--webhook-form", "", "json or slack (json)", kTold},
          {"--secret-file", "", "Sign what the webhook gets by the secret in it", kTold},
          kStoreOption};
}

}  // namespace

Command schedule_command() {
  return {"schedule",
          "Run scenarios again and again, and tell what changed",
          {},
          "Example:\n"
          "  plimsoll schedule add nightly soak.yaml --cron '0 2 * * *' --run 'mail -s soak me@example.com'\n"
          "  plimsoll schedule run",
          {},
          {{"add", "Add a schedule", options_of_add(),
            "Example:\n  plimsoll schedule add nightly soak.yaml --cron '0 2 * * *' --timezone Europe/Warsaw",
            add_schedule},
           {"list",
            "All of them, with the next time and the last verdict",
            {{"--json", "", "A JSON object a line", "Options", OptionForm::flag}, kStoreOption},
            "",
            with_schedules(list_schedules)},
           {"show", "One, with the next five times", {kName, kStoreOption}, "", with_schedules(show_schedule)},
           {"pause", "Plan nothing until it is resumed", {kName, kStoreOption}, "", with_schedules(paused(true))},
           {"resume",
            "Go on; what was planned meanwhile is not made up",
            {kName, kStoreOption},
            "",
            with_schedules(paused(false))},
           {"remove",
            "Take it away; its runs stay",
            {kName, kStoreOption},
            "",
            with_schedules(
                [](ScheduleStore& store, const GivenOptions& given) { return store.remove(*given.text("NAME")); })},
           {"now", "Run it once as soon as its target is free", {kName, kStoreOption}, "", with_schedules(run_now)},
           {"run",
            "Run what is scheduled, until a signal; runs that go on then go on",
            {{"--page", "", "The dashboard's address, for the links in messages: http://127.0.0.1:8089"}, kStoreOption},
            "",
            run_scheduler},
           {"export",
            "Write it for another scheduler",
            {{"FORM", "", "systemd, kubernetes, github-actions or gitlab"},
             kName,
             {"--to", "", "A folder (standard output)"},
             kStoreOption},
            "Example:\n  plimsoll schedule export systemd nightly --to ~/.config/systemd/user",
            with_schedules(export_schedule)}}};
}

}  // namespace plimsoll
