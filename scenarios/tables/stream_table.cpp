#include "scenarios/tables/stream_table.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

using Form = StreamRules::Form;
using End = StreamRules::End;

void set_form(const Value&, StreamRules& rules, std::string_view form) {
  rules.form = form == "sse" ? Form::sse : form == "ndjson" ? Form::ndjson : Form::chunks;
}

ValueType<std::string> form_type() { return word_type({"sse", "ndjson", "chunks"}); }

}  // namespace

ValueType<StreamRules> stream_type() {
  const auto form = form_type();
  return {"`sse`, `ndjson`, `chunks` or [stream](#stream)",
          fmt::format(R"({{"oneOf": [{}, {{"$ref": "#/$defs/stream"}}]}})", form.schema),
          [read = form.read](const Value& value) -> std::optional<StreamRules> {
            StreamRules rules;
            if (value.is_map()) {
              read_object(value, stream_table(), rules);
              return rules;
            }
            const auto word = read(value);
            if (!word) return std::nullopt;
            set_form(value, rules, *word);
            return rules;
          }};
}

const ObjectTable<StreamRules>& stream_table() {
  static const ObjectTable<StreamRules> kTable = {
      "stream",
      "An answer that comes in events, as tokens of a language model do. Each is stamped when its bytes came; "
      "nothing of it is kept.",
      {
          field_with<StreamRules>({"form", "sse",
                                   "`sse`: server-sent events; `ndjson`: a JSON text a line; `chunks`: each chunk of "
                                   "the transfer coding is an event"},
                                  form_type(), set_form),
          field_with<StreamRules>({"end", "where its events are of a protocol that says one",
                                   "`needed`: an answer that does not say that it is whole has failed; `not_needed`: "
                                   "none has"},
                                  word_type({"needed", "not_needed"}),
                                  [](const Value&, StreamRules& rules, std::string_view word) {
                                    rules.end = word == "needed" ? End::needed : End::not_needed;
                                  }),
          field_with<StreamRules>({"stall_timeout", "the request's timeout",
                                   "the longest silence within an answer that has begun; a longer one is a failure"},
                                  duration_type(),
                                  [](const Value& value, StreamRules& rules, Nanos longest) {
                                    if (longest <= Nanos(0)) return value.expected("a duration above 0");
                                    rules.stall_timeout = longest;
                                  }),
      },
      {{"type", "is called form: sse, ndjson or chunks"}}};
  return kTable;
}

ValueType<StreamRules::Limits> slo_type() {
  auto type = object_type(slo_table());
  type.read = [read = type.read](const Value& value) -> std::optional<StreamRules::Limits> {
    auto limits = read(value);
    if (!limits || !value.is_map() || !value.entries().empty()) return limits;
    value.refuse(R"(expected a limit at least, like {ttft: "< 300ms"}, or no slo)");
    return std::nullopt;
  };
  return type;
}

const ObjectTable<StreamRules::Limits>& slo_table() {
  using Limits = StreamRules::Limits;
  static const ObjectTable<Limits> kTable = {
      "slo",
      "What a streamed answer has to meet to count for goodput, at least one limit. Goodput is of the requests that "
      "have "
      "an `slo`, the failed ones too. Nothing fails by it; `thresholds` on goodput do.",
      {
          field({"ttft", "", "from due to the first event with a fragment"}, &Limits::first_token, upper_limit_type()),
          field({"time_per_token", "", "of the tokens behind the first"}, &Limits::time_per_token, upper_limit_type()),
          field({"response_time", "", "from due to the last byte"}, &Limits::response_time, upper_limit_type()),
      },
      {{"tpot", "is called time_per_token"}, {"itl", "is not a limit of an answer: a threshold on gap_p99 is one"}}};
  return kTable;
}

}  // namespace plimsoll
