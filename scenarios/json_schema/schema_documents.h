#pragma once

// The documents that a schema is made of: itself and those that it refers to. Each is kept as it was read, with the
// resources in it ($id), their anchors, and what each of its references leads to. Nothing is asked of a network. Owned
// by a compiled schema, whose texts and numbers are views into it; one thread while it is made.

#include "core/error.h"
#include "core/json/json_tree.h"
#include "scenarios/json_schema/schema_dialect.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct SchemaPlace {
  std::uint32_t document = 0;
  JsonTree::Id id = 0;

  auto operator<=>(const SchemaPlace&) const = default;  // NOLINT(modernize-use-nullptr): 0 of the ordering
};

struct SchemaResource {
  std::string uri;  // without a fragment
  SchemaPlace root;
  SchemaDialect dialect;
  std::map<std::string, JsonTree::Id, std::less<>> anchors{};
  std::map<std::string, JsonTree::Id, std::less<>> dynamic_anchors{};  // "" of 2019-09's $recursiveAnchor
};

struct SchemaSource {
  std::string text;
  std::string label;               // in front of every message: "answer.schema.json"
  std::filesystem::path file{};    // empty: it is no file
  std::filesystem::path folder{};  // where what is no file looks for those that it names
  bool may_read_files = true;
  std::uint64_t most_bytes = 64 << 20;  // of all files together
  // Documents that are there without a file, by URI.
  std::function<std::optional<std::string>(std::string_view)> known{};
};

class SchemaDocuments {
 public:
  explicit SchemaDocuments(SchemaSource source);

  // The schema itself. Error: it is no JSON, or of a draft that is not known here.
  Result<SchemaPlace> open();
  // What the reference leads to from a place of that resource; the document is read where it is not there yet.
  Result<SchemaPlace> find(std::uint32_t resource, std::string_view reference);

  std::uint32_t resource_of(SchemaPlace place) const;
  const SchemaResource& resource(std::uint32_t number) const { return resources_[number]; }
  std::size_t count_of_resources() const noexcept { return resources_.size(); }
  const JsonTree& tree(std::uint32_t document) const { return documents_[document]->tree; }
  const std::string& label() const noexcept { return source_.label; }

  // "#/properties/age" of the schema itself, "item.json#/properties/age" of another document.
  std::string words_of(SchemaPlace place, std::string_view keyword = {}) const;
  // "answer.schema.json: #/properties/age: ..."
  Error error_at(SchemaPlace place, std::string_view keyword, std::string_view message) const;

 private:
  struct Document {
    std::string label;
    std::filesystem::path file;
    JsonTree tree;
  };
  struct Opened;

  Result<std::uint32_t> add(std::string text, std::string label, std::filesystem::path file, const std::string& uri,
                            SchemaDialect dialect);
  Result<std::uint32_t> read(std::uint32_t from, const std::string& uri, std::string_view reference);
  Result<std::uint32_t> read_file_of(const std::filesystem::path& file, const std::string& uri, SchemaDialect dialect);
  Result<SchemaDialect> dialect_of(SchemaPlace root, std::uint32_t from, SchemaDialect dialect, std::string_view base);
  Result<SchemaDialect> dialect_of_own(SchemaPlace root, const std::string& uri, SchemaDialect dialect);
  Result<> look_for_resources(SchemaPlace place, std::uint32_t resource);
  Result<> look_below(SchemaPlace place, std::uint32_t resource);
  void look_for_anchors(SchemaPlace place, std::uint32_t number);
  Result<SchemaPlace> follow(std::uint32_t number, std::string_view reference, std::string_view fragment) const;

  SchemaSource source_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<SchemaResource> resources_;
  std::map<std::string, std::uint32_t, std::less<>> by_uri_;
  std::vector<std::string> dialects_asked_;  // a meta-schema that is its own
};

// The member of that name, or kNone.
JsonTree::Id member_of(const JsonTree& tree, JsonTree::Id object, std::string_view name);

// "/properties/age" leads from the root there.
std::string pointer_to(const JsonTree& tree, JsonTree::Id id);

}  // namespace plimsoll
