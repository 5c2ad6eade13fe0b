#include "scenarios/protocols/framework_protocols.h"

#include "core/json/json.h"
#include "scenarios/protocols/answer_parts.h"
#include "scenarios/protocols/payload_parts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSaysNothing =
    "what it takes, its code says: write `rows` or `input`; plimsoll init URL writes a request of its OpenAPI document";

// The instances below a key; without one a single instance as it is, several as a list.
Result<PredictBodies> keyed_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  auto sets = instance_sets(plan, metadata, seed);
  if (sets.has_error()) return sets.error();
  PredictBodies made;
  for (const auto& instances : *sets) {
    const auto whole = named_rows(plan.input, instances);
    const bool is_object = whole.size() == 1 && whole.front().is_object();
    const bool is_batch = plan.input.batch > 0;
    Json body;
    if (!plan.options.key.empty()) {
      const bool is_one = whole.size() == 1 && !is_batch && plan.input.kind == PredictInput::Kind::rows;
      body[plan.options.key] = is_one ? whole.front() : whole;
    } else if (plan.options.protocol->needs_key && !is_object) {
      return invalid(
          fmt::format("{} takes its input by the name of a parameter: add key: NAME to `protocol`, like "
                      "protocol: {{name: {}, key: rows}}",
                      plan.options.protocol->title, plan.options.protocol->name));
    } else {
      body = is_object && !is_batch ? whole.front() : whole;
    }
    if (plan.options.parameters && !body.is_object())
      return invalid("parameters: the body is no object: add key: NAME to `protocol`");
    if (body.is_object())
      if (auto added = add_new_parameters(plan.options, body); added.has_error()) return added.error();
    made.bodies.push_back(to_text(body));
  }
  return made;
}

Protocol framework(std::string_view name, std::string_view title, int port) {
  Protocol protocol;
  protocol.name = name;
  protocol.title = title;
  protocol.port = port;
  protocol.path = "/predict";
  protocol.no_metadata = kSaysNothing;
  protocol.without = {"model", "version", "input_name", "datatype"};
  protocol.has_stream = true;
  protocol.bodies = keyed_bodies;
  protocol.good = finite_answer;
  protocol.more = streamed_chunks;
  return protocol;
}

Protocol bentoml() {
  auto protocol = framework("bentoml", "BentoML", 3000);
  protocol.summary = "POST /METHOD with its parameters by name";
  protocol.ready = "/readyz";
  protocol.ready_status = 200;
  protocol.live = "/livez";
  protocol.metrics = "GET :3000/metrics";
  protocol.needs_key = true;
  protocol.error_at = {"error"};
  protocol.example = {"protocol: {name: bentoml, key: rows}", "requests:", "  - post: /predict",
                      "    predict: {input: [[5.1, 3.5, 1.4, 0.2]]}"};
  protocol.remarks = {
      ("429 {\"error\": \"Too many requests\"} comes below max_concurrency: it is divided by the workers, rounded up, "
       "and counted in each. It is told by words of its own. /readyz, /livez and /healthz stay 200."),
      "A timeout is 504; a synchronous method goes on, and the next request waits for it.",
      "400 names what is missing; anything that a method raises is 500 with one sentence.",
      "Each worker has a session and a process group of its own: a signal to the parent's group misses them.",
      ("A stream of text is labelled text/event-stream and is none: stream: true takes it chunk by chunk. One whose "
       "method raises in its middle ends as if complete."),
      "NaN in an answer is bare NaN. The same JSON as text/plain is taken too; \"1.5\" and true count as numbers.",
  };
  protocol.errors = {
      {429, "Too many requests", "more at once than max_concurrency, divided by its workers, allows"},
      {504, "Not able to process the request", "the server's own timeout; its work goes on"},
      {503, "", "its batching dispatcher refuses work"},
  };
  return protocol;
}

Protocol litserve() {
  auto protocol = framework("litserve", "LitServe", 8000);
  protocol.summary = "POST /predict; decode_request says what the body is";
  protocol.ready = "/health";
  protocol.ready_status = 200;
  protocol.live = "/health";
  protocol.error_at = {"detail"};
  protocol.example = {"protocol: {name: litserve, key: input}", "requests:", "  - predict: {input: [4.0]}"};
  protocol.remarks = {
      "While setup() runs nobody listens: the connection is refused. /health is `ok` from then on.",
      ("NaN in a result is 500 with plain text; every other error is 500 {\"detail\": \"Internal server error\"}, a "
       "body that is not JSON or empty too."),
      "504 comes only once a worker is free: later than its timeout says, and never during compute.",
      ("A stream is chunked and has no Content-Type; one whose model raises in its middle ends as if complete: only "
       "fewer chunks tell."),
      ("SIGTERM to the main process leaves the others, serving: stop: {signal: KILL}, or the supervisor's stop, which "
       "reaches all."),
  };
  protocol.errors = {
      {500, "Internal server error", "decode_request, predict or encode_response raised, or the body is no JSON"},
      {500, "Internal Server Error", "an answer that JSON has no word for: NaN or infinity in the result"},
      {504, "Request timed out", "it waited longer than the server's timeout"},
  };
  return protocol;
}

Protocol ray_serve() {
  auto protocol = framework("ray_serve", "Ray Serve", 8000);
  protocol.summary = "POST to a route of an application";
  protocol.path = "/";
  protocol.ready = "/-/healthz";
  protocol.ready_status = 200;
  protocol.live = "/-/healthz";
  protocol.metrics = "GET :8080/metrics";
  protocol.example = {"protocol: ray_serve", "requests:", "  - post: /iris", "    predict: {rows: iris.csv}"};
  protocol.remarks = {
      ("Errors of a handler are 500 `Internal Server Error` without a Content-Type; an unknown path below an "
       "application at / is one too."),
      "503 \"Request dropped due to backpressure\" comes at max_queued_requests, 408 at request_timeout_s.",
      ("The proxy of a healthy application grows by 1.4 to 1.8 kB a request over the first 3,000 and settles after "
       "some 25,000: soak for longer than that."),
      "Replicas are children of raylet, not of the proxy; NaN in an answer is bare NaN.",
  };
  protocol.errors = {
      {503, "backpressure", "dropped: max_queued_requests wait already"},
      {408, "timed out", "longer than request_timeout_s; the replica is told to stop"},
      {500, "Internal Server Error", "the handler raised"},
  };
  return protocol;
}

Protocol fastapi() {
  auto protocol = framework("fastapi", "FastAPI", 8000);
  protocol.summary = "a path of your own; 422 means that the body is wrong, not the service";
  protocol.error_at = {"detail"};
  protocol.example = {"protocol: fastapi", "requests:", "  - post: /predict",
                      "    predict: {input: [{age: 41, income: 52000}]}"};
  protocol.remarks = {
      ("422 {\"detail\": [{type, loc, msg, input}]} says that the body does not fit: the scenario is wrong, not the "
       "service."),
      "A body without Content-Type is 422 too (0.165).",
      "The document is at /openapi.json, unless it is switched off: plimsoll init URL reads it.",
      ("uvicorn closes a connection after 5 s without a request, gunicorn's gthread after 2, hypercorn after 5, "
       "granian after 30."),
      "NaN in an answer of a plain dict is 500: Starlette's JSON has none.",
  };
  protocol.errors = {{422, "", "the body does not fit what the service takes: the scenario's input is wrong"}};
  return protocol;
}

Protocol flask() {
  auto protocol = framework("flask", "Flask", 5000);
  protocol.summary = "a path of your own; errors are HTML";
  protocol.example = {"protocol: flask", "requests:", "  - post: /predict",
                      "    predict: {input: [{age: 41, income: 52000}]}"};
  protocol.remarks = {
      "A body that is not JSON is 400, one with another Content-Type 415, both as HTML.",
      "jsonify writes bare NaN, which is no JSON: the failure says where.",
      "gunicorn's sync worker closes the connection after each answer.",
  };
  protocol.errors = {{415, "", "the content type is not JSON"}};
  return protocol;
}

}  // namespace

std::vector<Protocol> framework_protocols() { return {bentoml(), litserve(), ray_serve(), fastapi(), flask()}; }

}  // namespace plimsoll
