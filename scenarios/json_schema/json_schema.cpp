#include "scenarios/json_schema/json_schema.h"

#include "scenarios/json_schema/compiled_schema.h"
#include "scenarios/json_schema/schema_compiler.h"
#include "scenarios/json_schema/schema_walk.h"

#include <utility>

namespace plimsoll {
namespace {

SchemaMemory& memory_of_walks() {
  thread_local SchemaMemory memory;
  return memory;
}

}  // namespace

JsonSchema::JsonSchema(std::unique_ptr<const CompiledSchema> compiled) : compiled_(std::move(compiled)) {}
JsonSchema::~JsonSchema() = default;

Result<std::shared_ptr<const JsonSchema>> JsonSchema::compile(SchemaSource source, std::vector<std::string>* further) {
  std::vector<std::string> others;
  auto compiled = compile_schema(std::move(source), further != nullptr ? *further : others);
  if (compiled.has_error()) return compiled.error();
  return std::make_shared<const JsonSchema>(*std::move(compiled));
}

bool JsonSchema::holds(const JsonTree& value, JsonTree::Id at) const {
  return SchemaWalk(*compiled_, value, memory_of_walks(), nullptr).holds(at);
}

SchemaFindings JsonSchema::findings(const JsonTree& value, std::size_t most, JsonTree::Id at) const {
  SchemaFindings findings(most);
  SchemaWalk(*compiled_, value, memory_of_walks(), &findings).holds(at);
  return findings;
}

std::vector<SchemaVisit> JsonSchema::visits(const JsonTree& value) const {
  SchemaFindings findings(1);
  std::vector<SchemaVisit> visits;
  SchemaWalk walk(*compiled_, value, memory_of_walks(), &findings);
  walk.note_visits(visits);
  walk.holds();
  return visits;
}

const std::string& JsonSchema::label() const noexcept { return compiled_->documents.label(); }

}  // namespace plimsoll
