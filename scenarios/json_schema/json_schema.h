#pragma once

// A JSON Schema (2020-12; drafts 2019-09, 7 and 6 where it names them) that values are held against: compiled once,
// with the files that it refers to; nothing is asked of a network. `format` is a note and no rule, as the specification
// has it. Immutable, shared by any number of threads; the memory that a look needs is the thread's.

#include "core/error.h"
#include "core/json/json_tree.h"
#include "scenarios/json_schema/schema_documents.h"
#include "scenarios/json_schema/schema_finding.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct CompiledSchema;
struct SchemaVisit;  // schema_walk.h

class JsonSchema {
 public:
  // Error: the place in the schema, what is wrong there and the remedy. `further`: what else is wrong, at most 19.
  static Result<std::shared_ptr<const JsonSchema>> compile(SchemaSource source,
                                                           std::vector<std::string>* further = nullptr);
  explicit JsonSchema(std::unique_ptr<const CompiledSchema> compiled);
  JsonSchema(const JsonSchema&) = delete;
  JsonSchema& operator=(const JsonSchema&) = delete;
  ~JsonSchema();

  // Ends at the first thing that does not hold, and allocates nothing in the steady state.
  bool holds(const JsonTree& value, JsonTree::Id at = 0) const;
  // All of them are counted, the first `most` are kept.
  SchemaFindings findings(const JsonTree& value, std::size_t most, JsonTree::Id at = 0) const;

  // Which of its schemas looked at which places of a value that holds, for who makes others of it.
  std::vector<SchemaVisit> visits(const JsonTree& value) const;

  // "answer.schema.json", or how it is called where it is written out.
  const std::string& label() const noexcept;
  const CompiledSchema& compiled() const noexcept { return *compiled_; }

 private:
  std::unique_ptr<const CompiledSchema> compiled_;
};

}  // namespace plimsoll
