#include "schedules/messages/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

std::int64_t seconds_of(std::chrono::sys_seconds instant) { return instant.time_since_epoch().count(); }

}  // namespace

std::chrono::seconds pause_after(std::int64_t tries) {
  constexpr std::int64_t kFirst = 10, kLongest = 900, kMostDoublings = 10;
  return std::chrono::seconds(std::min(kLongest, kFirst << std::clamp<std::int64_t>(tries - 1, 0, kMostDoublings)));
}

Result<void> Outbox::add(const Message& message, std::chrono::sys_seconds now) {
  auto count = database_.statement("SELECT count(*) FROM schedule_messages WHERE schedule = ?");
  count.with(std::string_view(message.schedule));
  if (const auto row = count.next(); row.has_error()) return row.error();
  auto over = count.integer(0) + 1 - static_cast<std::int64_t>(kMostWaiting);
  std::int64_t dropped = 0;
  for (; over > 0; --over) {
    auto oldest =
        database_.statement("SELECT id, dropped FROM schedule_messages WHERE schedule = ? ORDER BY id LIMIT 1");
    oldest.with(std::string_view(message.schedule));
    const auto row = oldest.next();
    if (row.has_error()) return row.error();
    if (!*row) break;
    dropped += 1 + oldest.integer(1);
    auto gone = database_.statement("DELETE FROM schedule_messages WHERE id = ?");
    if (const auto done = gone.with(oldest.integer(0)).run(); done.has_error()) return done.error();
  }
  if (dropped > 0) {
    // The one that is the oldest now stands for those that went before it.
    auto next = database_.statement(
        "UPDATE schedule_messages SET dropped = dropped + ? WHERE id = (SELECT min(id) FROM schedule_messages WHERE "
        "schedule = ?)");
    next.with(dropped).with(std::string_view(message.schedule));
    if (const auto done = next.run(); done.has_error()) return done.error();
  }
  const auto text = to_json(message);
  auto insert = database_.statement("INSERT INTO schedule_messages (schedule, message, next_try) VALUES (?, ?, ?)");
  insert.with(std::string_view(message.schedule)).with(std::string_view(text)).with(seconds_of(now));
  return insert.run();
}

Result<std::vector<WaitingMessage>> Outbox::due(std::chrono::sys_seconds now) const {
  auto rows = database_.statement(
      "SELECT id, message, tries, dropped FROM schedule_messages WHERE next_try <= ? AND id IN "
      "(SELECT min(id) FROM schedule_messages GROUP BY schedule) ORDER BY id");
  rows.with(seconds_of(now));
  std::vector<WaitingMessage> messages;
  for (;;) {
    const auto row = rows.next();
    if (row.has_error()) return row.error();
    if (!*row) return messages;
    auto message = message_from_json(rows.text(1));
    if (message.has_error()) return message.error();
    message->dropped = static_cast<std::uint64_t>(rows.integer(3));
    messages.push_back({rows.integer(0), *std::move(message), rows.integer(2)});
  }
}

Result<void> Outbox::taken(std::int64_t id) {
  return database_.statement("DELETE FROM schedule_messages WHERE id = ?").with(id).run();
}

Result<void> Outbox::refused(const WaitingMessage& message, const std::string& problem, std::chrono::sys_seconds now) {
  const auto tries = message.tries + 1;
  return database_.statement("UPDATE schedule_messages SET tries = ?, next_try = ?, problem = ? WHERE id = ?")
      .with(tries)
      .with(seconds_of(now + pause_after(tries)))
      .with(std::string_view(problem))
      .with(message.id)
      .run();
}

Result<Backlog> Outbox::backlog(const std::string& schedule) const {
  auto rows = database_.statement(
      "SELECT count(*), coalesce((SELECT problem FROM schedule_messages WHERE schedule = ?1 ORDER BY id LIMIT 1), '') "
      "FROM schedule_messages WHERE schedule = ?1");
  rows.with(std::string_view(schedule));
  const auto row = rows.next();
  if (row.has_error()) return row.error();
  return Backlog{static_cast<std::size_t>(rows.integer(0)), rows.text(1)};
}

}  // namespace plimsoll
