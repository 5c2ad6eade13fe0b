#include "scenarios/tables/wait_table.h"

#include "core/units.h"

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

const ObjectTable<WaitDraft>& wait_table() {
  static const ObjectTable<WaitDraft> kTable = {
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
  return kTable;
}

ValueType<Wait> wait_type() {
  return {
      "wait: `1s`, `3s..5s` or [wait](#wait)",
      R"({"oneOf": [{"type": ["string", "integer"], "pattern": "^0$|[0-9] *(d|h|m|min|s|ms|us|ns)|\\$\\{", "maximum": 0}, )"
      R"({"$ref": "#/$defs/wait"}]})",
      read_wait};
}

}  // namespace plimsoll
