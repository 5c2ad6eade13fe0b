#include "scenarios/tables/request_table.h"

#include "core/text.h"
#include "scenarios/fields/json_schema_type.h"
#include "scenarios/protocols/protocol_table.h"
#include "scenarios/tables/body_types.h"
#include "scenarios/tables/expect_table.h"
#include "scenarios/tables/fault_table.h"
#include "scenarios/tables/flow_table.h"
#include "scenarios/tables/stream_table.h"
#include "scenarios/tables/wait_table.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

struct MethodKey {
  std::string_view key;
  Method method;
};
constexpr std::array kMethods = {MethodKey{"get", Method::get},    MethodKey{"post", Method::post},
                                 MethodKey{"put", Method::put},    MethodKey{"patch", Method::patch},
                                 MethodKey{"delete", Method::del}, MethodKey{"head", Method::head}};

ValueType<std::string> url_path_type() {
  return {"path", R"({"type": "string", "pattern": "^/|^$|\\$\\{|^\\{\\{"})",
          [](const Value& value) { return value.text(); }};
}

Field<RequestDraft> method_field(const MethodKey& key) {
  FieldWords words{std::string(key.key), "",
                   fmt::format("sends a {} to this path of the target", to_string(key.method))};
  return field_with<RequestDraft>(
      std::move(words), url_path_type(),
      [method = key.method](const Value& value, RequestDraft& draft, std::string path) {
        if (draft.method)
          return value.refuse(fmt::format("a request has one method: it is a {} already", to_string(*draft.method)));
        draft.method = method;
        draft.path = std::move(path);
      });
}

Field<RequestDraft> body_field(FieldWords words, const ValueType<BodySet>& type) {
  const auto key = words.name;
  return field_with<RequestDraft>(std::move(words), type, [key](const Value& value, RequestDraft& draft, BodySet body) {
    if (draft.body) return value.refuse(fmt::format("a request has one body: `{}` gives it already", draft.body_key));
    draft.body = std::move(body);
    draft.body_key = key;
  });
}

// "unique", or {unique: $.id}.
ValueType<std::string> vary_type() {
  return {
      "`unique` or `{unique: $.id}`",
      R"({"oneOf": [{"const": "unique"}, {"type": "object", "properties": {"unique": {"type": "string", "pattern": "^\\$"}}, "required": ["unique"], "additionalProperties": false}]})",
      [](const Value& value) -> std::optional<std::string> {
        if (value.is_word("unique")) return "";
        const auto entries = value.is_map() ? value.entries() : std::vector<Value::Entry>();
        auto place = entries.size() == 1 && entries[0].key == "unique" ? entries[0].value.text() : std::nullopt;
        if (place && place->starts_with("$") && place->size() > 1) return place;
        value.expected("unique, or the place that may differ: {unique: $.id}");
        return std::nullopt;
      }};
}

void set_order(const Value&, RequestDraft& draft, std::string_view order) {
  draft.order = order == "random" ? BodySet::Order::random : BodySet::Order::sequential;
}

void set_expectations(const Value&, RequestDraft& draft, ExpectDraft expect) {
  draft.checks = std::move(expect.checks);
}

std::vector<Field<RequestDraft>> shared_fields() {
  using Draft = RequestDraft;
  std::vector<Field<Draft>> fields = {
      field({"name", "method and path", "its row in every report"}, &Draft::name, text_type())};
  for (const auto& method : kMethods) fields.push_back(method_field(method));
  const std::vector<Field<Draft>> more = {
      field({"predict", "", "what is predicted, by the `protocol`: it makes method, path, body and `expect`"},
            &Draft::predict, predict_type()),
      field(
          {"protocol", "the scenario's", "the protocol of this request; keys of the scenario's that are not here hold"},
          &Draft::protocol, protocol_type()),
      field({"query", "", "added to the path, encoded"}, &Draft::query, pairs_type()),
      field({"headers", "", "added to the scenario's; one of the same name wins"}, &Draft::headers,
            headers_type("mapping of names to text")),
      body_field({"json", "",
                  "a JSON body; several are sent in turn. `{\"$base64\": \"image.jpg\"}` within it is "
                  "replaced by that file"},
                 json_body_type()),
      body_field({"text", "", "a body of text"}, text_body_type()),
      body_field({"file", "", "a file as it is; its type follows from its name"}, file_body_type()),
      body_field({"form", "", "a form as browsers send it"}, form_body_type()),
      body_field({"base64", "", "a body of any bytes, as base64"}, base64_body_type()),
      body_field({"multipart", "", "a form with files"}, multipart_body_type()),
      field({"content_type", "as the body is", "the content type of the body"}, &Draft::content_type, text_type()),
      field(
          {"vary", "", "`unique`: no JSON body is like one before, so that no cache answers; where, is found or named"},
          &Draft::unique_place, vary_type()),
      field_with<Draft>({"order", "sequential", "of several bodies: each once a turn, or drawn at random"},
                        word_type({"sequential", "random"}), set_order),
      field({"timeout", "the scenario's", "from the first byte sent to the last received"}, &Draft::timeout,
            duration_type()),
      field_with<Draft>({"expect", "", "what every answer must be"}, object_type(expect_table()), set_expectations),
      field_with<Draft>({"body_schema", "", "a JSON Schema that each of its bodies is held against before any load"},
                        json_schema_type(),
                        [](const Value&, Draft& draft, std::shared_ptr<const JsonSchema> schema) {
                          draft.body_schema = std::move(schema);
                        }),
      field({"quality", "", "what is right for each row: accuracy, log loss and others are made of it"},
            &Draft::quality, object_type(quality_table())),
      field({"batch", "",
             "rows in its body: the list with the one row in it, in which `{{row.x}}` is, has so many; of a "
             "list, each is a request of its own"},
            &Draft::batch, count_type(1, kMostBatchRows)),
      field({"stream", "", "its answer comes as a stream, which is measured"}, &Draft::stream, stream_type()),
      field({"slo", "", "what a streamed answer has to meet for goodput"}, &Draft::slo, slo_type()),
      field({"fault", "", "what a share of its attempts do wrong on purpose"}, &Draft::fault, fault_type()),
      field({"cases", "", "bad requests that go with it, and what they are to be answered"}, &Draft::cases,
            cases_type()),
      field({"capture", "", "values of the answer, for the requests after it: `{{NAME}}`"}, &Draft::captures,
            captures_type()),
      field({"until", "", "sent again until its answer is like this"}, &Draft::until, until_type()),
      field({"conversation", "", "sent once a turn, with all that was said before"}, &Draft::conversation,
            object_type(conversation_table())),
      field({"repeat", "1", "how often it is sent"}, &Draft::repeat, count_type(1, kMostRepeats)),
  };
  fields.insert(fields.end(), more.begin(), more.end());
  const auto exchange = exchange_fields<Draft>("the scenario's");
  fields.insert(fields.end(), exchange.begin(), exchange.end());
  return fields;
}

std::vector<Refusal> shared_refusals() {
  return {{"url", "is not a key: the target is the same for all requests, write the path as get: /path or post: /path"},
          {"body", R"(is called by its kind here: json, text, file, form, base64 or multipart)"},
          {"data", "rows of data come from `feeders`, beside `requests`"},
          {"schema", "is of the answer in expect: {schema: ...}, and of the body body_schema"},
          {"json_schema", "is of the answer in expect: {schema: ...}, and of the body body_schema"},
          {"request_schema", "is called body_schema here"},
          {"mutate", "belongs to `cases`: cases: {mutate: all}"},
          {"feeder", "rows of data come from `feeders`, beside `requests`"},
          {"follow_redirects", "is called redirects: how many are followed"},
          {"cookies", "belongs at the top of the file: a user has them, and not a request"}};
}

std::vector<Refusal> step_refusals() {
  constexpr std::string_view kTask = "belongs to the request that has the steps";
  auto refusals = shared_refusals();
  for (const auto key : {"weight", "think", "steps", "on_failure"}) refusals.push_back({key, kTask});
  return refusals;
}

bool belongs_to_task(std::string_view key) {
  return key == "name" || key == "weight" || key == "wait" || key == "think" || key == "steps" || key == "on_failure";
}

// A multipart body and its boundary belong together.
void refuse_foreign_boundary(const Value& value, const RequestDraft& draft) {
  if (draft.body_key == "multipart" && draft.content_type)
    value.refuse("a multipart body has its own content type with the boundary in it: remove content_type");
}

// Goodput counts streams: limits of another answer would be asked of nobody.
void refuse_limits_of_no_stream(const Value& value, const RequestDraft& draft) {
  if (!draft.slo || draft.stream) return;
  for (const auto& [key, line, entry] : value.entries())
    if (key == "slo")
      entry.refuse(
          "limits of a stream: say what the answer is, for example stream: sse; "
          "of any other answer it is expect: {response_time: < 300ms}");
}

RequestDraft read_step(const Value& value) {
  RequestDraft draft;
  read_object(value, step_table(), draft);
  refuse_foreign_boundary(value, draft);
  refuse_limits_of_no_stream(value, draft);
  if (value.is_map() && !draft.method && value.node().find("predict") == nullptr)
    value.refuse("needs a method with its path, for example post: /predict");
  return draft;
}

RequestDraft read_request(const Value& value) {
  RequestDraft draft;
  read_object(value, request_table(), draft);
  refuse_foreign_boundary(value, draft);
  refuse_limits_of_no_stream(value, draft);
  if (!value.is_map()) return draft;
  const bool has_steps = value.node().find("steps") != nullptr;
  const bool has_way = draft.method || value.node().find("predict") != nullptr;
  if (!has_steps && !has_way) value.refuse("needs a method with its path, for example post: /predict, or `steps`");
  if (!has_steps) return draft;
  for (const auto& [key, line, entry] : value.entries())
    if (!belongs_to_task(key))
      entry.refuse("belongs to a step: a request with `steps` has name, weight, wait, think and on_failure");
  return draft;
}

ValueType<std::vector<RequestDraft>> list_of_requests(std::string words, std::string_view table,
                                                      RequestDraft (*read)(const Value&)) {
  return {std::move(words),
          fmt::format(R"({{"type": "array", "minItems": 1, "items": {{"$ref": "#/$defs/{}"}}}})", table),
          [read](const Value& value) -> std::optional<std::vector<RequestDraft>> {
            if (!value.is_list()) {
              value.expected("a list, each entry with a dash like: - post: /predict");
              return std::nullopt;
            }
            std::vector<RequestDraft> drafts;
            for (const auto& item : value.items()) drafts.push_back(read(item));
            return drafts;
          }};
}

}  // namespace

RequestDraft draft_of(const BadCase& bad) {
  RequestDraft draft;
  draft.path = bad.request.path;
  draft.body_key = bad.body_key;
  draft.headers = bad.request.headers;
  return draft;
}

Result<std::string> parse_method_key(std::string_view text) {
  const auto key = lower_case(text);
  std::string names;
  for (const auto& method : kMethods) {
    if (method.key == key) return key;
    names += fmt::format("{}{}",
                         names.empty()                 ? ""
                         : &method == &kMethods.back() ? " or "
                                                       : ", ",
                         to_string(method.method));
  }
  return Error{ErrorKind::invalid, fmt::format(R"(expected {}, got "{}")", names, text)};
}

ValueType<std::vector<RequestDraft>> requests_type() {
  return list_of_requests("list of [request](#request)", "request", read_request);
}

ValueType<std::vector<RequestDraft>> steps_type() {
  auto type = list_of_requests("list of [step](#step)", "step", read_step);
  type.read = [read = type.read](const Value& value) {
    auto steps = read(value);
    if (steps && steps->empty()) value.expected("at least one step");
    return steps;
  };
  return type;
}

const ObjectTable<RequestDraft>& step_table() {
  static const ObjectTable<RequestDraft> kTable = [] {
    ObjectTable<RequestDraft> step = {
        "step", "One of several requests that a user sends in order, one as soon as that before it is answered.",
        shared_fields(), step_refusals()};
    step.fields.push_back(field({"when", "", "whether it is sent at all"}, &RequestDraft::when, when_type()));
    step.fields.push_back(field({"wait", "the task's `think`", "the pause after it, before the next step"},
                                &RequestDraft::wait, pause_type()));
    return step;
  }();
  return kTable;
}

std::uint32_t rows_to_make(const RequestDraft& draft) {
  const auto rows = static_cast<std::uint32_t>(draft.batch.value_or(0));
  if (!draft.predict) return rows;
  // Rows of a file are in batches already; so are instances that are given.
  const auto& input = *draft.predict;
  const bool is_one = input.kind == PredictInput::Kind::input && input.instances && input.instances->size() == 1;
  return is_one ? rows : 0;
}

const ObjectTable<RequestDraft>& request_table() {
  static const ObjectTable<RequestDraft> kTable = [] {
    ObjectTable<RequestDraft> request = {"request",
                                         "What a user draws by weight: one request, or several `steps` in order.",
                                         shared_fields(), shared_refusals()};
    request.fields.push_back(field({"weight", "1", "how often it is drawn, in proportion to the others"},
                                   &RequestDraft::weight, number_type()));
    request.fields.push_back(field({"wait", "the load's", "the pause after it"}, &RequestDraft::wait, wait_type()));
    request.fields.push_back(field({"think", "none", "the pause between its steps, or from one repeat to the next"},
                                   &RequestDraft::think, pause_type()));
    request.fields.push_back(
        field({"steps", "", "several requests in order, instead of one"}, &RequestDraft::steps, steps_type()));
    request.fields.push_back(field_with<RequestDraft>(
        {"on_failure", "go_on",
         "`end`: none of its steps follows one that failed; else only one that captures or waits ends it"},
        word_type({"go_on", "end"}),
        [](const Value&, RequestDraft& draft, std::string_view word) { draft.ends_with_failure = word == "end"; }));
    request.refused.push_back({"when", "belongs to a step: the first request of a task is always sent"});
    return request;
  }();
  return kTable;
}

}  // namespace plimsoll
