#include "imports/plan/replay_writing.h"

#include "core/http/header_names.h"
#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/yaml_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace plimsoll {
namespace {

// Without the pairs of the query that are variables; nothing where the path itself has one.
std::optional<std::string> plain_path(const ImportedRequest& request, std::set<std::string>& dropped) {
  const auto mark = request.path.find('?');
  auto path = request.path.substr(0, mark);
  if (has_reference(path)) return std::nullopt;
  auto rest = mark == std::string::npos ? std::string_view() : std::string_view(request.path).substr(mark + 1);
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (has_reference(pair))
      dropped.insert(std::string(pair.substr(0, pair.find('='))));
    else
      path += (path.find('?') == std::string::npos ? "?" : "&") + std::string(pair);
  }
  return path;
}

std::optional<std::string> plain_body(const ImportedBody& body) {
  if (body.kind == ImportedBody::Kind::json || body.kind == ImportedBody::Kind::text) return body.text;
  if (body.kind != ImportedBody::Kind::form) return std::nullopt;
  std::vector<Header> pairs;
  for (const auto& field : body.fields) pairs.push_back({field.name, field.value});
  return encoded_pairs(pairs, Encoding::form);
}

// Looked for before a form is encoded.
bool holds_secret(const ImportedBody& body) {
  return has_reference(body.text) || std::any_of(body.fields.begin(), body.fields.end(), [](const auto& field) {
           return has_reference(field.name) || has_reference(field.value);
         });
}

std::string type_of(const ImportedBody& body) {
  if (!body.content_type.empty()) return body.content_type;
  return body.kind == ImportedBody::Kind::form ? "application/x-www-form-urlencoded" : "application/json";
}

void share_headers(ImportDraft& draft) {
  std::set<std::string> differing;
  const auto has = [](const ImportedRequest& request, const Header& header) {
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const Header& other) {
      return same_header(other.name, header.name) && other.value == header.value;
    });
  };
  for (const auto& request : draft.requests)
    for (const auto& header : request.headers) {
      if (same_header(header.name, "content-type") || has_header(draft.headers, header.name)) continue;
      if (differing.contains(lower_case(header.name))) continue;
      if (std::all_of(draft.requests.begin(), draft.requests.end(),
                      [&](const auto& other) { return has(other, header); }))
        draft.headers.push_back(header);
      else
        differing.insert(lower_case(header.name));
    }
  if (!differing.empty())
    draft.leave_out(draft.source, fmt::format("headers that not all requests share, which a log has no place for: {}",
                                              fmt::join(differing, ", ")));
}

}  // namespace

std::string replay_row(const ReplayLine& line) {
  nlohmann::ordered_json row = {{"method", std::string(line.method)}, {"path", std::string(line.path)}};
  if (line.body != nullptr) row["body"] = *line.body;
  if (line.body_file != nullptr) row["body_file"] = *line.body_file;
  return to_text(row).substr(1) + "\n";
}

std::string replay_begin(double offset_s) {
  const double offset = std::max(0.0, std::round(offset_s * 1e6) / 1e6);
  return fmt::format(R"({{"offset":{},)", to_text(nlohmann::ordered_json(offset)));
}

void set_replay(ImportDraft& draft, ImportedFile log) {
  const auto file = draft.bodies_folder.substr(0, draft.bodies_folder.rfind("-bodies")) + ".jsonl";
  draft.load_lines = {
      fmt::format("replay: {{file: {}, speed: 1x}}  # 2x plays it twice as fast", yaml_flow_text(file))};
  log.name = file;
  draft.files.push_back(std::move(log));
}

Result<> make_replay(ImportDraft& draft) {
  std::stable_sort(draft.requests.begin(), draft.requests.end(),
                   [](const auto& a, const auto& b) { return a.instant_s < b.instant_s; });
  share_headers(draft);
  std::set<std::string> dropped;
  std::map<std::string, std::size_t> types;
  std::string log;
  for (const auto& request : draft.requests) {
    const auto path = plain_path(request, dropped);
    const bool has_body = request.body.kind != ImportedBody::Kind::none;
    const auto body = has_body ? plain_body(request.body) : std::nullopt;
    const bool is_secret = !path || holds_secret(request.body);
    if (is_secret || (has_body && !body)) {
      draft.leave_out(request.place,
                      is_secret ? "a secret in its path or body: a log has no variables" : "a form with files");
      continue;
    }
    if (has_body) ++types[type_of(request.body)];
    log += replay_begin(request.instant_s - draft.requests.front().instant_s);
    log += replay_row({request.method, *path, body ? &*body : nullptr, nullptr});
    if (log.size() > kMostReplayBytes)
      return invalid(fmt::format("{}: its log would be larger than 256 MiB: split it", draft.source));
  }
  if (log.empty()) return invalid(fmt::format("{}: no request in it that could be replayed", draft.source));
  if (!types.empty()) {
    const auto most =
        std::max_element(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    draft.headers.push_back({"content-type", most->first});
    if (types.size() > 1)
      draft.leave_out(
          draft.source,
          fmt::format("all bodies go as {}, the type that most have: a log has no place for others", most->first));
  }
  if (!dropped.empty())
    draft.leave_out(draft.source,
                    fmt::format("query {}: secrets, and a log has no variables", fmt::join(dropped, ", ")));
  draft.requests.clear();
  // Those that went with what was left out are not asked for.
  std::erase_if(draft.variables, [&](const auto& variable) {
    return std::none_of(draft.headers.begin(), draft.headers.end(), [&](const Header& header) {
      return header.value.find(kReferenceBegin + variable.first + kReferenceEnd) != std::string::npos;
    });
  });
  set_replay(draft, {"", std::move(log)});
  return {};
}

}  // namespace plimsoll
