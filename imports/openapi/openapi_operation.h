#pragma once

// One operation of an OpenAPI document into a request: parameters, body, sign-in, what its answer is. Owned by one
// import; one thread.

#include "imports/openapi/document_references.h"
#include "imports/openapi/schema_example.h"
#include "imports/plan/import_draft.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace plimsoll {

struct OperationPlace {
  std::string path;    // "/items/{id}"
  std::string method;  // "get"
};

class OpenapiOperation {
 public:
  using Json = nlohmann::ordered_json;

  OpenapiOperation(const Json& document, ImportDraft& draft)
      : document_(document), references_(document), examples_(references_, draft), draft_(draft) {}

  // `item`: the path item that holds the operation.
  void add(const OperationPlace& place, const Json& item, const Json& operation);

  std::size_t bytes() const { return bytes_; }  // of all requests until now

 private:
  void tell(std::string what) { draft_.leave_out(place_, std::move(what)); }
  void add_parameters(const Json& item, const Json& operation);
  void add_parameter(const Json& parameter);
  void add_query(const std::string& name, const Json& value, bool explode);
  Json value_of_parameter(const Json& parameter, bool& has_own);
  void add_body(const Json& given);
  void add_body_of(const std::string& type, const Json& media);
  void add_form(const Json& value, const Json& schema, bool multipart, const std::string& type);
  Json example_of_media(const Json& media);
  void sign_in(const Json& operation);
  bool sign_in_by(const std::string& name, const Json& scheme);
  void expect(const Json& operation);
  void expect_members(const Json& answer);
  std::string placeholder_file(const std::string& name);

  const Json& document_;
  DocumentReferences references_;
  SchemaExample examples_;
  ImportDraft& draft_;
  std::string place_;
  ImportedRequest request_;
  std::size_t bytes_ = 0;
};

}  // namespace plimsoll
