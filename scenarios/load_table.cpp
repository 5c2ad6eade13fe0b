#include "scenarios/load_table.h"

#include "engine/core/units.h"
#include "scenarios/parse.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::string_view kWaitForm =
    R"(expected a wait like "1s", "3s..5s", {exponential: 2s}, {pacing: 5s} or {throughput: 0.5/s})";

template <class T, class Make>
Field<WaitDraft> wait_field(FieldWords words, const ValueType<T>& type, Make make) {
  return field_with<WaitDraft>(std::move(words), type, [make](const Value& value, WaitDraft& draft, T amount) {
    if (draft.wait) return value.refuse("a wait has one form: remove this or the other");
    draft.wait = make(amount);
  });
}

std::optional<Wait> read_wait(const Value& value) {
  if (!value.is_map()) return value.parsed(parse_wait);
  WaitDraft draft;
  read_object(value, wait_table(), draft);
  if (!draft.wait && value.node().items.empty()) value.refuse(std::string(kWaitForm) + ", got an empty mapping");
  return draft.wait;
}

void set_users(const Value&, LoadDraft& draft, std::uint64_t users) {
  draft.closed.users = static_cast<std::uint32_t>(users);
}

// One that cannot be read is none: the warm-up is not set against the default then.
Field<LoadDraft> duration_field() {
  auto row =
      field_with<LoadDraft>({"duration", "1m", "how long, from the first user on, warm-up included"}, duration_type(),
                            [](const Value&, LoadDraft& draft, Nanos time) { draft.load.duration = time; });
  row.read = [read = row.read](const Value& value, LoadDraft& draft) {
    draft.load.duration = Nanos(0);
    read(value, draft);
  };
  return row;
}

}  // namespace

Result<Wait> parse_wait(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) {
    const auto pause = parse_duration(text);
    if (!pause) return Error{ErrorKind::invalid, fmt::format(R"({}, got "{}")", kWaitForm, text)};
    if (*pause == Nanos(0)) return Wait(NoWait{});
    return Wait(ConstantWait{*pause});
  }
  const auto low = parse_duration(text.substr(0, dots));
  const auto high = parse_duration(text.substr(dots + 2));
  if (!low || !high)
    return Error{ErrorKind::invalid, fmt::format(R"(expected two durations like "3s..5s", got "{}")", text)};
  return Wait(UniformWait{*low, *high});
}

Load LoadDraft::finished() const {
  auto whole = load;
  whole.model = closed;
  return whole;
}

const ObjectTable<WaitDraft>& wait_table() {
  static const ObjectTable<WaitDraft> table = {
      "wait",
      "The pause between two tasks of a user: `1s`, `3s..5s` (evenly spread), or one of these.",
      {
          wait_field({"exponential", "", "random with this mean: arrivals of many independent people"}, duration_type(),
                     [](Nanos mean) { return Wait(ExponentialWait{mean}); }),
          wait_field({"pacing", "", "a task starts each so often, however long the last one took"}, duration_type(),
                     [](Nanos period) { return Wait(Pacing{period}); }),
          wait_field({"throughput", "", "tasks per second of each user: a pacing of 1/x"}, rate_type(),
                     [](double rate) { return Wait(ThroughputWait{rate}); }),
      },
      {}};
  return table;
}

ValueType<Wait> wait_type() {
  return {
      "wait: `1s`, `3s..5s` or [wait](#wait)",
      R"({"oneOf": [{"type": ["string", "integer"], "pattern": "^0$|[0-9] *(d|h|m|min|s|ms|us|ns)|\\$\\{", "maximum": 0}, )"
      R"({"$ref": "#/$defs/wait"}]})",
      read_wait};
}

const ObjectTable<LoadDraft>& load_table() {
  constexpr std::string_view kOpen = "is not built yet: arrival rates (users, spawn_rate and wait are)";
  static const ObjectTable<LoadDraft> table = {
      "load",
      "Who asks, how often and for how long. Each user has a connection of its own and waits between its tasks.",
      {
          field_with<LoadDraft>({"users", "1", "how many users there are"}, count_type(1, 100'000), set_users),
          field_with<LoadDraft>({"spawn_rate", "1/s", "users started per second, evenly; the first at once"},
                                rate_type(),
                                [](const Value&, LoadDraft& draft, double rate) { draft.closed.spawn_rate = rate; }),
          field_with<LoadDraft>({"wait", "0s", "the pause of a user between two tasks"}, wait_type(),
                                [](const Value&, LoadDraft& draft, Wait wait) { draft.closed.wait = wait; }),
          duration_field(),
          field_with<LoadDraft>({"requests", "", "stop after so many requests, if that comes first"},
                                count_type(1, UINT64_MAX),
                                [](const Value&, LoadDraft& draft, std::uint64_t n) { draft.load.requests = n; }),
          field_with<LoadDraft>({"warmup", "0s", "the beginning that no figure, threshold or verdict counts"},
                                duration_type(),
                                [](const Value&, LoadDraft& draft, Nanos time) { draft.load.warmup = time; }),
          field_with<LoadDraft>({"graceful_stop", "10s", "what requests in flight get at the end"}, duration_type(),
                                [](const Value&, LoadDraft& draft, Nanos time) { draft.load.graceful_stop = time; }),
      },
      {
          {"rate", kOpen},
          {"arrivals", kOpen},
          {"max_in_flight", kOpen},
          {"late_after", kOpen},
          {"stages", "is not built yet: stages of users or rates"},
          {"cool_down", "is not built yet: an idle end that memory is judged in"},
      }};
  return table;
}

}  // namespace plimsoll
