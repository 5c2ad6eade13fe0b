#pragma once

// What a protocol of predictions is, as data: where it is asked, what is sent, what a good answer is, how it tells
// errors, and what real servers do beside what is published. Knows no network. Immutable; any thread.

#include "core/error.h"
#include "scenarios/protocols/predict_plan.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// An error that a server tells in a way of its own: the first that fits gives the failure its words.
struct ErrorSign {
  int status = 0;             // of the answer; 0: any
  std::string_view contains;  // somewhere in its body; empty: anything
  std::string_view words;     // "as many at once as max_concurrency allows"
};

// What a good answer holds beside what `expect` says of its places.
enum class GoodAnswer {
  something,  // it is not empty, not null and no page of HTML; where `predictions_at` is there, that is not nothing
  tensors,    // of V2: outputs whose shapes have as many values as their data
  words,      // of a language model: text, a tool call, a refusal or reasoning
  places,     // `expect` says it all
};

struct Protocol {
  std::string_view name;   // "kserve_v2"
  std::string_view title;  // "KServe V2, the Open Inference Protocol"
  std::string_view summary;
  int port = 0;  // by default

  // Paths; {model} and {version} stand for what the options say, {/versions/version} for nothing without a version.
  std::string_view path;         // POST of a prediction
  std::string_view ready;        // GET: there may be load; empty: the protocol has none
  int ready_status = 0;          // 0: any below 500
  std::string_view live;         // GET, for people
  std::string_view metadata;     // GET, of a model; empty: there is none
  std::string_view no_metadata;  // then: what to do instead
  std::string_view metrics;      // "GET :8002/metrics", for people

  bool needs_model = false;
  bool has_binary = false;
  bool has_stream = false;
  bool needs_key = false;
  bool takes_prompts = false;               // `prompt` and `messages`
  std::vector<std::string_view> without{};  // keys of `protocol` and `predict` that it has no use for
  std::vector<std::string_view> formats{};  // the first is the usual one; empty: there is one
  std::vector<std::string_view> example{};  // lines of a scenario
  std::vector<std::string_view> remarks{};  // of real servers

  std::vector<ErrorSign> errors{};
  std::vector<std::string_view> error_at{};      // members of an error's JSON that hold its words
  std::vector<std::string_view> error_in_200{};  // members that no good answer has, but as null
  GoodAnswer good_answer = GoodAnswer::something;
  std::vector<std::string_view> predictions_at{};  // members of which one holds them; empty: the whole answer is
  std::vector<std::string_view> own_members{};     // of a body, which `parameters` may not be

  // Instead of `path`, where that depends on the format or on a stream; null: it does not.
  std::string_view (*path_of)(const PredictPlan& plan) = nullptr;
  // Pure. `metadata`: what is known of the model; null: nothing. Error: what is wrong with the input, by its name.
  Result<PredictBodies> (*bodies)(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) = nullptr;
  // What `expect` is, as its JSON: {"status": 200, "json": {...}, "finite": "$.predictions"}.
  nlohmann::ordered_json (*good)(const PredictPlan& plan) = nullptr;
  // The keys that a request has besides, as JSON: {"stream": {"form": "sse"}}; null: none.
  nlohmann::ordered_json (*more)(const PredictPlan& plan) = nullptr;
  Result<ModelMetadata> (*read_metadata)(std::string_view text) = nullptr;  // null: of none
  bool (*is_typed_by_service)(const PredictPlan& plan) = nullptr;           // null: random alone is
};

// Its paths for these options.
std::string filled_path(std::string_view path, const ProtocolOptions& options);
// Whether a key of `protocol` or `predict` means nothing to it.
bool is_without(const Protocol& protocol, std::string_view key);
// The format that holds.
std::string_view format_of(const ProtocolOptions& options);
// Whether the bodies wait for what the service tells.
bool waits_for_service(const PredictPlan& plan);
// Whether they are made when the run begins: of what the service tells, or of its seed.
bool is_made_later(const PredictPlan& plan);
// The bodies, with the metadata of a file where there is one. Random ones need metadata.
Result<PredictBodies> bodies_of(const PredictPlan& plan, const ModelMetadata* told, std::uint64_t seed);

}  // namespace plimsoll
