#include "scenarios/tables/flow_table.h"

#include "scenarios/fields/json_path_type.h"
#include "scenarios/queries/query_names.h"
#include "scenarios/queries/query_parsing.h"
#include "scenarios/tables/json_check_table.h"
#include "scenarios/tables/wait_table.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

Query query_of(Query::Source source, std::string argument, std::string label) {
  Query query;
  query.source = source;
  query.argument = QueryText(std::move(argument));
  query.label = std::move(label);
  return query;
}

void set_query(const Value& value, CaptureDraft& draft, Query query) {
  if (draft.query) return value.refuse("a value comes from one place: remove this or the other");
  draft.query = std::move(query);
}

Field<CaptureDraft> query_field(FieldWords words, Query::Source source, const ValueType<std::string>& type) {
  const auto name = words.name;
  return field_with<CaptureDraft>(std::move(words), type,
                                  [source, name](const Value& value, CaptureDraft& draft, std::string argument) {
                                    if (argument.empty()) return value.expected("what to look for");
                                    auto label = fmt::format("{} {}", name, argument);
                                    set_query(value, draft, query_of(source, std::move(argument), std::move(label)));
                                  });
}

Field<CaptureDraft> plain_query_field(FieldWords words, Query::Source source) {
  const auto name = words.name;
  return field_with<CaptureDraft>(std::move(words), boolean_type(),
                                  [source, name](const Value& value, CaptureDraft& draft, bool wanted) {
                                    if (!wanted) return value.expected("true");
                                    set_query(value, draft, query_of(source, "", name));
                                  });
}

// What it asks is known before the run, and is of the answer alone.
Result<Query> parse_capture_query(std::string_view text) {
  auto query = parse_query(text);
  if (query.has_error()) return query;
  if (asks_for_origin(*query))
    return invalid(fmt::format("\"{}\" asks where the answer came from, which is not kept", text));
  if (!names_in(*query).empty() || text.find("{{") != std::string_view::npos)
    return invalid("what is captured is asked of the answer alone: {{...}} and variables are not there");
  return query;
}

void set_parsed_query(const Value& value, CaptureDraft& draft, Query query) {
  set_query(value, draft, std::move(query));
}

// $.a.b, body, status: what needs no key.
std::optional<Query> short_query(const Value& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  if (*text == "body") return query_of(Query::Source::body, "", "body");
  if (*text == "status") return query_of(Query::Source::status, "", "status");
  if (*text == "text") return query_of(Query::Source::text, "", "text");
  if (!text->starts_with('$')) {
    value.expected(
        R"(a JSON path like "$.id", or {header: NAME}, {cookie: NAME}, {regex: PATTERN}, body, text or status)");
    return std::nullopt;
  }
  const auto path = json_path_type().read(value);
  if (!path) return std::nullopt;
  return query_of(Query::Source::json_path, *path, "json " + *path);
}

std::optional<Capture> read_capture(const Value& value, std::string_view name) {
  if (!is_template_name(name)) value.refuse("expected a name of letters, digits, _ and -: {{NAME}} is its value");
  if (is_taken_name(name)) value.refuse(fmt::format("{{{{{}}}}} has a meaning of its own: choose another name", name));
  CaptureDraft draft;
  if (value.is_map()) {
    read_object(value, capture_table(), draft);
    const auto entries = value.entries();
    if (std::all_of(entries.begin(), entries.end(),
                    [](const auto& entry) { return entry.key == "default" || entry.key == "secret"; }))
      value.refuse("needs what is captured: json, header, cookie, regex, query, body, text or status");
  } else {
    draft.query = short_query(value);
  }
  if (!draft.query) return std::nullopt;
  Capture capture;
  capture.name = name;
  capture.query = *std::move(draft.query);
  capture.otherwise = std::move(draft.otherwise);
  capture.is_secret = draft.is_secret;
  return capture;
}

std::optional<std::vector<Capture>> read_captures(const Value& value) {
  if (!value.is_map() || value.node().items.empty()) {
    value.expected(R"(names with what they are, like {job: "$.id"})");
    return std::nullopt;
  }
  std::vector<Capture> captures;
  for (const auto& [key, line, entry] : value.entries())
    if (auto capture = read_capture(entry, key)) captures.push_back(*std::move(capture));
  return captures;
}

void read_values(const Value& value, WhenDraft& draft) {
  for (const auto& [key, line, entry] : value.entries())
    for (auto& expected : read_expectations(entry)) draft.values.push_back({std::string(key), 0, std::move(expected)});
}

ValueType<bool> captured_values_type() {
  return {"mapping of captured names to a value or [what is expected](#json_path)",
          R"({"type": "object", "minProperties": 1, "additionalProperties": )"
          R"({"anyOf": [{"$ref": "#/$defs/json_path"}, {"not": {"type": "object"}}]}})",
          [](const Value& value) -> std::optional<bool> {
            if (value.is_map() && !value.node().items.empty()) return true;
            value.expected("a mapping of captured names to what they are");
            return std::nullopt;
          }};
}

// The keys of `expect`, for those that say what an answer is like beside their own.
template <class Draft>
std::vector<Field<Draft>> expect_fields(std::string_view status) {
  std::vector<Field<Draft>> fields;
  for (const auto& field : expect_table().fields) {
    Field<Draft> own{static_cast<const FieldDescription&>(field),
                     [read = field.read](const Value& value, Draft& draft) { read(value, draft); }};
    if (own.name == "status") own.summary = status;
    fields.push_back(std::move(own));
  }
  return fields;
}

void set_every(const Value&, UntilDraft& draft, Nanos every) { draft.until.every = every; }
void set_within(const Value& value, UntilDraft& draft, Nanos within) {
  if (within <= Nanos(0)) return value.refuse("expected a duration above 0");
  draft.until.within = within;
}
void set_at_most(const Value&, UntilDraft& draft, std::uint64_t at_most) {
  draft.until.at_most = static_cast<std::uint32_t>(at_most);
}

std::optional<Until> read_until(const Value& value) {
  UntilDraft draft;
  read_object(value, until_table(), draft);
  if (!value.is_map()) return std::nullopt;
  const auto is_limit = [](std::string_view key) { return key == "every" || key == "at_most" || key == "within"; };
  bool says_what = false;
  for (const auto& entry : value.entries()) says_what = says_what || !is_limit(entry.key);
  if (!says_what) value.refuse(R"(needs what is waited for, like json: {"$.status": done})");
  draft.until.answer = std::move(draft.checks);
  return draft.until;
}

std::optional<Condition> read_when(const Value& value) {
  WhenDraft draft;
  read_object(value, when_table(), draft);
  if (!value.is_map()) return std::nullopt;
  if (value.node().items.empty()) value.refuse("needs a condition, like captured: {NAME: VALUE} or status: 200");
  for (const auto& check : draft.checks)
    if (const auto* query = std::get_if<QueryCheck>(&check); query != nullptr && !names_in(*query).empty())
      value.refuse("asserts of `when` name no captured values: `captured: {NAME: VALUE}` asks for them");
  return Condition{std::move(draft.values), std::move(draft.checks)};
}

}  // namespace

const ObjectTable<CaptureDraft>& capture_table() {
  static const ObjectTable<CaptureDraft> kTable = {
      "capture",
      "A value out of the answer, with its type, for the requests after it: `{{NAME}}`. Short for what is asked most: "
      "`\"$.id\"` is `{json: \"$.id\"}`, `body`, `text` and `status` are the whole of them.",
      {
          query_field({"json", "", "at this path of a JSON body; several matches are a list"}, Query::Source::json_path,
                      json_path_type()),
          query_field({"header", "", "of the header of that name"}, Query::Source::header, text_type()),
          query_field({"cookie", "", "of the cookie that the answer sets by that name"}, Query::Source::cookie,
                      text_type()),
          query_field({"regex", "", "the first group of the first match in the body"}, Query::Source::regex,
                      regex_type()),
          field_with<CaptureDraft>(
              {"query", "", "by a query and its filters, as in the `[Captures]` of a .hurl file"},
              ValueType<Query>{"query, like `jsonpath \"$.id\" toString`", R"({"type": "string"})",
                               [](const Value& value) { return value.parsed(parse_capture_query); }},
              set_parsed_query),
          plain_query_field({"body", "", "`true`: all of it, as text"}, Query::Source::body),
          plain_query_field({"text", "", "`true`: what a language model answered, streamed or not"},
                            Query::Source::text),
          plain_query_field({"status", "", "`true`: the status, a number"}, Query::Source::status),
          field({"default", "", "where nothing is found, which is a failure otherwise"}, &CaptureDraft::otherwise,
                any_json_type()),
          field({"secret", "false", "it is in no example of a failure, and neither is an answer or a request with it"},
                &CaptureDraft::is_secret, boolean_type()),
      },
      {{"jsonpath", "is called `json`"},
       {"xpath", "is not built: capture with `regex`"},
       {"matches", "is called `regex`"}}};
  return kTable;
}

const ObjectTable<UntilDraft>& until_table() {
  static const ObjectTable<UntilDraft> kTable = [] {
    ObjectTable<UntilDraft> table = {"until",
                                     "What the answer is like that ends it: the step is sent again until then. Every "
                                     "answer on the way must be as `expect` says.",
                                     expect_fields<UntilDraft>("the status that is waited for"),
                                     {}};
    table.fields.push_back(field_with<UntilDraft>({"every", "500ms", "the pause from an answer to the next request"},
                                                  duration_type(), set_every));
    table.fields.push_back(
        field_with<UntilDraft>({"at_most", "1000", "requests; where the last is not like it, that is a failure"},
                               count_type(1, kMostRepeats), set_at_most));
    table.fields.push_back(field_with<UntilDraft>(
        {"within", "60s", "how long after the first of them the last may be sent"}, duration_type(), set_within));
    return table;
  }();
  return kTable;
}

const ObjectTable<WhenDraft>& when_table() {
  static const ObjectTable<WhenDraft> kTable = [] {
    ObjectTable<WhenDraft> table = {"when",
                                    "Whether the step is sent: all of this holds, of values captured before and of "
                                    "the answer that came last; else it is passed over.",
                                    expect_fields<WhenDraft>("the status of the answer before"),
                                    {}};
    table.fields.push_back(field_with<WhenDraft>(
        {"captured", "", "captured values; one that is null is not there"}, captured_values_type(),
        [](const Value& value, WhenDraft& draft, bool) { read_values(value, draft); }));
    return table;
  }();
  return kTable;
}

const ObjectTable<ConversationDraft>& conversation_table() {
  using Draft = ConversationDraft;
  static const ObjectTable<Draft> kTable = {
      "conversation",
      "The request is sent once a turn: each time with all that was said before, the answers of the model too. `think` "
      "(of a step `wait`) is the pause between two turns.",
      {
          required(field_with<Draft>({"turns", "", "what the user says, a list of texts: `\"{{NAME.turns}}\"`"},
                                     text_type(),
                                     [](const Value& value, Draft& draft, std::string turns) {
                                       if (!has_template(turns))
                                         return value.expected("a column with a list of texts, like {{NAME.turns}}");
                                       draft.turns = std::move(turns);
                                     })),
          field_with<Draft>({"messages", "messages",
                             "the name by which the body has them, `{{messages}}`: a list of `{role, content}`"},
                            text_type(),
                            [](const Value& value, Draft& draft, std::string name) {
                              if (!is_template_name(name) || is_taken_name(name))
                                return value.expected("a name of letters, digits, _ and -, with no meaning of its own");
                              draft.rules.name = std::move(name);
                            }),
          field_with<Draft>({"at_most", "100", "turns"}, count_type(1, ConversationRules::kMostTurns),
                            [](const Value&, Draft& draft, std::uint64_t turns) {
                              draft.rules.at_most = static_cast<std::uint32_t>(turns);
                            }),
      },
      {{"think", "belongs to the request, beside `conversation`"},
       {"as", "is called `messages`: the name that the body has them by"}}};
  return kTable;
}

ValueType<std::vector<Capture>> captures_type() {
  return {"mapping of names to a JSON path or [capture](#capture)",
          R"({"type": "object", "minProperties": 1, "additionalProperties": )"
          R"({"anyOf": [{"type": "string", "pattern": "^\\$|^body$|^status$|^text$"}, {"$ref": "#/$defs/capture"}]}})",
          read_captures};
}

ValueType<Until> until_type() { return {"[until](#until)", R"({"$ref": "#/$defs/until"})", read_until}; }

ValueType<Condition> when_type() { return {"[when](#when)", R"({"$ref": "#/$defs/when"})", read_when}; }

ValueType<Wait> pause_type() {
  auto type = wait_type();
  type.read = [read = type.read](const Value& value) -> std::optional<Wait> {
    const auto wait = read(value);
    if (!wait) return std::nullopt;
    const auto* range = std::get_if<UniformWait>(&*wait);
    const auto* drawn = std::get_if<ExponentialWait>(&*wait);
    if (std::holds_alternative<Pacing>(*wait) || std::holds_alternative<ThroughputWait>(*wait))
      value.refuse("within a task a wait is a pause: 1s, 1s..3s or {exponential: 2s}");
    else if (range != nullptr && range->low > range->high)
      value.refuse("the lower end is above the upper");
    else if (drawn != nullptr && drawn->mean <= Nanos(0))
      value.refuse("expected a duration above 0");
    return wait;
  };
  return type;
}

}  // namespace plimsoll
