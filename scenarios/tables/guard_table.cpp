#include "scenarios/tables/guard_table.h"

namespace plimsoll {
namespace {

void set_period(const Value& value, Nanos& member, Nanos period) {
  constexpr auto kShortest = std::chrono::seconds(1);
  if (period < kShortest) return value.expected("a duration from 1s");
  member = period;
}

}  // namespace

const ObjectTable<Guard>& guard_table() {
  static const ValueType<Url> kUrl = {"URL", R"({"type": "string", "pattern": "^https?://|\\$\\{"})",
                                      [](const Value& value) { return value.parsed(parse_url); }};
  static const ObjectTable<Guard> kTable = {
      "guard",
      "What ends the run at once: for a target that others need. The run has then failed, and is judged by what it "
      "has.",
      {
          field({"failed_requests", "", "more than this share of the last `over` failed, of 10 requests or more"},
                &Guard::failed_requests, share_type()),
          field_with<Guard>({"over", "30s", "the time that `failed_requests` looks back"}, duration_type(),
                            [](const Value& value, Guard& guard, Nanos over) { set_period(value, guard.over, over); }),
          field({"memory", "", "something that is watched takes more memory"}, &Guard::memory_bytes, bytes_type()),
          field({"url", "", "a GET of it is answered by another status than 2xx or 3xx, or three times not at all"},
                &Guard::url, kUrl),
          field_with<Guard>(
              {"every", "5s", "`url` is asked so often"}, duration_type(),
              [](const Value& value, Guard& guard, Nanos every) { set_period(value, guard.every, every); }),
      },
      {{"status", "is not a key: a 2xx or 3xx of `url` is good"}, {"for", "is called `over`"}}};
  return kTable;
}

ValueType<Guard> guard_type() {
  auto type = object_type(guard_table());
  type.read = [read = type.read](const Value& value) {
    const auto has = [&](std::string_view key) { return value.node().find(key) != nullptr; };
    if (value.is_map() && !has("failed_requests") && !has("memory") && !has("url"))
      value.refuse("expected at least one of failed_requests, memory, url");
    return read(value);
  };
  return type;
}

}  // namespace plimsoll
