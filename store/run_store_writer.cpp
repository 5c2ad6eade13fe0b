#include "store/run_store_writer.h"

#include "core/clock.h"
#include "record/record_parts.h"
#include "record/run_record_json.h"
#include "record/time_summary.h"
#include "store/packed_text.h"
#include "store/process_mark.h"
#include "store/seconds_of_run.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr auto kPeriod = std::chrono::seconds(1);
constexpr Nanos kSignEvery = std::chrono::seconds(5);
constexpr int kShareOfTime = 1000;
constexpr std::size_t kMostWaiting = 64;

constexpr std::string_view kPut = R"sql(
INSERT INTO runs (id, name, target, started_at, ended, duration_s, requests, failures, p95_ms, outcome, exit_code,
  headline, note, process, record, seconds_in_record)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, duration_s = excluded.duration_s, requests = excluded.requests,
  failures = excluded.failures, p95_ms = excluded.p95_ms, outcome = excluded.outcome, exit_code = excluded.exit_code,
  headline = excluded.headline, record = excluded.record, seconds_in_record = excluded.seconds_in_record)sql";

Result<void> put_whole(const Database& database, const RunRecord& record, const std::string& headline, bool ended,
                       std::int64_t seconds) {
  const RequestStats total = record.stats.total();
  const auto p95 = summarize(total.response_time).percentile_ms("p95");
  const auto text = packed(to_json_line(record));
  auto statement = database.statement(kPut);
  statement.with(std::string_view(record.id))
      .with(std::string_view(record.name))
      .with(std::string_view(record.target))
      .with(std::string_view(record.started_at))
      .with(std::int64_t{ended})
      .with(record.duration_s)
      .with(static_cast<std::int64_t>(total.requests))
      .with(static_cast<std::int64_t>(total.failures))
      .with(p95)
      .with(ended ? to_string(record.verdict.outcome) : std::string_view())
      .with(std::int64_t{record.verdict.exit_code})
      .with(std::string_view(headline))
      .with(std::string_view(record.note))
      .with(std::string_view(mark_of_this_process()))
      .with_bytes(text)
      .with(seconds);
  if (const auto put = statement.run(); put.has_error()) return put.error();
  auto beside = database.statement("INSERT OR REPLACE INTO run_parts (run, parts) VALUES (?, ?)");
  const auto parts = to_json_line(record_parts(record));
  beside.with(std::string_view(record.id)).with(std::string_view(parts));
  if (const auto put = beside.run(); put.has_error()) return put.error();
  auto older = database.statement("DELETE FROM seconds WHERE run = ? AND number < ?");
  older.with(std::string_view(record.id)).with(seconds);
  return older.run();
}

// For those who cannot see our process.
Result<void> give_sign(const Database& database, const std::string& id) {
  auto statement = database.statement("INSERT OR REPLACE INTO run_signs (run, at) VALUES (?, ?)");
  const auto now = std::chrono::floor<std::chrono::seconds>(wall_now()).time_since_epoch().count();
  return statement.with(std::string_view(id)).with(static_cast<std::int64_t>(now)).run();
}

Result<void> refuse_again(const Database& database, const std::string& id) {
  auto statement = database.statement("SELECT 1 FROM runs WHERE id = ?");
  const auto there = statement.with(std::string_view(id)).next();
  if (there.has_error()) return there.error();
  if (*there) return Error{ErrorKind::usage, fmt::format("{} is in {} already", id, database.where())};
  return {};
}

}  // namespace

Result<std::unique_ptr<RunStoreWriter>> RunStoreWriter::begin(const std::filesystem::path& path, const RunRecord& begun,
                                                              const std::filesystem::path& control, Id id) {
  auto store = RunStore::open(path, Database::Access::write);
  if (store.has_error()) return store.error();
  const auto& database = store->database();
  auto transaction = Transaction::begin(database);
  if (transaction.has_error()) return transaction.error();
  if (id == Id::is_new)
    if (const auto refused = refuse_again(database, begun.id); refused.has_error()) return refused.error();
  if (const auto put = put_whole(database, begun, "", false, 0); put.has_error()) return put.error();
  if (const auto given = give_sign(database, begun.id); given.has_error()) return given.error();
  if (!control.empty()) {
    auto statement = database.statement("UPDATE runs SET control = ? WHERE id = ?");
    const auto socket = std::filesystem::absolute(control).string();
    statement.with(std::string_view(socket)).with(std::string_view(begun.id));
    if (const auto put = statement.run(); put.has_error()) return put.error();
  }
  if (const auto done = transaction->commit(); done.has_error()) return done.error();
  return std::unique_ptr<RunStoreWriter>(new RunStoreWriter(std::move(*store), begun.id));
}

RunStoreWriter::RunStoreWriter(RunStore store, std::string id)
    : store_(std::move(store)), id_(std::move(id)), thread_([this] { write_until_told(); }) {}

RunStoreWriter::~RunStoreWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  told_.notify_one();
  thread_.join();
}

void RunStoreWriter::add(RunRecord second) {
  const std::lock_guard lock(mutex_);
  ++seconds_;
  if (pending_.seconds.size() < kMostWaiting)
    pending_.seconds.push_back(std::move(second));
  else
    add_second(pending_.seconds.back(), second);
}

void RunStoreWriter::put(RunRecord so_far) {
  const std::lock_guard lock(mutex_);
  if (monotonic_now() < next_whole_) return;
  pending_.whole = std::move(so_far);
  pending_.seconds_in_whole = seconds_;
  pending_.seconds.clear();
}

Result<void> RunStoreWriter::end(RunRecord record, std::string headline) {
  std::unique_lock lock(mutex_);
  pending_.whole = std::move(record);
  pending_.seconds_in_whole = seconds_;
  pending_.seconds.clear();
  pending_.ended = true;
  pending_.headline = std::move(headline);
  told_.notify_one();
  written_.wait(lock, [this] { return done_; });
  if (problem_) return *problem_;
  return {};
}

void RunStoreWriter::write_until_told() {
  std::unique_lock lock(mutex_);
  while (!done_) {
    told_.wait_for(lock, kPeriod, [this] { return stopping_ || pending_.ended; });
    Pending now = std::exchange(pending_, {});
    const bool last = stopping_ || now.ended;
    now.first_number = seconds_ - static_cast<std::int64_t>(now.seconds.size());
    lock.unlock();
    const auto began = monotonic_now();
    const bool owes_sign = began - last_sign_ >= kSignEvery;
    const auto written = now.empty() && !owes_sign ? Result<void>() : write(now);
    const auto ended = monotonic_now();
    lock.lock();
    if (now.whole) next_whole_ = ended + kShareOfTime * (ended - began);
    problem_.reset();
    if (written.has_error()) {
      problem_ = written.error();
      give_back(std::move(now));
    }
    done_ = last;
  }
  written_.notify_all();
}

Result<void> RunStoreWriter::write(const Pending& pending) {
  if (const auto there = store_.database().still_there(); there.has_error()) return there.error();
  auto transaction = Transaction::begin(store_.database());
  if (transaction.has_error()) return transaction.error();
  if (const auto put = write_within_transaction(pending); put.has_error()) return put.error();
  if (const auto given = give_sign(store_.database(), id_); given.has_error()) return given.error();
  if (auto done = transaction->commit(); done.has_error()) return done;
  last_sign_ = monotonic_now();
  return {};
}

Result<void> RunStoreWriter::write_within_transaction(const Pending& pending) {
  if (pending.whole) {
    const auto put =
        put_whole(store_.database(), *pending.whole, pending.headline, pending.ended, pending.seconds_in_whole);
    if (put.has_error()) return put.error();
  }
  auto statement = store_.database().statement("INSERT OR REPLACE INTO seconds (run, number, record) VALUES (?, ?, ?)");
  auto number = pending.first_number;
  for (const auto& second : pending.seconds) {
    const auto text = packed(to_json_line(second));
    statement.with(std::string_view(id_)).with(number++).with_bytes(text);
    if (const auto put = statement.run(); put.has_error()) return put.error();
    statement.again();
  }
  return {};
}

// Before what came meanwhile. A newer whole holds all of it.
void RunStoreWriter::give_back(Pending pending) {
  if (pending_.whole) return;
  pending_.whole = std::move(pending.whole);
  pending_.seconds_in_whole = pending.seconds_in_whole;
  for (auto& second : pending_.seconds) {
    if (pending.seconds.size() < kMostWaiting)
      pending.seconds.push_back(std::move(second));
    else
      add_second(pending.seconds.back(), second);
  }
  pending_.seconds = std::move(pending.seconds);
}

}  // namespace plimsoll
