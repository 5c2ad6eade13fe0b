#include "schedules/schedule_store.h"

#include "core/nearest_name.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
namespace {

using std::chrono::sys_seconds;

constexpr std::int64_t kKeptOccurrences = 1000;  // of a schedule

std::int64_t stored(sys_seconds instant) { return instant.time_since_epoch().count(); }
sys_seconds instant(std::int64_t stored) { return sys_seconds(std::chrono::seconds(stored)); }

constexpr std::string_view kState = "definition, paused, settled_until, asked_at FROM schedules";
constexpr std::string_view kOccurrence =
    "schedule, planned, by_hand, state, run, claimed_at, stop_asked_at FROM schedule_runs";

Result<ScheduleState> state_of_row(const Statement& row) {
  auto schedule = schedule_from_json(row.text(0));
  if (schedule.has_error()) return schedule.error();
  ScheduleState state{*std::move(schedule), row.integer(1) != 0, instant(row.integer(2)), std::nullopt};
  if (!row.is_null(3)) state.asked_at = instant(row.integer(3));
  return state;
}

Occurrence occurrence_of_row(const Statement& row) {
  Occurrence occurrence{row.text(0),
                        instant(row.integer(1)),
                        row.integer(2) != 0,
                        static_cast<OccurrenceState>(row.integer(3)),
                        row.text(4),
                        instant(row.integer(5)),
                        {}};
  if (!row.is_null(6)) occurrence.stop_asked_at = instant(row.integer(6));
  return occurrence;
}

// Calls `use` with each row.
template <class Use>
Result<void> each_row(Statement& rows, Use use) {
  for (;;) {
    const auto row = rows.next();
    if (row.has_error()) return row.error();
    if (!*row) return {};
    if (const auto used = use(rows); used.has_error()) return used.error();
  }
}

void bind_identity(Statement& statement, const Occurrence& occurrence) {
  statement.with(std::string_view(occurrence.schedule))
      .with(stored(occurrence.planned))
      .with(std::int64_t{occurrence.by_hand});
}

}  // namespace

Result<ScheduleStore> ScheduleStore::open(const std::filesystem::path& path) {
  auto store = RunStore::open(path, Database::Access::write);
  if (store.has_error()) return store.error();
  return ScheduleStore(std::move(*store));
}

Result<void> ScheduleStore::add(const Schedule& schedule, sys_seconds now) {
  auto transaction = Transaction::begin(database());
  if (transaction.has_error()) return transaction.error();
  auto same = database().statement("SELECT 1 FROM schedules WHERE name = ?");
  const auto there = same.with(std::string_view(schedule.name)).next();
  if (there.has_error()) return there.error();
  if (*there)
    return Error{ErrorKind::usage,
                 fmt::format("there is a schedule {} already; plimsoll schedule remove {} takes it away", schedule.name,
                             schedule.name)};
  const auto text = to_json(schedule);
  auto insert = database().statement("INSERT INTO schedules (name, definition, settled_until) VALUES (?, ?, ?)");
  const auto done = insert.with(std::string_view(schedule.name)).with(std::string_view(text)).with(stored(now)).run();
  if (done.has_error()) return done.error();
  return transaction->commit();
}

Result<void> ScheduleStore::remove(const std::string& name) {
  if (const auto found = find(name); found.has_error()) return found.error();
  auto transaction = Transaction::begin(database());
  if (transaction.has_error()) return transaction.error();
  for (const std::string_view sql :
       {"DELETE FROM schedules WHERE name = ?", "DELETE FROM schedule_runs WHERE schedule = ?",
        "DELETE FROM schedule_messages WHERE schedule = ?"}) {
    auto statement = database().statement(sql);
    if (const auto done = statement.with(std::string_view(name)).run(); done.has_error()) return done.error();
  }
  return transaction->commit();
}

Result<void> ScheduleStore::change(std::string_view sql, std::int64_t value, const std::string& name) {
  if (const auto found = find(name); found.has_error()) return found.error();
  auto statement = database().statement(sql);
  return statement.with(value).with(std::string_view(name)).run();
}

Result<void> ScheduleStore::set_paused(const std::string& name, bool paused, sys_seconds now) {
  if (paused) return change("UPDATE schedules SET paused = ? WHERE name = ?", 1, name);
  // What was planned meanwhile is not missed.
  return change("UPDATE schedules SET settled_until = max(settled_until, ?), paused = 0 WHERE name = ? AND paused = 1",
                stored(now), name);
}

// Asked for twice within a second, the second time is another one: a time of a schedule is claimed once.
Result<void> ScheduleStore::ask_now(const std::string& name, sys_seconds now) {
  return change(
      "UPDATE schedules SET asked_at = max(?1, 1 + coalesce((SELECT max(planned) FROM schedule_runs WHERE schedule = "
      "?2 "
      "AND by_hand = 1), 0)) WHERE name = ?2",
      stored(now), name);
}

Result<std::vector<ScheduleState>> ScheduleStore::list() const {
  std::vector<ScheduleState> states;
  auto rows = database().statement(fmt::format("SELECT {} ORDER BY name", kState));
  const auto read = each_row(rows, [&](const Statement& row) -> Result<void> {
    auto state = state_of_row(row);
    if (state.has_error()) return state.error();
    states.push_back(*std::move(state));
    return {};
  });
  if (read.has_error()) return read.error();
  return states;
}

Result<ScheduleState> ScheduleStore::find(const std::string& name) const {
  const auto all = list();
  if (all.has_error()) return all.error();
  std::vector<std::string_view> known;
  for (const auto& state : *all) {
    if (state.schedule.name == name) return state;
    known.emplace_back(state.schedule.name);
  }
  return Error{ErrorKind::usage, known.empty()
                                     ? fmt::format("there is no schedule {}; plimsoll schedule add makes one", name)
                                     : fmt::format("there is no schedule {}{}", name, name_advice(name, known))};
}

Result<std::vector<PastRun>> ScheduleStore::past_runs(const std::string& name, std::size_t most) const {
  std::vector<PastRun> runs;
  auto rows = database().statement(
      "SELECT ended FROM schedule_runs WHERE schedule = ? AND ended IS NOT NULL ORDER BY planned DESC, by_hand DESC "
      "LIMIT ?");
  rows.with(std::string_view(name)).with(static_cast<std::int64_t>(most));
  const auto read = each_row(rows, [&](const Statement& row) -> Result<void> {
    auto run = past_run_from_json(row.text(0));
    if (run.has_error()) return run.error();
    runs.push_back(*std::move(run));
    return {};
  });
  if (read.has_error()) return read.error();
  return runs;
}

Result<std::vector<Occurrence>> ScheduleStore::open_occurrences() const {
  std::vector<Occurrence> open;
  auto rows = database().statement(fmt::format("SELECT {} WHERE state <= ? ORDER BY planned", kOccurrence));
  rows.with(static_cast<std::int64_t>(OccurrenceState::running));
  const auto read = each_row(rows, [&](const Statement& row) -> Result<void> {
    open.push_back(occurrence_of_row(row));
    return {};
  });
  if (read.has_error()) return read.error();
  return open;
}

Result<bool> ScheduleStore::lead(const std::string& mark, sys_seconds now,
                                 const std::function<bool(const ScheduleLeader&)>& goes_on) {
  auto transaction = Transaction::begin(database());
  if (transaction.has_error()) return transaction.error();
  if (const auto led = leader(); led && led->mark != mark && goes_on(*led)) return false;
  auto row = database().statement("INSERT OR REPLACE INTO schedule_leader (one, mark, seen_at) VALUES (1, ?, ?)");
  if (const auto done = row.with(std::string_view(mark)).with(stored(now)).run(); done.has_error()) return done.error();
  if (const auto done = transaction->commit(); done.has_error()) return done.error();
  return true;
}

Result<void> ScheduleStore::step_down(const std::string& mark) {
  auto statement = database().statement("DELETE FROM schedule_leader WHERE mark = ?");
  return statement.with(std::string_view(mark)).run();
}

std::optional<ScheduleLeader> ScheduleStore::leader() const {
  auto row = database().statement("SELECT mark, seen_at FROM schedule_leader");
  const auto led = row.next();
  if (led.has_error() || !*led) return std::nullopt;
  return ScheduleLeader{row.text(0), instant(row.integer(1))};
}

Result<bool> ScheduleStore::as_leader(const std::string& mark, const std::function<Result<void>()>& change) {
  auto transaction = Transaction::begin(database());
  if (transaction.has_error()) return transaction.error();
  if (const auto led = leader(); !led || led->mark != mark) return false;
  if (const auto done = change(); done.has_error()) return done.error();
  if (const auto done = transaction->commit(); done.has_error()) return done.error();
  return true;
}

Result<bool> ScheduleStore::claim(const std::string& mark, const Occurrence& occurrence) {
  return as_leader(mark, [&]() -> Result<void> {
    auto insert = database().statement(
        "INSERT INTO schedule_runs (schedule, planned, by_hand, state, run, claimed_at) VALUES (?, ?, ?, ?, ?, ?)");
    bind_identity(insert, occurrence);
    insert.with(static_cast<std::int64_t>(OccurrenceState::claimed))
        .with(std::string_view(occurrence.run))
        .with(stored(occurrence.claimed_at));
    if (const auto done = insert.run(); done.has_error()) return done.error();
    auto settle =
        database().statement(occurrence.by_hand ? "UPDATE schedules SET asked_at = NULL WHERE asked_at = ? AND name = ?"
                                                : "UPDATE schedules SET settled_until = ? WHERE name = ?");
    settle.with(stored(occurrence.planned)).with(std::string_view(occurrence.schedule));
    if (const auto done = settle.run(); done.has_error()) return done.error();
    auto oldest = database().statement(
        "DELETE FROM schedule_runs WHERE schedule = ?1 AND state > ?2 AND planned < (SELECT planned FROM schedule_runs "
        "WHERE schedule = ?1 ORDER BY planned DESC LIMIT 1 OFFSET ?3)");
    return oldest.with(std::string_view(occurrence.schedule))
        .with(static_cast<std::int64_t>(OccurrenceState::running))
        .with(kKeptOccurrences)
        .run();
  });
}

Result<bool> ScheduleStore::leave_out(const std::string& mark, const std::string& schedule, sys_seconds until) {
  return as_leader(mark, [&] {
    auto settle = database().statement("UPDATE schedules SET settled_until = ? WHERE name = ?");
    return settle.with(stored(until)).with(std::string_view(schedule)).run();
  });
}

Result<bool> ScheduleStore::set_running(const std::string& mark, const Occurrence& occurrence) {
  return as_leader(mark, [&] {
    auto update =
        database().statement("UPDATE schedule_runs SET state = ? WHERE schedule = ? AND planned = ? AND by_hand = ?");
    update.with(static_cast<std::int64_t>(OccurrenceState::running));
    bind_identity(update, occurrence);
    return update.run();
  });
}

Result<bool> ScheduleStore::set_stop_asked(const std::string& mark, const Occurrence& occurrence, sys_seconds now) {
  return as_leader(mark, [&] {
    auto update = database().statement(
        "UPDATE schedule_runs SET stop_asked_at = ? WHERE schedule = ? AND planned = ? AND by_hand = ?");
    update.with(stored(now));
    bind_identity(update, occurrence);
    return update.run();
  });
}

Result<bool> ScheduleStore::conclude(const std::string& mark, const Occurrence& occurrence, const PastRun& run,
                                     const std::optional<Message>& message, sys_seconds now) {
  return as_leader(mark, [&]() -> Result<void> {
    const auto text = to_json(run);
    auto update = database().statement(
        "UPDATE schedule_runs SET state = ?, ended = ? WHERE schedule = ? AND planned = ? AND by_hand = ?");
    update.with(static_cast<std::int64_t>(run.run.empty() ? OccurrenceState::failed : OccurrenceState::ended))
        .with(std::string_view(text));
    bind_identity(update, occurrence);
    if (const auto done = update.run(); done.has_error()) return done.error();
    return message ? outbox().add(*message, now) : Result<void>();
  });
}

}  // namespace plimsoll
