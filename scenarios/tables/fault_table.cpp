#include "scenarios/tables/fault_table.h"

#include "core/units.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostTokens = 1'000'000'000;

Result<std::uint64_t> parse_byte_rate(std::string_view text) {
  const auto slash = text.rfind('/');
  auto bytes = parse_bytes(text.substr(0, slash));
  if (slash == std::string_view::npos || text.substr(slash) != "/s" || !bytes || *bytes == 0)
    return Error{ErrorKind::invalid,
                 fmt::format(R"(expected a rate of at least a byte like "1KiB/s", got "{}")", text)};
  return bytes;
}

ValueType<std::uint64_t> byte_rate_type() {
  return {"bytes a second", R"({"type": "string", "pattern": "^[0-9.]+ *([KMGT]i?B|kB|B)?/s$|\\$\\{"})",
          [](const Value& value) { return value.parsed(parse_byte_rate); }};
}

template <class T, class Set>
Field<FaultDraft> kind_field(FaultKind kind, std::string summary, const ValueType<T>& type, Set set) {
  FieldWords words{std::string(to_string(kind)), "", std::move(summary)};
  return field_with<FaultDraft>(std::move(words), type, [kind, set](const Value& value, FaultDraft& draft, T amount) {
    if (draft.fault)
      return value.refuse(fmt::format("a fault has one kind: it is {} already", to_string(draft.fault->kind)));
    draft.fault.emplace().kind = kind;
    set(value, *draft.fault, amount);
  });
}

void set_abort(const Value& value, Fault& fault, Nanos after) {
  fault.abort_after = after;
  if (after <= Nanos(0)) value.expected("a duration above 0");
}

void set_abort_tokens(const Value&, Fault& fault, std::uint64_t tokens) { fault.abort_after_tokens = tokens; }

void set_byte_rate(const Value&, Fault& fault, std::uint64_t rate) { fault.bytes_per_second = rate; }

void set_malformed(const Value& value, Fault&, bool malformed) {
  if (!malformed) value.expected("true (leave `fault` out for none)");
}

std::optional<Fault> read_fault(const Value& value) {
  FaultDraft draft;
  read_object(value, fault_table(), draft);
  const std::size_t share = value.is_map() && value.node().find("share") != nullptr ? 1 : 0;
  if (value.is_map() && value.node().items.size() == share)
    value.refuse("expected one of abort_after, abort_after_tokens, slow_send, slow_read and malformed");
  if (draft.fault) draft.fault->share = draft.share;
  return draft.fault;
}

}  // namespace

const ObjectTable<FaultDraft>& fault_table() {
  static const ObjectTable<FaultDraft> kTable = {
      "fault",
      "What a share of the attempts do wrong on purpose, one kind a request. They are counted apart and are in none of "
      "the figures.",
      {
          kind_field(FaultKind::abort_after, "goes away so long after the first byte, whatever has come by then",
                     duration_type(), set_abort),
          kind_field(FaultKind::abort_after_tokens,
                     "goes away in mid-stream, as soon as so many tokens have come (by the server's count where each "
                     "event has one, else an event with a fragment each); needs `stream`",
                     count_type(1, kMostTokens), set_abort_tokens),
          kind_field(FaultKind::slow_send, "sends head and body no faster", byte_rate_type(), set_byte_rate),
          kind_field(FaultKind::slow_read, "reads the answer no faster, with a small receive buffer", byte_rate_type(),
                     set_byte_rate),
          kind_field(FaultKind::malformed, "sends a request line and a header that are not HTTP", boolean_type(),
                     set_malformed),
          field({"share", "100%", "of the attempts, drawn at random"}, &FaultDraft::share, share_type()),
      },
      {
          {"abort", "is called abort_after"},
      }};
  return kTable;
}

ValueType<Fault> fault_type() {
  auto type = ValueType<Fault>{"[fault](#fault)", R"({"$ref": "#/$defs/fault"})", read_fault};
  return type;
}

}  // namespace plimsoll
