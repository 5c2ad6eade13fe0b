#include "scenarios/tables/body_types.h"

#include "core/json/json.h"
#include "scenarios/bodies/body_files.h"
#include "scenarios/bodies/content_type.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/multipart.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/fields/inline_json.h"
#include "scenarios/queries/octet_literals.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

bool names_a_file(const Value& value) { return value.is_scalar() && value.node().text.starts_with('@'); }

// Their sizes are taken from what is left for all requests together.
std::optional<BodySet> read_into_memory(const Value& value, BodyRequest request) {
  auto& context = value.context();
  request.folder = value.folder();
  request.may_read_files = context.allowed.files;
  request.most_bytes = context.body_bytes_left;
  auto bodies = read_bodies(request);
  if (!bodies) {
    value.refuse(bodies.error().message);
    return std::nullopt;
  }
  for (const auto& payload : bodies->payloads) context.body_bytes_left -= payload->size();
  return *std::move(bodies);
}

// What people forget is the @, or that json: takes no JSON in quotes but the value itself.
std::optional<std::string> text_as_json(const Value& value) {
  const auto& text = value.node().text;
  if (text.starts_with('{') || text.starts_with('[')) return text;
  std::error_code error;
  const bool is_file = text.ends_with(".json") || text.ends_with(".jsonl") ||
                       (!text.empty() && value.context().allowed.files &&
                        std::filesystem::is_regular_file(value.folder() / text, error));
  if (!is_file) return std::nullopt;
  value.refuse(fmt::format(R"(a file is written with @: "@{}")", value.node().written));
  return "null";
}

std::optional<std::string> json_source(const Value& value) {
  if (names_a_file(value)) return value.node().text;
  if (value.is_scalar() && (value.node().quoted || value.node().literal))
    if (auto text = text_as_json(value)) return text;
  if (value.node().literal) return value.text();
  const auto json = inline_json(value);
  return json ? std::optional(to_text(*json)) : std::nullopt;
}

// A list with a file in it is a list of bodies, as one of an option always is; any other is itself the JSON that is
// sent.
std::optional<BodySet> read_json(const Value& value) {
  if (value.node().kind == YamlNode::Kind::null) {
    value.expected("JSON, or a file like \"@body.json\"");
    return std::nullopt;
  }
  const auto items = value.items();
  const bool replayed =
      value.is_list() && (value.node().literal || std::any_of(items.begin(), items.end(), names_a_file));
  BodyRequest request;
  request.kind = BodyKind::json;
  for (const auto& one : replayed ? items : std::vector<Value>{value}) {
    auto source = json_source(one);
    if (!source) return std::nullopt;
    request.sources.push_back(*std::move(source));
  }
  return read_into_memory(value, std::move(request));
}

std::optional<BodySet> read_texts(const Value& value, BodyKind kind) {
  BodyRequest request;
  request.kind = kind;
  for (const auto& item : value.items()) {
    auto text = item.text();
    if (!text) return std::nullopt;
    const bool plain_name = kind == BodyKind::file && !text->starts_with('@');
    request.sources.push_back(plain_name ? "@" + *text : *std::move(text));
  }
  if (!request.sources.empty()) return read_into_memory(value, std::move(request));
  value.expected("at least one body");
  return std::nullopt;
}

BodySet single_body(std::string content_type, std::string payload) {
  BodySet bodies;
  bodies.content_type = std::move(content_type);
  bodies.payloads.push_back(std::make_shared<const std::string>(std::move(payload)));
  bodies.labels.emplace_back("inline");
  return bodies;
}

std::optional<std::vector<Header>> read_pairs(const Value& value) {
  if (!value.is_map()) {
    value.expected("a mapping of names to values");
    return std::nullopt;
  }
  std::vector<Header> pairs;
  for (const auto& [key, line, entry] : value.entries())
    for (const auto& item : entry.items()) {
      const bool nothing = item.node().kind == YamlNode::Kind::null;
      if (auto text = nothing ? std::optional<std::string>("") : item.text())
        pairs.push_back({std::string(key), *std::move(text)});
    }
  return pairs;
}

// {file: image.dat, type: image/png}
struct TypedFile {
  std::string file;
  std::string type;
};

const ObjectTable<TypedFile>& part_table() {
  static const ObjectTable<TypedFile> kTable = {
      "part",
      "A file of a multipart form.",
      {
          required(field({"file", "", "its name"}, &TypedFile::file, text_type())),
          field({"type", "", "its media type"}, &TypedFile::type, text_type()),
      },
      {}};
  return kTable;
}

std::optional<FormPart> file_part(std::string_view name, TypedFile typed, const Value& value) {
  if (!value.may_read_files()) return std::nullopt;
  if (typed.file.starts_with('@')) typed.file.erase(0, 1);
  const NamedFile file{value.folder() / typed.file, typed.file};
  auto content = read_file(file, value.context().body_bytes_left);
  if (!content) {
    value.refuse(content.error().message);
    return std::nullopt;
  }
  if (typed.type.empty()) typed.type = content_type_of(file.path);
  return FormPart{std::string(name), *std::move(content), file.path.filename().string(), std::move(typed.type)};
}

std::optional<FormPart> read_part(std::string_view name, const Value& value) {
  if (value.is_map()) {
    TypedFile typed;
    read_object(value, part_table(), typed);
    if (typed.file.empty()) return std::nullopt;
    return file_part(name, std::move(typed), value);
  }
  auto text = value.text();
  if (!text) return std::nullopt;
  if (has_template(*text)) value.refuse("a multipart form holds no {{...}}: its parts are the same in every request");
  if (text->starts_with('@')) return file_part(name, {*std::move(text), ""}, value);
  return FormPart{std::string(name), *std::move(text), "", ""};
}

std::optional<BodySet> read_multipart(const Value& value) {
  if (!value.is_map() || value.node().items.empty()) {
    value.expected("a mapping of names to text or files (\"@cat.jpg\")");
    return std::nullopt;
  }
  std::vector<FormPart> parts;
  auto& context = value.context();
  for (const auto& [key, line, entry] : value.entries())
    for (const auto& item : entry.items())
      if (auto part = read_part(key, item)) {
        context.body_bytes_left -= std::min<std::uint64_t>(context.body_bytes_left, part->content.size());
        parts.push_back(*std::move(part));
      }
  return multipart_body(parts);
}

constexpr std::string_view kFiles =
    R"({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]})";

}  // namespace

ValueType<BodySet> json_body_type() {
  return {R"(JSON; `"@file.json"`, a glob, a folder, `"@rows.jsonl"`, or a list of those)", "{}", read_json};
}

ValueType<BodySet> text_body_type() {
  return {R"(text; `"@file.txt"`, a glob, a folder, or a list of those)", std::string(kFiles),
          [](const Value& value) { return read_texts(value, BodyKind::text); }};
}

ValueType<BodySet> file_body_type() {
  return {R"(`"@image.jpg"`, a glob, a folder, or a list of those)", std::string(kFiles),
          [](const Value& value) { return read_texts(value, BodyKind::file); }};
}

ValueType<std::vector<Header>> pairs_type() {
  return {"mapping of names to text or lists of text",
          R"({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "array", "null"]}})",
          read_pairs};
}

ValueType<BodySet> form_body_type() {
  const auto pairs = pairs_type();
  return {pairs.words, pairs.schema, [read = pairs.read](const Value& value) -> std::optional<BodySet> {
            const auto fields = read(value);
            if (!fields) return std::nullopt;
            return single_body("application/x-www-form-urlencoded", encoded_pairs(*fields, Encoding::form));
          }};
}

ValueType<BodySet> base64_body_type() {
  return {"base64, like `AAEC/w==`, or a list of those", std::string(kFiles),
          [](const Value& value) -> std::optional<BodySet> {
            BodySet bodies;
            bodies.content_type = "application/octet-stream";
            for (const auto& item : value.items()) {
              const auto text = item.text();
              if (!text) return std::nullopt;
              auto octets = from_base64(*text);
              if (!octets) {
                item.refuse("this is no base64; text is written as `text`, a file as `file`");
                return std::nullopt;
              }
              auto& left = value.context().body_bytes_left;
              left -= std::min<std::uint64_t>(left, octets->size());
              bodies.payloads.push_back(std::make_shared<const std::string>(*std::move(octets)));
              bodies.labels.emplace_back("inline");
            }
            if (!bodies.payloads.empty()) return bodies;
            value.expected("at least one body");
            return std::nullopt;
          }};
}

ValueType<BodySet> multipart_body_type() {
  return {
      R"(mapping of names to text, `"@file"` or `{file: FILE, type: MEDIA/TYPE}`)",
      R"({"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "number", "boolean", "array", "object"]}})",
      read_multipart};
}

}  // namespace plimsoll
