#pragma once

// A value that a JSON Schema accepts: its own example or default where it has one, else the simplest. Schemas that hold
// themselves are cut where they would begin again. Owned by one import; one thread.

#include "imports/openapi/document_references.h"
#include "imports/plan/import_draft.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class SchemaExample {
 public:
  using Json = nlohmann::ordered_json;

  SchemaExample(const DocumentReferences& references, ImportDraft& draft) : references_(references), draft_(draft) {}

  // Nothing: the schema can hold no value that ends. `place`: for what is left out.
  std::optional<Json> example_of(const Json& schema, const std::string& place);

  // "string", "array" ...; of several types the first that is not null; empty: any.
  static std::string type_of(const Json& schema);
  // The schema with all of its allOf as one: `room` holds it where it has to be made.
  const Json& merged(const Json& schema, Json& room);

 private:
  std::optional<Json> value_of(const Json& schema, const std::string& name);
  std::optional<Json> value_of_whole(const Json& given, const std::string& name);
  std::optional<Json> taken(const Json& value);
  static void name_choice(const Json& schema, const std::string& reference, Json& value);
  std::optional<Json> one_of(const Json& schema, const Json& choices, const std::string& name);
  std::optional<Json> object_of(const Json& schema);
  std::optional<Json> array_of(const Json& schema, const std::string& name);
  Json text_of(const Json& schema, const std::string& name);
  void merge_into(Json& whole, const Json& part, int depth);
  bool is_spent() const;

  const DocumentReferences& references_;
  ImportDraft& draft_;
  std::string place_;
  std::vector<std::string> open_;  // references that a value is being made of
  std::size_t made_ = 0;           // values of one example
  std::size_t taken_bytes_ = 0;    // of one example, taken as they stand in the document
  std::size_t parts_ = 0;          // that one schema was merged of
  // Of the whole import: what is named again and again is looked at as often.
  std::size_t all_made_ = 0;
  std::size_t merged_bytes_ = 0;
};

}  // namespace plimsoll
