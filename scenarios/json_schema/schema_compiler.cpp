#include "scenarios/json_schema/schema_compiler.h"

#include "scenarios/json_schema/rule_reading.h"
#include "scenarios/json_schema/schema_keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSchemas = 200'000;
constexpr std::size_t kMostFurther = 19;

class SchemaCompiler {
 public:
  SchemaCompiler(CompiledSchema& into, std::vector<std::string>& further)
      : schema_(into), documents_(into.documents), further_(further) {}

  Result<> run() {
    const auto root = documents_.open();
    if (root.has_error()) return root.error();
    id_of(*root);
    for (std::size_t next = 0; next < schema_.nodes.size(); ++next) {
      if (schema_.nodes.size() > kMostSchemas)
        return invalid(fmt::format("{}: has more than {} schemas", documents_.label(), kMostSchemas));
      compile(static_cast<SchemaId>(next));
      if (next + 1 == schema_.nodes.size()) add_dynamic_anchors();
    }
    if (first_) return *first_;
    return look_for_circles();
  }

 private:
  void note(const Result<>& made) {
    if (!made.has_error()) return;
    if (!first_)
      first_ = made.error();
    else if (further_.size() < kMostFurther)
      further_.push_back(made.error().message);
  }

  SchemaId id_of(SchemaPlace place) {
    const auto [known, is_new] = ids_.emplace(place, static_cast<SchemaId>(schema_.nodes.size()));
    if (!is_new) return known->second;
    SchemaNode node;
    node.place = place;
    node.resource = documents_.resource_of(place);
    schema_.nodes.push_back(std::move(node));
    return known->second;
  }

  // Those of resources that were read meanwhile are compiled too.
  void add_dynamic_anchors() {
    for (auto i = schema_.dynamic_anchors.size(); i < documents_.count_of_resources(); ++i) {
      auto& anchors = schema_.dynamic_anchors.emplace_back();
      const auto& resource = documents_.resource(static_cast<std::uint32_t>(i));
      for (const auto& [name, id] : resource.dynamic_anchors)
        anchors.emplace_back(name, id_of({resource.root.document, id}));
    }
  }

  // What is wrong with one keyword is told, and the others are looked at.
  void compile(SchemaId id) {
    const auto place = schema_.nodes[id].place;
    const auto& tree = documents_.tree(place.document);
    const auto& value = tree[place.id];
    if (value.kind == JsonKind::boolean) {
      schema_.nodes[id].is_never = !value.truth;
      return;
    }
    if (value.kind != JsonKind::object)
      return note(documents_.error_at(place, "", "expected a schema: an object, true or false"));
    const auto dialect = documents_.resource(schema_.nodes[id].resource).dialect;
    if (dialect.is_before_2019() && member_of(tree, place.id, "$ref") != JsonTree::kNone)
      return note(refer(id, tree, member_of(tree, place.id, "$ref")));
    RuleReading reading(documents_, place, dialect, [this](SchemaPlace below) { return id_of(below); });
    const auto end = value.end;
    for (auto child = tree.shown_from(place.id + 1, end); child < end; child = tree.shown_from(tree[child].end, end)) {
      const auto name = tree[child].name;
      if (const auto why = why_refused(tree, child, dialect); !why.empty()) {
        note(documents_.error_at(place, name, why));
        continue;
      }
      const bool refers = name == "$ref" || (name == "$dynamicRef" && dialect.draft == SchemaDraft::draft_2020_12) ||
                          (name == "$recursiveRef" && dialect.draft == SchemaDraft::draft_2019_09);
      note(refers ? refer(id, tree, child) : reading.take(child));
    }
    note(reading.finish(schema_.nodes[id]));
  }

  // A schema with both kinds of references is held against both.
  Result<> refer(SchemaId id, const JsonTree& tree, JsonTree::Id member) {
    const auto& node = tree[member];
    const auto place = schema_.nodes[id].place;
    if (node.kind != JsonKind::text) return documents_.error_at(place, node.name, "expected a text, a reference");
    const auto found = documents_.find(schema_.nodes[id].resource, node.text);
    if (found.has_error()) return documents_.error_at(place, node.name, found.error().message);
    const auto target = id_of(*found);
    CombinedRules rules;
    rules.reference = target;
    rules.reference_keyword = node.name;
    if (node.name != "$ref") rules.dynamic_anchor = anchor_at(*found, node);
    auto& combined = schema_.nodes[id].combined;
    if (!combined) {
      combined = std::make_unique<CombinedRules>(std::move(rules));
    } else if (combined->reference == kNoSchema) {
      combined->reference = rules.reference;
      combined->reference_keyword = rules.reference_keyword;
      combined->dynamic_anchor = rules.dynamic_anchor;
    } else {
      SchemaNode second;
      second.place = place;
      second.resource = schema_.nodes[id].resource;
      second.combined = std::make_unique<CombinedRules>(std::move(rules));
      combined->all.push_back(add_made(std::move(second)));
    }
    return {};
  }

  // It has no place of its own, so that it is not compiled again.
  SchemaId add_made(SchemaNode node) {
    made_.push_back(std::move(node));
    return kMade + static_cast<SchemaId>(made_.size() - 1);
  }

  std::optional<std::string_view> anchor_at(SchemaPlace target, const JsonNode& reference) const {
    const auto& anchors = documents_.resource(documents_.resource_of(target)).dynamic_anchors;
    const bool is_recursive = reference.name == "$recursiveRef";
    const auto fragment = reference.text.substr(std::min(reference.text.find('#'), reference.text.size()));
    const auto name = is_recursive || fragment.empty() ? std::string_view() : fragment.substr(1);
    if (!is_recursive && name.empty()) return std::nullopt;
    const auto found = anchors.find(name);
    if (found == anchors.end() || found->second != target.id) return std::nullopt;
    return found->first;
  }

  static std::vector<SchemaId> on_same_value(const SchemaNode& node) {
    std::vector<SchemaId> ids;
    const auto add = [&](SchemaId id) {
      if (id != kNoSchema) ids.push_back(id);
    };
    if (node.object)
      for (const auto& dependent : node.object->dependents) add(dependent.schema);
    if (!node.combined) return ids;
    const auto& rules = *node.combined;
    if (!rules.dynamic_anchor) add(rules.reference);
    for (const auto* list : {&rules.all, &rules.any, &rules.one})
      for (const auto id : *list) add(id);
    for (const auto id : {rules.none, rules.condition, rules.then, rules.otherwise}) add(id);
    return ids;
  }

  // Depth first, without recursion: schemas may be long chains.
  Result<> look_for_circles() {
    for (auto& node : schema_.nodes)
      if (node.combined)
        for (auto& id : node.combined->all)
          if (id >= kMade && id != kNoSchema) id = static_cast<SchemaId>(schema_.nodes.size() + (id - kMade));
    for (auto& node : made_) schema_.nodes.push_back(std::move(node));
    enum class State : std::uint8_t { unseen, open, closed };
    std::vector<State> states(schema_.nodes.size(), State::unseen);
    struct Step {
      SchemaId id;
      std::vector<SchemaId> next;
    };
    for (SchemaId root = 0; root < schema_.nodes.size(); ++root) {
      std::vector<Step> path;
      const auto enter = [&](SchemaId id) {
        states[id] = State::open;
        path.push_back({id, on_same_value(schema_.nodes[id])});
      };
      if (states[root] == State::unseen) enter(root);
      while (!path.empty()) {
        if (path.back().next.empty()) {
          states[path.back().id] = State::closed;
          path.pop_back();
          continue;
        }
        const auto next = path.back().next.back();
        path.back().next.pop_back();
        if (states[next] == State::open)
          return documents_.error_at(schema_.nodes[next].place, "",
                                     "leads back to itself without going deeper into the value, which has no end");
        if (states[next] == State::unseen) enter(next);
      }
    }
    return {};
  }

  static constexpr SchemaId kMade = 1U << 31U;

  CompiledSchema& schema_;
  SchemaDocuments& documents_;
  std::optional<Error> first_;
  std::vector<std::string>& further_;
  std::map<SchemaPlace, SchemaId> ids_;
  std::vector<SchemaNode> made_;
};

}  // namespace

Result<std::unique_ptr<const CompiledSchema>> compile_schema(SchemaSource source, std::vector<std::string>& further) {
  auto schema = std::make_unique<CompiledSchema>(std::move(source));
  if (const auto compiled = SchemaCompiler(*schema, further).run(); compiled.has_error()) return compiled.error();
  return std::unique_ptr<const CompiledSchema>(std::move(schema));
}

}  // namespace plimsoll
