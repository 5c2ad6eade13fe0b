#pragma once

// The keywords of one subschema read into what it asks. Lives while it is compiled; one thread.

#include "core/error.h"
#include "scenarios/json_schema/compiled_schema.h"

#include <functional>
#include <string_view>
#include <vector>

namespace plimsoll {

class RuleReading {
 public:
  RuleReading(const SchemaDocuments& documents, SchemaPlace place, const SchemaDialect& dialect,
              std::function<SchemaId(SchemaPlace)> id_of);

  // One member of it. Those that are no keywords of its draft are left alone.
  Result<> take(JsonTree::Id member);
  // What depends on several of them; then all of it is in the node.
  Result<> finish(SchemaNode& node);

 private:
  Result<> take_validation(JsonTree::Id member, std::string_view name);
  Result<> take_of_count(JsonTree::Id member, std::string_view name);
  Result<> take_of_number(JsonTree::Id member, std::string_view name);
  Result<> take_applicator(JsonTree::Id member, std::string_view name);
  Result<> take_of_object(JsonTree::Id member, std::string_view name);
  Result<> take_of_array(JsonTree::Id member, std::string_view name);
  Result<> take_types(JsonTree::Id member);
  Result<> take_choices(JsonTree::Id member);
  Result<> take_dependencies(JsonTree::Id member, bool of_names, bool of_schemas);
  Result<> take_pattern(JsonTree::Id member, std::string_view text, std::optional<Pattern>& into);
  Result<> take_count(JsonTree::Id member, std::uint64_t& into);
  Result<> take_number(JsonTree::Id member, const JsonNode*& into);
  Result<> take_list(JsonTree::Id member, std::vector<SchemaId>& into);
  Result<> take_names(JsonTree::Id member, std::vector<std::string_view>& into);
  Result<> wrong(JsonTree::Id member, std::string_view expectation) const;
  Result<> wants_object(JsonTree::Id member) const;

  SchemaId below(JsonTree::Id id) const { return id_of_({place_.document, id}); }
  NumberRules& number();
  TextRules& text();
  ArrayRules& array();
  ObjectRules& object();
  CombinedRules& combined();
  ObjectRules::Name& name_of(std::string_view name);

  const SchemaDocuments& documents_;
  const JsonTree& tree_;
  SchemaPlace place_;
  SchemaDialect dialect_;
  std::function<SchemaId(SchemaPlace)> id_of_;
  SchemaNode node_;
  bool has_list_of_items_ = false;
  SchemaId additional_items_ = kNoSchema;
  std::optional<std::uint64_t> fewest_contained_{}, most_contained_{};
};

}  // namespace plimsoll
