#include "scenarios/json_schema/schema_documents.h"

#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/json_schema/meta_schemas.h"
#include "scenarios/json_schema/schema_keywords.h"
#include "scenarios/json_schema/uri_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostDocuments = 1000;

constexpr std::array kDrafts = {
    std::pair<std::string_view, SchemaDraft>{"https://json-schema.org/draft/2020-12/schema",
                                             SchemaDraft::draft_2020_12},
    std::pair<std::string_view, SchemaDraft>{"https://json-schema.org/draft/2019-09/schema",
                                             SchemaDraft::draft_2019_09},
    std::pair<std::string_view, SchemaDraft>{"http://json-schema.org/draft-07/schema", SchemaDraft::draft_07},
    std::pair<std::string_view, SchemaDraft>{"http://json-schema.org/draft-06/schema", SchemaDraft::draft_06}};

std::optional<SchemaDraft> draft_of(std::string_view uri) {
  uri = without_fragment(uri);
  const auto bare = [](std::string_view text) { return text.substr(text.find(':') + 1); };  // https for http is seen
  for (const auto& [known, draft] : kDrafts)
    if (bare(known) == bare(uri)) return draft;
  return std::nullopt;
}

std::optional<std::string_view> text_member(const JsonTree& tree, JsonTree::Id object, std::string_view name) {
  const auto id = member_of(tree, object, name);
  if (id == JsonTree::kNone || tree[id].kind != JsonKind::text) return std::nullopt;
  return tree[id].text;
}

std::string unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    text += is_escape ? (token[i + 1] == '0' ? '~' : '/') : token[i];
    if (is_escape) ++i;
  }
  return text;
}

JsonTree::Id element_of(const JsonTree& tree, JsonTree::Id list, std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return JsonTree::kNone;
  auto child = list + 1;
  for (; child < tree[list].end && index > 0; --index) child = tree[child].end;
  return child < tree[list].end ? child : JsonTree::kNone;
}

// What is behind "/" in a fragment.
JsonTree::Id pointed_at(const JsonTree& tree, JsonTree::Id id, std::string_view pointer) {
  while (!pointer.empty() && id != JsonTree::kNone) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    const auto token = unescaped(pointer.substr(0, end));
    id = tree[id].kind == JsonKind::object  ? member_of(tree, id, token)
         : tree[id].kind == JsonKind::array ? element_of(tree, id, token)
                                            : JsonTree::kNone;
    pointer.remove_prefix(end);
  }
  return id;
}

std::string folder_of_uri(std::string_view uri) { return std::string(uri.substr(0, uri.rfind('/') + 1)); }

}  // namespace

JsonTree::Id member_of(const JsonTree& tree, JsonTree::Id object, std::string_view name) {
  if (tree[object].kind != JsonKind::object) return JsonTree::kNone;
  const auto end = tree[object].end;
  for (auto child = tree.shown_from(object + 1, end); child < end; child = tree.shown_from(tree[child].end, end))
    if (tree[child].name == name) return child;
  return JsonTree::kNone;
}

std::string pointer_to(const JsonTree& tree, JsonTree::Id id) {
  std::string pointer;
  for (JsonTree::Id at = 0; at != id;) {
    const bool is_list = tree[at].kind == JsonKind::array;
    std::size_t index = 0;
    auto child = at + 1;
    for (; tree[child].end <= id; child = tree[child].end) ++index;
    pointer += '/';
    if (is_list) {
      pointer += std::to_string(index);
    } else {
      for (const char c : tree[child].name) {
        if (c == '~' || c == '/')
          pointer += c == '~' ? "~0" : "~1";
        else
          pointer += c;
      }
    }
    at = child;
  }
  return pointer;
}

SchemaDocuments::SchemaDocuments(SchemaSource source) : source_(std::move(source)) {}

std::string SchemaDocuments::words_of(SchemaPlace place, std::string_view keyword) const {
  const auto& document = *documents_[place.document];
  return fmt::format("{}#{}{}{}", place.document == 0 ? "" : document.label, pointer_to(document.tree, place.id),
                     keyword.empty() ? "" : "/", keyword);
}

Error SchemaDocuments::error_at(SchemaPlace place, std::string_view keyword, std::string_view message) const {
  const auto& document = *documents_[place.document];
  const auto pointer = pointer_to(document.tree, place.id);
  return invalid(fmt::format("{}: {}{}{}{}{}", document.label, pointer.empty() && keyword.empty() ? "" : "#", pointer,
                             keyword.empty() ? "" : "/", keyword,
                             (pointer.empty() && keyword.empty() ? "" : ": ") + std::string(message)));
}

Result<SchemaPlace> SchemaDocuments::open() {
  const auto folder = std::filesystem::absolute(source_.folder.empty() ? "." : source_.folder);
  const auto uri = source_.file.empty() ? file_uri(folder / "")
                                        : file_uri(std::filesystem::absolute(source_.file).lexically_normal());
  const auto added = add(std::move(source_.text), source_.label, source_.file, uri, {});
  if (added.has_error()) return added.error();
  return SchemaPlace{};
}

Result<std::uint32_t> SchemaDocuments::add(std::string text, std::string label, std::filesystem::path file,
                                           const std::string& uri, SchemaDialect dialect) {
  auto document = std::make_unique<Document>();
  document->label = std::move(label);
  document->file = std::move(file);
  if (!document->tree.parse(text)) {
    const auto json = check_json({text, document->label});
    return json.has_error() ? json.error()
                            : invalid(document->label + ": expected JSON, in UTF-8, that is not too deep");
  }
  const auto number = static_cast<std::uint32_t>(documents_.size());
  documents_.push_back(std::move(document));
  const SchemaPlace root{number, 0};
  auto known = dialect_of(root, 0, dialect, uri);
  if (known.has_error()) return known.error();
  const auto resource = static_cast<std::uint32_t>(resources_.size());
  resources_.push_back({std::string(without_fragment(uri)), root, *known});
  by_uri_.emplace(resources_.back().uri, resource);
  if (auto looked = look_for_resources(root, resource); looked.has_error()) return looked.error();
  return resource;
}

Result<SchemaDialect> SchemaDocuments::dialect_of(SchemaPlace root, std::uint32_t from, SchemaDialect dialect,
                                                  std::string_view base) {
  const auto& its = tree(root.document);
  const auto named = text_member(its, root.id, "$schema");
  if (!named) return dialect;
  if (const auto draft = draft_of(*named)) return SchemaDialect{*draft, true, true, true, true};
  if (named->find("json-schema.org/") != std::string_view::npos)
    return error_at(root, "$schema",
                    fmt::format("{} is not known here: 2020-12, 2019-09, draft-07 and draft-06 are", *named));
  static_cast<void>(from);
  const auto uri = resolve_reference(base, *named);
  auto own = dialect_of_own(root, std::string(without_fragment(uri)), dialect);
  return own;
}

// By the $vocabulary of a meta-schema of one's own.
Result<SchemaDialect> SchemaDocuments::dialect_of_own(SchemaPlace root, const std::string& uri, SchemaDialect dialect) {
  if (std::find(dialects_asked_.begin(), dialects_asked_.end(), uri) != dialects_asked_.end()) return dialect;
  dialects_asked_.push_back(uri);
  auto known = by_uri_.find(uri);
  if (known == by_uri_.end()) {
    const auto text = source_.known ? source_.known(uri) : std::nullopt;
    auto added =
        text ? add(*text, uri, {}, uri, {})
        : scheme_of(uri) == "file"
            ? read_file_of(path_of_file_uri(uri), uri, {})
            : Result<std::uint32_t>(error_at(root, "$schema",
                                             fmt::format("{} is not known here: nothing is asked of a network; "
                                                         "2020-12, 2019-09, draft-07 and draft-06 are",
                                                         uri)));
    if (added.has_error()) return added.error();
    known = by_uri_.find(uri);
  }
  std::erase(dialects_asked_, uri);
  const auto& meta = resources_[known->second];
  SchemaDialect own = meta.dialect;
  own.is_named = true;
  const auto& its = tree(meta.root.document);
  const auto vocabulary = member_of(its, meta.root.id, "$vocabulary");
  if (vocabulary == JsonTree::kNone) return own;
  own.applies = own.validates = own.knows_unevaluated = false;
  Result<> unknown = {};
  its.for_children(vocabulary, [&](JsonTree::Id id) {
    const auto name = its[id].name;
    if (name.ends_with("/vocab/applicator")) own.applies = true;
    if (name.ends_with("/vocab/validation")) own.validates = true;
    if (name.ends_with("/vocab/unevaluated") || (own.draft == SchemaDraft::draft_2019_09 && own.applies))
      own.knows_unevaluated = true;
    const bool is_standard = name.starts_with("https://json-schema.org/draft/");
    const bool asserts_format = name.ends_with("/vocab/format-assertion");
    if (its[id].kind == JsonKind::boolean && its[id].truth && (!is_standard || asserts_format))
      unknown = error_at(root, "$schema", fmt::format("needs the vocabulary {}, which is not known here", name));
  });
  if (unknown.has_error()) return unknown.error();
  return own;
}

void SchemaDocuments::look_for_anchors(SchemaPlace place, std::uint32_t number) {
  auto& resource = resources_[number];
  const auto& its = tree(place.document);
  if (resource.dialect.is_before_2019()) return;
  if (const auto anchor = text_member(its, place.id, "$anchor")) resource.anchors.emplace(*anchor, place.id);
  if (resource.dialect.draft == SchemaDraft::draft_2019_09) {
    const auto recursive = member_of(its, place.id, "$recursiveAnchor");
    if (recursive != JsonTree::kNone && its[recursive].truth) resource.dynamic_anchors.emplace("", place.id);
    return;
  }
  if (const auto anchor = text_member(its, place.id, "$dynamicAnchor")) {
    resource.anchors.emplace(*anchor, place.id);
    resource.dynamic_anchors.emplace(*anchor, place.id);
  }
}

Result<> SchemaDocuments::look_for_resources(SchemaPlace place, std::uint32_t resource) {
  const auto& its = tree(place.document);
  if (its[place.id].kind != JsonKind::object) return {};
  const bool is_old = resources_[resource].dialect.is_before_2019();
  const bool is_reference = is_old && member_of(its, place.id, "$ref") != JsonTree::kNone;  // all beside it is nothing
  if (const auto id = is_reference ? std::nullopt : text_member(its, place.id, "$id")) {
    if (is_old && id->starts_with('#')) {
      resources_[resource].anchors.emplace(id->substr(1), place.id);
    } else {
      const auto uri = resolve_reference(resources_[resource].uri, without_fragment(*id));
      if (!fragment_of(*id).empty() && !is_old)
        return error_at(place, "$id", "has a fragment: that is what $anchor is for");
      if (place.id == resources_[resource].root.id) {
        resources_[resource].uri = uri;
      } else {
        const auto dialect = dialect_of(place, resource, resources_[resource].dialect, uri);
        if (dialect.has_error()) return dialect.error();
        resources_.push_back({uri, place, *dialect});
        resource = static_cast<std::uint32_t>(resources_.size() - 1);
      }
      by_uri_.emplace(uri, resource);
    }
  }
  look_for_anchors(place, resource);
  return look_below(place, resource);
}

Result<> SchemaDocuments::look_below(SchemaPlace place, std::uint32_t resource) {
  const auto& its = tree(place.document);
  const auto end = its[place.id].end;
  for (auto child = its.shown_from(place.id + 1, end); child < end; child = its.shown_from(its[child].end, end)) {
    const auto form = schemas_below(its[child].name, its[child].kind);
    if (form == SchemasBelow::one) {
      if (auto looked = look_for_resources({place.document, child}, resource); looked.has_error()) return looked;
    } else if (form != SchemasBelow::none) {
      for (auto one = its.shown_from(child + 1, its[child].end); one < its[child].end;
           one = its.shown_from(its[one].end, its[child].end))
        if (auto looked = look_for_resources({place.document, one}, resource); looked.has_error()) return looked;
    }
  }
  return {};
}

std::uint32_t SchemaDocuments::resource_of(SchemaPlace place) const {
  std::uint32_t found = 0;
  JsonTree::Id nearest = 0;
  bool any = false;
  for (std::uint32_t i = 0; i < resources_.size(); ++i) {
    const auto& root = resources_[i].root;
    if (root.document != place.document || root.id > place.id || tree(root.document)[root.id].end <= place.id) continue;
    if (any && root.id < nearest) continue;
    any = true;
    nearest = root.id;
    found = i;
  }
  return found;
}

Result<std::uint32_t> SchemaDocuments::read_file_of(const std::filesystem::path& file, const std::string& uri,
                                                    SchemaDialect dialect) {
  if (!source_.may_read_files) return invalid("no files are read here: write the schema into one");
  const auto folder = std::filesystem::absolute(source_.file.empty() ? source_.folder / "x" : source_.file);
  auto label = file.lexically_proximate(folder.parent_path().lexically_normal()).generic_string();
  auto text = read_file({file, label}, source_.most_bytes);
  if (text.has_error()) return text.error();
  source_.most_bytes -= text->size();
  return add(*std::move(text), std::move(label), file, uri, dialect);
}

Result<std::uint32_t> SchemaDocuments::read(std::uint32_t from, const std::string& uri, std::string_view reference) {
  if (documents_.size() >= kMostDocuments) return invalid(fmt::format("refers to more than {} files", kMostDocuments));
  auto dialect = resources_[from].dialect;
  dialect.is_named = false;
  if (const auto meta = meta_schema(uri); !meta.empty()) return add(std::string(meta), uri, {}, uri, {});
  if (auto text = source_.known ? source_.known(uri) : std::nullopt)
    return add(*std::move(text), uri, {}, uri, dialect);
  if (scheme_of(uri) == "file") return read_file_of(path_of_file_uri(uri), uri, dialect);
  // A name beside that of a schema whose $id is on the web is that of a file beside its file.
  const auto& document = *documents_[resources_[from].root.document];
  const auto root = document.tree.empty() ? std::nullopt : text_member(document.tree, 0, "$id");
  const auto folder = root ? folder_of_uri(*root) : std::string();
  if (scheme_of(reference).empty() && !document.file.empty() && !folder.empty() && uri.starts_with(folder))
    return read_file_of((std::filesystem::absolute(document.file).parent_path() /
                         percent_decoded(std::string_view(uri).substr(folder.size())))
                            .lexically_normal(),
                        uri, dialect);
  return invalid(
      fmt::format("\"{}\" leads to {}, and nothing is asked of a network: keep it as a file and write its name, or put "
                  "it into $defs with that $id",
                  reference, uri));
}

Result<SchemaPlace> SchemaDocuments::follow(std::uint32_t number, std::string_view reference,
                                            std::string_view fragment) const {
  const auto& resource = resources_[number];
  if (fragment.empty()) return resource.root;
  const auto name = percent_decoded(fragment);
  if (name.starts_with('/')) {
    const auto id = pointed_at(tree(resource.root.document), resource.root.id, name);
    if (id != JsonTree::kNone) return SchemaPlace{resource.root.document, id};
    return invalid(fmt::format("\"{}\" leads to nothing: there is no {} in {}", reference, name,
                               documents_[resource.root.document]->label));
  }
  const auto found = resource.anchors.find(name);
  if (found != resource.anchors.end()) return SchemaPlace{resource.root.document, found->second};
  return invalid(fmt::format(R"("{}" leads to nothing: no schema of {} has the anchor "{}")", reference,
                             documents_[resource.root.document]->label, name));
}

Result<SchemaPlace> SchemaDocuments::find(std::uint32_t resource, std::string_view reference) {
  const auto uri = resolve_reference(resources_[resource].uri, reference);
  const std::string document(without_fragment(uri));
  if (reference.empty() || reference.starts_with('#')) return follow(resource, reference, fragment_of(uri));
  auto found = by_uri_.find(document);
  if (found == by_uri_.end()) {
    const auto added = read(resource, document, reference);
    if (added.has_error()) return added.error();
    found = by_uri_.find(document);
  }
  return follow(found->second, reference, fragment_of(uri));
}

}  // namespace plimsoll
