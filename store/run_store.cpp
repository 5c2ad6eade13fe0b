#include "store/run_store.h"

#include "core/clock.h"
#include "record/run_record_json.h"
#include "record/unfinished_run.h"
#include "store/packed_text.h"
#include "store/process_mark.h"
#include "store/schema.h"
#include "store/seconds_of_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kLatest = "latest";
constexpr std::string_view kLatestOf = "latest of ";
constexpr std::size_t kMostNamed = 5;  // in a message

constexpr std::string_view kSummary =
    "id, name, target, started_at, ended, duration_s, requests, failures, p95_ms, outcome, exit_code, headline, note, "
    "kept, process, length(record), CASE WHEN ended THEN '' ELSE control END, (SELECT group_concat(tag, char(10)) FROM "
    "(SELECT tag FROM tags WHERE run "
    "= id ORDER BY tag)), (SELECT at FROM run_signs WHERE run = id), "
    "(SELECT parts FROM run_parts WHERE run = id)";

// Of a process that cannot be seen from here, by the wall clock; a run writes each 5 s at the least.
constexpr std::int64_t kSilenceSeconds = 60;

std::optional<RunOutcome> outcome_of(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(RunOutcome::interrupted); ++i)
    if (to_string(static_cast<RunOutcome>(i)) == text) return static_cast<RunOutcome>(i);
  return std::nullopt;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

RunState state_of_unended(const std::string& process, std::int64_t sign) {
  const auto presence = presence_of(process);
  if (presence == Presence::there) return RunState::running;
  if (presence == Presence::gone) return RunState::cut_off;
  const auto now = std::chrono::floor<std::chrono::seconds>(wall_now()).time_since_epoch().count();
  return std::abs(now - sign) < kSilenceSeconds ? RunState::running : RunState::cut_off;
}

StoredRun run_of(const Statement& row) {
  StoredRun run;
  run.id = row.text(0);
  run.name = row.text(1);
  run.target = row.text(2);
  run.started_at = row.text(3);
  const bool ended = row.integer(4) != 0;
  run.duration_s = row.number(5);
  run.requests = static_cast<std::uint64_t>(row.integer(6));
  run.failures = static_cast<std::uint64_t>(row.integer(7));
  if (!row.is_null(8)) run.p95_ms = row.number(8);
  run.outcome = outcome_of(row.text(9));
  if (ended) run.exit_code = static_cast<int>(row.integer(10));
  run.headline = row.text(11);
  run.note = row.text(12);
  run.kept = row.integer(13) != 0;
  run.state = ended ? RunState::ended : state_of_unended(row.text(14), row.integer(18));
  run.stored_bytes = static_cast<std::uint64_t>(row.integer(15));
  if (run.state == RunState::running) run.control = row.text(16);
  run.tags = lines_of(row.text(17));
  if (!row.is_null(19)) run.parts = record_parts_from_json(row.text(19));
  return run;
}

Result<std::vector<StoredRun>> runs_of(Statement statement) {
  std::vector<StoredRun> runs;
  for (;;) {
    const auto row = statement.next();
    if (row.has_error()) return row.error();
    if (!*row) return runs;
    runs.push_back(run_of(statement));
  }
}

std::string named(const std::vector<StoredRun>& runs) {
  std::vector<std::string> names;
  names.reserve(runs.size());
  for (const auto& run : runs) names.push_back(run.id);
  return fmt::format("{}", fmt::join(names, ", "));
}

// A beginning that LIKE takes as it is.
std::string escaped(const std::string& text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

std::filesystem::path RunStore::usual_path() {
  constexpr std::string_view kFile = "plimsoll/runs.db";
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') return std::filesystem::path(data) / kFile;
  if (const char* home = std::getenv("HOME"); home && *home == '/')
    return std::filesystem::path(home) / ".local/share" / kFile;
  return {};
}

Result<RunStore> RunStore::open(const std::filesystem::path& path, Database::Access access) {
  std::error_code failed;
  if (access == Database::Access::write) {
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failed);
    if (failed)
      return Error{ErrorKind::internal,
                   fmt::format("{}: cannot be made ({})", path.parent_path().string(), failed.message())};
  } else if (!std::filesystem::exists(path, failed)) {
    return invalid(fmt::format("{}: there is no store yet; a run makes it", path.string()));
  }
  auto database = Database::open(path, access);
  if (database.has_error()) return database.error();
  if (const auto ready = bring_up_to_date(*database); ready.has_error()) return ready.error();
  return RunStore(std::move(*database));
}

bool RunStore::holds(const std::filesystem::path& path, const std::string& id) {
  std::error_code absent;
  if (path.empty() || !std::filesystem::exists(path, absent)) return false;
  const auto store = open(path, Database::Access::read);
  if (store.has_error()) return false;
  const auto found = store->with_id(id);
  return found.has_value() && found->has_value();
}

Result<std::vector<StoredRun>> RunStore::list(const RunFilter& filter) const {
  std::string sql = fmt::format("SELECT {} FROM runs WHERE 1", kSummary);
  if (filter.name) sql += " AND name = ?";
  if (filter.tag) sql += " AND EXISTS (SELECT 1 FROM tags WHERE run = id AND tag = ?)";
  if (filter.search)
    sql +=
        " AND (name || char(10) || target || char(10) || note || char(10) || id || char(10) || coalesce((SELECT "
        "group_concat(tag, char(10)) FROM tags WHERE run = id), '')) LIKE ? ESCAPE '\\'";
  if (filter.before) sql += " AND (started_at, id) < (SELECT started_at, id FROM runs WHERE id = ?)";
  sql += " ORDER BY started_at DESC, id DESC LIMIT ?";
  auto statement = database_.statement(sql);
  if (filter.name) statement.with(std::string_view(*filter.name));
  if (filter.tag) statement.with(std::string_view(*filter.tag));
  const auto pattern = "%" + escaped(filter.search.value_or(""));
  if (filter.search) statement.with(std::string_view(pattern));
  if (filter.before) statement.with(std::string_view(*filter.before));
  statement.with(static_cast<std::int64_t>(filter.most));
  return runs_of(std::move(statement));
}

Result<std::vector<StoredRun>> RunStore::running() const {
  auto begun = runs_of(
      database_.statement(fmt::format("SELECT {} FROM runs WHERE ended = 0 ORDER BY started_at, id", kSummary)));
  if (begun.has_error()) return begun;
  std::erase_if(*begun, [](const StoredRun& run) { return run.state != RunState::running; });
  return begun;
}

Result<std::optional<StoredRun>> RunStore::with_id(const std::string& id) const {
  auto statement = database_.statement(fmt::format("SELECT {} FROM runs WHERE id = ?", kSummary));
  statement.with(std::string_view(id));
  const auto row = statement.next();
  if (row.has_error()) return row.error();
  return *row ? std::optional(run_of(statement)) : std::nullopt;
}

Result<StoredRun> RunStore::find(const std::string& reference) const {
  if (reference == kLatest || reference.starts_with(kLatestOf)) {
    RunFilter filter;
    filter.most = 1;
    if (reference != kLatest) filter.name = reference.substr(kLatestOf.size());
    auto newest = list(filter);
    if (newest.has_error()) return newest.error();
    if (!newest->empty()) return std::move(newest->front());
    return invalid(
        fmt::format("{}: there is no run{} in {}", reference, filter.name ? " of this name" : "", database_.where()));
  }
  auto exact = with_id(reference);
  if (exact.has_error()) return exact.error();
  if (*exact) return **std::move(exact);
  auto statement = database_.statement(
      fmt::format("SELECT {} FROM runs WHERE id LIKE ? ESCAPE '\\' ORDER BY id LIMIT {}", kSummary, kMostNamed + 1));
  const auto pattern = escaped(reference);
  statement.with(std::string_view(pattern));
  auto found = runs_of(std::move(statement));
  if (found.has_error()) return found.error();
  if (found->size() == 1) return std::move(found->front());
  if (found->empty())
    return invalid(
        fmt::format("{}: no run begins like this in {}; plimsoll runs list shows them", reference, database_.where()));
  const bool more = found->size() > kMostNamed;
  if (more) found->pop_back();
  return invalid(fmt::format("{}: may be {}{}", reference, named(*found), more ? " or others" : ""));
}

Result<RunRecord> RunStore::record_of(const std::string& id) const {
  auto statement = database_.statement("SELECT record, seconds_in_record, note FROM runs WHERE id = ?");
  statement.with(std::string_view(id));
  const auto row = statement.next();
  if (row.has_error()) return row.error();
  if (!*row) return invalid(fmt::format("{}: no such run in {}", id, database_.where()));
  const auto text = unpacked(statement.bytes(0));
  if (text.has_error()) return with_context(text.error(), id);
  auto record = run_record_from_json(*text);
  if (record.has_error()) return with_context(record.error(), id);
  record->note = statement.text(2);
  const auto run = with_id(id);
  if (run.has_value() && *run && (*run)->state != RunState::ended)
    mark_unfinished(*record, (*run)->state == RunState::running ? UnfinishedRun::goes_on : UnfinishedRun::cut_off);
  auto seconds = database_.statement("SELECT record FROM seconds WHERE run = ? AND number >= ? ORDER BY number");
  seconds.with(std::string_view(id)).with(statement.integer(1));
  for (;;) {
    const auto second = seconds.next();
    if (second.has_error()) return second.error();
    if (!*second) return record;
    const auto line = unpacked(seconds.bytes(0));
    if (line.has_error()) return with_context(line.error(), id);
    const auto of_second = run_record_from_json(*line);
    if (of_second.has_error()) return with_context(of_second.error(), id);
    add_second(*record, *of_second);
  }
}

Result<void> RunStore::change(std::string_view sql, const std::string& id, std::string_view value) {
  auto statement = database_.statement(sql);
  statement.with(value).with(std::string_view(id));
  return statement.run();
}

Result<void> RunStore::add_tag(const std::string& id, const std::string& tag) {
  return change("INSERT OR IGNORE INTO tags (tag, run) VALUES (?, ?)", id, tag);
}

Result<void> RunStore::remove_tag(const std::string& id, const std::string& tag) {
  return change("DELETE FROM tags WHERE tag = ? AND run = ?", id, tag);
}

Result<void> RunStore::set_note(const std::string& id, const std::string& note) {
  return change("UPDATE runs SET note = ? WHERE id = ?", id, note);
}

Result<void> RunStore::set_kept(const std::string& id, bool kept) {
  auto statement = database_.statement("UPDATE runs SET kept = ? WHERE id = ?");
  statement.with(std::int64_t{kept}).with(std::string_view(id));
  return statement.run();
}

Result<std::size_t> RunStore::prune(std::size_t of_each_name) {
  auto transaction = Transaction::begin(database_);
  if (transaction.has_error()) return transaction.error();
  auto beyond = runs_of(std::move(
      database_
          .statement(fmt::format(
              "SELECT {} FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY started_at DESC, id DESC) AS "
              "place FROM runs WHERE kept = 0 AND NOT EXISTS (SELECT 1 FROM tags WHERE run = id)) WHERE place > ?",
              kSummary))
          .with(static_cast<std::int64_t>(of_each_name))));
  if (beyond.has_error()) return beyond.error();
  std::size_t gone = 0;
  for (const auto& run : *beyond) {
    if (run.state == RunState::running) continue;
    if (const auto removed = remove(run.id); removed.has_error()) return removed.error();
    ++gone;
  }
  if (const auto done = transaction->commit(); done.has_error()) return done.error();
  return gone;
}

Result<void> RunStore::remove(const std::string& id) {
  auto statement = database_.statement("DELETE FROM runs WHERE id = ?");
  statement.with(std::string_view(id));
  return statement.run();
}

}  // namespace plimsoll
