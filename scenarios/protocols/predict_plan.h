#pragma once

// What one request predicts, and by which protocol, as the scenario says it: made into bodies before the run, or, where
// they depend on what the service tells of its model, when the target is ready. Immutable values; any thread.

#include "scenarios/protocols/model_metadata.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct Protocol;

// `protocol: {name: ..., ...}`
struct ProtocolOptions {
  const Protocol* protocol = nullptr;  // null: the name could not be read
  std::string model;
  std::string version;
  bool is_binary = false;
  bool is_stream = false;
  std::string format;  // one of the protocol's; empty: its first
  std::string key;     // the member that holds the input, where the protocol leaves that to the service
  std::shared_ptr<const nlohmann::ordered_json> parameters;  // further members of each body; null: none
  std::optional<ModelMetadata> metadata;                     // of a file; absent: the service is asked
};

// `predict: ...`
struct PredictInput {
  enum class Kind {
    rows,      // of a table: each a list of cells, by column
    input,     // instances: any JSON each
    prompt,    // texts, each a body of its own
    messages,  // lists of {role, content}, or a {{...}} that stands for one, each a body of its own
    tensors,   // named, with datatype and shape
    random,    // made of the metadata
  };
  struct NamedTensor {
    std::string name;
    std::string datatype;                            // empty: as the model says, else what its values are
    std::optional<std::vector<std::int64_t>> shape;  // [] of a scalar; absent: as its data is nested
    std::shared_ptr<const nlohmann::ordered_json> data;
  };

  Kind kind = Kind::input;
  std::vector<std::string> columns;                         // of rows
  std::shared_ptr<const nlohmann::ordered_json> instances;  // but of tensors and random: a list
  std::vector<NamedTensor> tensors;
  std::uint64_t batch = 0;  // instances in a body; 0: of rows and random one, of input all
  std::uint64_t random_bodies = 64;
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;  // of random inputs, instead of -1
  std::string input_name;                                                 // of the one tensor; empty: as the model says
  std::string datatype;                                                   // of it; empty: as the model says
};

// What makes {{...}} of bodies anew, once the service has told its model.
struct PredictTemplates {
  std::filesystem::path folder;             // of the files that they name
  std::optional<std::string> unique_place;  // of `vary: unique`, empty: its numbers; absent: it does not vary so
};

struct PredictPlan {
  ProtocolOptions options;
  PredictInput input;
  std::optional<PredictTemplates> templates{};  // absent: its bodies are the same each time
};

// The bodies of a request, and what is sent with each of them.
struct PredictBodies {
  bool is_json = true;       // else any bytes
  std::string content_type;  // empty: that of JSON
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> bodies;
};

}  // namespace plimsoll
