#pragma once

// Which draft of JSON Schema a document is of, and which of its vocabularies count. Values; any thread.

namespace plimsoll {

enum class SchemaDraft { draft_06, draft_07, draft_2019_09, draft_2020_12 };

// Which keywords mean what. A meta-schema of one's own may leave vocabularies out.
struct SchemaDialect {
  SchemaDraft draft = SchemaDraft::draft_2020_12;
  bool applies = true;
  bool validates = true;
  bool knows_unevaluated = true;
  bool is_named = false;  // by $schema

  bool is_before_2019() const { return draft < SchemaDraft::draft_2019_09; }
};

}  // namespace plimsoll
