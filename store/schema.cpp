#include "store/schema.h"

#include <fmt/format.h>
#include <poll.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::int64_t kPlimsoll = 0x504c4d53;  // "PLMS", in the head of the file

// Each brings the file from the version before it to its own: never changed once it was released.
constexpr std::string_view kMigrations[] = {R"sql(
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  duration_s REAL NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  p95_ms REAL,
  outcome TEXT NOT NULL DEFAULT '',
  exit_code INTEGER NOT NULL DEFAULT 0,
  headline TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  kept INTEGER NOT NULL DEFAULT 0,
  process TEXT NOT NULL DEFAULT '',
  record BLOB NOT NULL,
  seconds_in_record INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX runs_by_start ON runs (started_at);
CREATE INDEX runs_by_name ON runs (name, started_at);
CREATE TABLE tags (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) WITHOUT ROWID;
CREATE TABLE seconds (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (run, number)
) WITHOUT ROWID;
)sql",
                                            R"sql(
ALTER TABLE runs ADD COLUMN control TEXT NOT NULL DEFAULT '';
)sql",
                                            // The schedules, what became of each of their times, who leads, what
                                            // waits to be told.
                                            R"sql(
CREATE TABLE schedules (
  name TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  settled_until INTEGER NOT NULL,
  asked_at INTEGER
) WITHOUT ROWID;
CREATE TABLE schedule_runs (
  schedule TEXT NOT NULL,
  planned INTEGER NOT NULL,
  by_hand INTEGER NOT NULL,
  state INTEGER NOT NULL,
  run TEXT NOT NULL,
  claimed_at INTEGER NOT NULL,
  stop_asked_at INTEGER,
  ended TEXT,
  PRIMARY KEY (schedule, planned, by_hand)
) WITHOUT ROWID;
CREATE TABLE schedule_leader (
  one INTEGER PRIMARY KEY,
  mark TEXT NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE TABLE schedule_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  schedule TEXT NOT NULL,
  message TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL,
  problem TEXT NOT NULL DEFAULT '',
  dropped INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX schedule_messages_in_order ON schedule_messages (schedule, id);
)sql",
                                            // When a run last wrote, seconds since 1970: for those who cannot see its
                                            // process.
                                            R"sql(
CREATE TABLE run_signs (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
                                            // What its results are files of; a run of before has none. Beside the
                                            // record, for what stands behind one in a row is far to reach.
                                            R"sql(
CREATE TABLE run_parts (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  parts TEXT NOT NULL
) WITHOUT ROWID;
)sql"};

constexpr auto kVersion = static_cast<std::int64_t>(std::size(kMigrations));

Result<std::int64_t> pragma(const Database& database, std::string_view name) {
  auto statement = database.statement(fmt::format("PRAGMA {}", name));
  const auto row = statement.next();
  if (row.has_error()) return row.error();
  return *row ? statement.integer(0) : 0;
}

// 0 of a new file. Another one may make it meanwhile: tables that are seen are older than the mark that is read then.
Result<std::int64_t> version_of(const Database& database) {
  const auto tables = pragma(database, "schema_version");  // of SQLite's own count of changes
  if (tables.has_error()) return tables.error();
  const auto application = pragma(database, "application_id");
  if (application.has_error()) return application.error();
  if (*application == kPlimsoll) return pragma(database, "user_version");
  if (*application == 0 && *tables == 0) return 0;
  return invalid(fmt::format("{}: is not a store of Plimsoll; --store FILE names another", database.where()));
}

Error too_new(const Database& database, std::int64_t version) {
  return invalid(
      fmt::format("{}: is of version {}, and this plimsoll knows up to {}; use a newer plimsoll, or name "
                  "another by --store FILE",
                  database.where(), version, kVersion));
}

Result<void> migrate(const Database& database) {
  auto transaction = Transaction::begin(database);
  if (transaction.has_error()) return transaction.error();
  // Another program may have done it while we waited.
  const auto now = version_of(database);
  if (now.has_error()) return now.error();
  for (auto version = *now; version < kVersion; ++version)
    if (const auto done = database.run(kMigrations[version]); done.has_error()) return done.error();
  const auto marked =
      database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kPlimsoll, kVersion));
  if (marked.has_error()) return marked.error();
  return transaction->commit();
}

// Readers do not wait for the writer; the file stays like that. Beside another one that makes the same file this is
// refused at once, without the waiting that everything else gets.
Result<void> log_ahead(const Database& database) {
  constexpr int kTries = 50, kPauseMs = 20;
  for (int tries = 1;; ++tries) {
    auto ready = database.run("PRAGMA journal_mode = WAL");
    if (ready.has_value() || tries == kTries) return ready;
    poll(nullptr, 0, kPauseMs);
  }
}

}  // namespace

Result<void> bring_up_to_date(const Database& database) {
  const auto version = version_of(database);
  if (version.has_error()) return version.error();
  if (*version > kVersion) return too_new(database, *version);
  if (*version < kVersion) {
    if (const auto ready = log_ahead(database); ready.has_error()) return ready.error();
    if (const auto done = migrate(database); done.has_error()) return done.error();
  }
  // What was committed outlives a killed process. A power cut may take the last second: FULL would flush the disk each.
  return database.run("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
}

}  // namespace plimsoll
