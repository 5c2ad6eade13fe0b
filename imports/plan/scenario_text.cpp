#include "imports/plan/scenario_text.h"

#include "core/json/json.h"
#include "core/text.h"
#include "core/utf8.h"
#include "imports/plan/payload_files.h"
#include "imports/plan/yaml_text.h"
#include "scenarios/document/yaml_writing.h"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using BodyForm = ImportedBody::Kind;

constexpr std::size_t kLongestInline = 4 << 10;   // bytes of a body within the scenario
constexpr std::size_t kMostShownLeftOut = 200;    // lines of comment
constexpr std::size_t kLongestLeftOut = 400;      // bytes of one
constexpr std::size_t kMostRequests = 768 << 10;  // bytes of their text: a scenario is at most 1 MiB

// A list with text that begins with @ would be a list of files, and "$base64" would be a file's content.
bool is_taken_as_it_stands(const Json& value, std::string_view text) {
  if (text.find("$base64") != std::string_view::npos) return false;
  if (!value.is_array()) return true;
  return std::none_of(value.begin(), value.end(), [](const Json& item) {
    return item.is_string() && item.get_ref<const std::string&>().starts_with('@');
  });
}

bool has_vast_number(const Json& value) {
  if (value.is_number_float()) return std::abs(value.get<double>()) >= 9007199254740992.0;
  if (!value.is_structured()) return false;
  return std::any_of(value.begin(), value.end(), has_vast_number);
}

class ScenarioWriter {
 public:
  ScenarioWriter(ImportDraft& draft, const std::string& file_name)
      : draft_(draft), file_name_(file_name), payloads_(draft) {}

  std::string write() {
    find_common_headers();
    find_common_rules();
    write_requests();
    const auto requests = std::exchange(out_, {});
    leave_out_too_many();
    write_target();
    write_load();
    write_headers("", common_);
    write_rules("", common_rules_);
    if (draft_.cookies) line("cookies: true");
    if (!requests.empty()) out_ += "\nrequests:\n" + requests;
    write_thresholds();
    write_left_out();
    const auto all = std::exchange(out_, {});
    forget_unused(all);
    write_head();
    return out_ + all;
  }

 private:
  void line(std::string_view text) { fmt::format_to(std::back_inserter(out_), "{}\n", text); }

  void write_head() {
    const auto count = draft_.requests.size();
    line(fmt::format("# From {} ({}){}.", comment_text(draft_.source), draft_.format,
                     count == 0 ? "" : fmt::format(": {} request{}", count, count == 1 ? "" : "s")));
    line(fmt::format("#   plimsoll check {} --smoke    sends each request once", file_name_));
    line(fmt::format("#   plimsoll run {}", file_name_));
    if (!draft_.variables.empty()) line("# Set these in the environment first:");
    std::size_t widest = 0;
    for (const auto& [name, purpose] : draft_.variables) widest = std::max(widest, name.size());
    for (const auto& [name, purpose] : draft_.variables)
      line(fmt::format("#   {:<{}}  {}", name, widest, comment_text(purpose)));
    line("");
    line("name: " + yaml_text(draft_.name));
  }

  void write_target() {
    const auto target = yaml_text(draft_.fallback_target);
    if (draft_.tls.empty()) {
      line("target: " + target);
    } else {
      line("target:\n  url: " + target + "\n  tls:");
      for (const auto& [key, value] : draft_.tls)
        line(fmt::format("    {}: {}", key, key == "insecure" ? value : yaml_text(value)));
    }
    if (!draft_.connect_timeout.empty()) line("connect_timeout: " + draft_.connect_timeout);
    if (draft_.keep_alive && draft_.resolve.empty()) return;
    line("connection:");
    if (!draft_.keep_alive) line("  keep_alive: false");
    for (const auto& [name, addresses] : draft_.resolve) {
      std::string list;
      for (std::string_view rest = addresses; !rest.empty();) {
        const auto address = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(address.size() + 1, rest.size()));
        list += (list.empty() ? "" : ", ") + yaml_flow_text(address);
      }
      line(fmt::format("  resolve: {{{}: [{}]}}", to_text(Json(name)), list));
    }
  }

  void write_load() {
    if (draft_.load_lines.empty()) return line("load: " + draft_.load);
    line("load:");
    for (const auto& one : draft_.load_lines) line("  " + one);
  }

  void find_common_headers() {
    common_ = draft_.headers;
    if (draft_.requests.size() < 2) return;
    for (const auto& header : draft_.requests.front().headers)
      if (std::all_of(draft_.requests.begin(), draft_.requests.end(), [&](const ImportedRequest& request) {
            return std::any_of(request.headers.begin(), request.headers.end(), [&](const Header& other) {
              return same_header(other.name, header.name) && other.value == header.value;
            });
          }))
        common_.push_back(header);
    // The content type of a body would be overruled.
    std::erase_if(common_, [](const Header& header) { return same_header(header.name, "content-type"); });
    for (auto& request : draft_.requests)
      std::erase_if(request.headers, [&](const Header& header) { return has_header(common_, header.name); });
  }

  // What all requests have alike.
  void find_common_rules() {
    if (draft_.requests.empty()) return;
    for (const auto member : {&ImportedRequest::redirects, &ImportedRequest::retry, &ImportedRequest::auth}) {
      const auto common = draft_.requests.front().*member;
      const bool is_common = std::all_of(draft_.requests.begin(), draft_.requests.end(),
                                         [&](const auto& request) { return request.*member == common; });
      if (!is_common) continue;
      common_rules_.*member = common;
      for (auto& request : draft_.requests) (request.*member).clear();
    }
  }

  void write_rules(const std::string& indent, const ImportedRequest& rules) {
    if (!rules.redirects.empty()) line(fmt::format("{}redirects: {}", indent, rules.redirects));
    if (!rules.retry.empty()) line(fmt::format("{}retry: {}", indent, rules.retry));
    if (!rules.auth.empty()) line(fmt::format("{}auth: {}", indent, rules.auth));
  }

  void write_headers(const std::string& indent, const std::vector<Header>& headers) {
    if (headers.empty()) return;
    if (headers.size() == 1 && headers.front().value.size() < 80)
      return line(fmt::format("{}headers: {{{}: {}}}", indent, yaml_key(headers.front().name),
                              yaml_flow_text(headers.front().value)));
    line(indent + "headers:");
    for (const auto& [name, value] : headers) line(fmt::format("{}  {}: {}", indent, yaml_key(name), yaml_text(value)));
  }

  // Those of one task stand below it, in order. What a scenario has no room for is taken back.
  void write_requests() {
    auto& requests = draft_.requests;
    for (std::size_t i = 0; i < requests.size();) {
      auto end = i + 1;
      while (end < requests.size() && !requests[i].task.empty() && requests[end].task == requests[i].task) ++end;
      const auto begin = out_.size();
      const auto files = draft_.files.size();
      if (end == i + 1)
        write_request(requests[i]);
      else
        write_task(i, end);
      if (out_.size() > kMostRequests) take_back({i, end}, begin, files);
      i = end;
    }
  }

  void write_task(std::size_t first, std::size_t end) {
    auto& requests = draft_.requests;
    line(fmt::format("  - name: {}", yaml_text(requests[first].task.substr(requests[first].task.rfind('.') + 1))));
    if (requests[first].weight != 1) line(fmt::format("    weight: {}", requests[first].weight));
    line("    steps:");
    const auto begin = out_.size();
    for (auto i = first; i < end; ++i) {
      requests[i].weight = 1;
      write_request(requests[i]);
    }
    auto steps = out_.substr(begin);
    replace_all(steps, "\n", "\n    ");
    out_.resize(begin);
    out_.append("    ").append(steps, 0, steps.size() - 4);
  }

  void take_back(std::pair<std::size_t, std::size_t> range, std::size_t text, std::size_t files) {
    out_.resize(text);
    payloads_.take_back_to(files);
    for (auto i = range.first; i < range.second; ++i) too_many_.insert(i);
  }

  void leave_out_too_many() {
    if (too_many_.empty()) return;
    draft_.leave_out(draft_.requests[*too_many_.begin()].place,
                     fmt::format("{} of {} requests, from here on: a scenario is at most 1 MiB: import a part of them",
                                 too_many_.size(), draft_.requests.size()));
    std::size_t index = 0;
    std::erase_if(draft_.requests, [&](const auto&) { return too_many_.contains(index++); });
  }

  // Variables of what was left out are not asked for.
  void forget_unused(std::string_view written) {
    std::set<std::string, std::less<>> used;
    for (auto at = written.find("${"); at != std::string_view::npos; at = written.find("${", at + 2))
      used.emplace(written.substr(at + 2, written.find('}', at) - at - 2));
    std::erase_if(draft_.variables, [&](const auto& variable) { return !used.contains(variable.first); });
  }

  void write_request(ImportedRequest& request) {
    const auto comment = comment_text(request.comment);
    line(fmt::format("  - name: {}{}", yaml_text(comment_text(request.name)), comment.empty() ? "" : "  # " + comment));
    if (request.weight != 1) line(fmt::format("    weight: {}", request.weight));
    const bool is_preset = !request.protocol.empty();
    if (is_preset) {
      line("    protocol: " + request.protocol);
      line("    predict: " + request.predict);
    } else {
      line(fmt::format("    {}: {}", lower_case(request.method), yaml_text(request.path)));
    }
    write_pairs("query", as_fields(request.query));
    write_headers("    ", request.headers);
    if (!is_preset) write_body(request);
    if (!request.timeout.empty()) line("    timeout: " + request.timeout);
    write_rules("    ", request);
    if (!is_preset) write_expectations(request);
  }

  static std::vector<FormField> as_fields(const std::vector<Header>& pairs) {
    std::vector<FormField> fields;
    fields.reserve(pairs.size());
    for (const auto& [name, value] : pairs) fields.push_back({name, value, false});
    return fields;
  }

  // A name that comes several times has a list of values.
  void write_pairs(std::string_view key, const std::vector<FormField>& fields) {
    if (fields.empty()) return;
    std::vector<std::pair<std::string, std::vector<std::string>>> rows;
    for (const auto& field : fields) {
      const auto value = yaml_flow_text(field.is_file ? "@" + field.value : field.value);
      const auto known =
          std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.first == field.name; });
      if (known == rows.end())
        rows.push_back({field.name, {value}});
      else
        known->second.push_back(value);
    }
    std::string flow;
    std::string block;
    for (const auto& [name, values] : rows) {
      const auto text = values.size() == 1 ? values.front() : fmt::format("[{}]", fmt::join(values, ", "));
      flow += fmt::format("{}{}: {}", flow.empty() ? "" : ", ", yaml_key(name), text);
      block += fmt::format("\n      {}: {}", yaml_key(name), text);
    }
    line(flow.size() < 90 ? fmt::format("    {}: {{{}}}", key, flow) : fmt::format("    {}:{}", key, block));
  }

  void write_body(ImportedRequest& request) {
    auto& body = request.body;
    if (body.kind == BodyForm::none) return;
    if (body.kind == BodyForm::form) write_pairs("form", body.fields);
    if (body.kind == BodyForm::multipart) write_multipart(request);
    if (body.kind == BodyForm::file) {
      const bool is_json =
          body.text.ends_with(".json") && (body.content_type.empty() || body.content_type == "application/json");
      if (is_json) body.content_type.clear();
      line(fmt::format("    {}: {}", is_json ? "json" : "file", yaml_text("@" + body.text)));
    }
    if (body.kind == BodyForm::json) write_json(request);
    if (body.kind == BodyForm::text) write_text(request);
    if (!body.content_type.empty() && body.kind != BodyForm::multipart)
      line("    content_type: " + yaml_text(body.content_type));
  }

  void write_multipart(ImportedRequest& request) {
    auto fields = request.body.fields;
    std::erase_if(fields, [&](const FormField& field) {
      const bool odd = !field.is_file && field.value.starts_with('@');
      if (odd)
        draft_.leave_out(request.place,
                         fmt::format("form field {}: its text begins with @, which names a file", field.name));
      return odd;
    });
    if (fields.empty()) return draft_.leave_out(request.place, "a form without fields");
    write_pairs("multipart", fields);
  }

  void write_json(ImportedRequest& request) {
    auto& body = request.body;
    if (body.text.size() > kLongestInline && !has_reference(body.text))
      return line("    json: " + yaml_text("@" + payloads_.put(request, ".json")));
    const auto json = parse_ordered_json(body.text);
    if (json.is_structured() && is_taken_as_it_stands(json, body.text)) {
      if (!has_vast_number(json)) return line("    json:" + yaml_json(json, 4));
      return line("    json: " + yaml_text(trimmed(body.text)));  // digits that no double holds stay as they are
    }
    if (body.content_type.empty()) body.content_type = "application/json";
    write_text(request);
  }

  void write_text(ImportedRequest& request) {
    auto& body = request.body;
    const bool odd =
        body.text.starts_with('@') || valid_utf8(body.text) != body.text || body.text.find('\0') != std::string::npos;
    const bool large = body.text.size() > kLongestInline;
    if ((odd || large) && has_reference(body.text))
      return draft_.leave_out(request.place,
                              "a body that is large or no text and has a secret in it: write it into a file yourself");
    if (body.text.empty()) return line(R"(    text: "")");
    line("    text: " + yaml_text(odd || large ? "@" + payloads_.put(request, ".txt") : body.text));
  }

  void write_expectations(const ImportedRequest& request) {
    if (request.expected_json.empty() && request.expected_time.empty()) {
      if (!request.expected_status.empty()) line(fmt::format("    expect: {{status: {}}}", request.expected_status));
      return;
    }
    line("    expect:");
    if (!request.expected_status.empty()) line("      status: " + request.expected_status);
    if (!request.expected_time.empty()) line("      response_time: < " + request.expected_time);
    if (!request.expected_json.empty()) line("      json:");
    std::vector<std::string> seen;
    for (const auto& [path, value] : request.expected_json) {
      if (std::find(seen.begin(), seen.end(), path) != seen.end()) continue;
      seen.push_back(path);
      const auto json = parse_ordered_json(value.empty() ? R"({"exists": true})" : value);
      line(fmt::format("        {}:{}", yaml_key(path), yaml_json(json, 8)));
    }
  }

  void write_thresholds() {
    if (draft_.thresholds.empty()) {
      line("\n# thresholds:          # besides these the run must have no failed request and no leak");
      return line("#   - p99 < 500ms");
    }
    line("\nthresholds:");
    for (const auto& one : draft_.thresholds) line("  - " + yaml_text(one));
  }

  void write_left_out() {
    if (draft_.left_out.empty()) return;
    line("\n# Left out:");
    for (std::size_t i = 0; i < std::min(draft_.left_out.size(), kMostShownLeftOut); ++i)
      line("#   " + comment_text(text_of(draft_.left_out[i]).substr(0, kLongestLeftOut)));
    if (draft_.left_out.size() > kMostShownLeftOut)
      line(fmt::format("#   and {} more", draft_.left_out.size() - kMostShownLeftOut));
  }

  ImportDraft& draft_;
  const std::string& file_name_;
  std::vector<Header> common_;
  ImportedRequest common_rules_;
  PayloadFiles payloads_;
  std::set<std::size_t> too_many_;  // of the draft's requests
  std::string out_;
};

}  // namespace

std::string write_scenario(ImportDraft& draft, const std::string& file_name) {
  return ScenarioWriter(draft, file_name).write();
}

std::string text_of(const LeftOut& one) { return comment_text(fmt::format("{}: {}", one.place, one.what)); }

}  // namespace plimsoll
