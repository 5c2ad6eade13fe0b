#include "scenarios/bodies/body_files.h"

#include "core/error.h"
#include "core/json/json.h"
#include "core/units.h"
#include "scenarios/bodies/content_type.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/permissions.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::string_view kInline = "inline";

// Collects the bodies of one request and watches over their sum.
class BodyReader {
 public:
  explicit BodyReader(const BodyRequest& request) : request_(request), bytes_left_(request.most_bytes) {}

  Result<> read_source(const std::string& source) {
    if (!source.starts_with('@')) return read_literal(source);
    if (!request_.may_read_files) return invalid(std::string(kNoFiles));
    static const std::vector<std::string_view> kJson = {".json", ".jsonl", ".ndjson"};
    const auto files = find_files(std::string_view(source).substr(1), request_.folder,
                                  request_.kind == BodyKind::json ? kJson : std::vector<std::string_view>{});
    if (!files) return files.error();
    for (const auto& file : *files)
      if (auto done = read_one(file); !done) return done.error();
    return {};
  }

  Result<BodySet> finish() && {
    if (request_.kind == BodyKind::json) bodies_.content_type = "application/json";
    if (request_.kind == BodyKind::text) bodies_.content_type = "text/plain; charset=utf-8";
    if (bodies_.payloads.empty()) return invalid("no bodies: every file is empty");
    return std::move(bodies_);
  }

 private:
  Result<> read_literal(const std::string& text) {
    if (request_.kind == BodyKind::file) return invalid(fmt::format(R"(expected a file like "@{}")", text));
    if (request_.kind == BodyKind::json) return add_json({text, std::string(kInline)}, std::string(kInline));
    return add(text, std::string(kInline));
  }

  Result<> read_one(const NamedFile& file) {
    auto text = read_file(file, bytes_left_);
    if (!text) return text.error();
    const auto extension = file.path.extension();
    if (request_.kind == BodyKind::json && (extension == ".jsonl" || extension == ".ndjson"))
      return read_rows(*text, file.label);
    if (request_.kind == BodyKind::json) return add_json({*text, file.label}, file.label);
    if (request_.kind == BodyKind::file)
      if (auto same = agree_on_type(file); !same) return same;
    return add(*std::move(text), file.label);
  }

  Result<> read_rows(std::string_view text, const std::string& label) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      const auto row = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(row.size() + 1, text.size()));
      if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (auto done = add_json({row, label, line}, fmt::format("{}:{}", label, line)); !done) return done;
    }
    return {};
  }

  // Sent byte for byte as it was written, unless there is a file to be put into it.
  Result<> add_json(const JsonText& source, std::string label) {
    if (source.text.find("$base64") == std::string_view::npos) {
      if (auto valid = check_json(source); !valid) return valid;
      return add(std::string(source.text), std::move(label));
    }
    if (!request_.may_read_files) return invalid(std::string(kNoFiles));
    auto value = parse_json(source);
    if (!value) return value.error();
    if (auto done = embed_files(*value, request_.folder.string(), bytes_left_); !done)
      return label == kInline ? done.error() : with_context(done.error(), label);
    return add(to_text(*value), std::move(label));
  }

  Result<> add(std::string payload, std::string label) {
    if (payload.size() > bytes_left_) return invalid(too_many_bytes(label, bytes_left_));
    bytes_left_ -= payload.size();
    bodies_.payloads.push_back(std::make_shared<const std::string>(std::move(payload)));
    bodies_.labels.push_back(std::move(label));
    return {};
  }

  Result<> agree_on_type(const NamedFile& file) {
    const auto type = content_type_of(file.path);
    if (bodies_.payloads.empty()) bodies_.content_type = type;
    if (bodies_.content_type == type) return {};
    return invalid(fmt::format("{} is {} and {} is {}: one request has one type, make them two requests",
                               bodies_.labels.front(), bodies_.content_type, file.label, type));
  }

  const BodyRequest& request_;
  std::uint64_t bytes_left_;
  BodySet bodies_;
};

}  // namespace

Result<BodySet> read_bodies(const BodyRequest& request) {
  BodyReader reader(request);
  for (const auto& source : request.sources)
    if (auto done = reader.read_source(source); !done) return done.error();
  return std::move(reader).finish();
}

}  // namespace plimsoll
