#include "imports/scripts/locust_import.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/document_value.h"
#include "imports/plan/url_parts.h"
#include "imports/scripts/literal_reader.h"
#include "imports/scripts/script_load.h"
#include "imports/scripts/script_request.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using LocustJson = nlohmann::ordered_json;

constexpr std::string_view kClient = "self.client.";

std::size_t indent_of(std::string_view row) { return std::min(row.find_first_not_of(" \t"), row.size()); }

std::string word_after(std::string_view row, std::string_view keyword) {
  row.remove_prefix(keyword.size());
  const auto end = row.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  return std::string(row.substr(0, end));
}

class LocustReader {
 public:
  LocustReader(const std::string& text, ImportDraft& draft) : text_(text), draft_(draft), literals_(text, draft) {}

  void read() {
    for (std::size_t at = 0; at < text_.size();) {
      const auto end = std::min(text_.find('\n', at), text_.size());
      const auto row = std::string_view(text_).substr(at, end - at);
      const auto next = read_row(row, at);
      at = next > end ? std::min(text_.find('\n', next), text_.size()) + 1 : end + 1;
    }
    const bool over_tls = std::any_of(draft_.requests.begin(), draft_.requests.end(),
                                      [](const auto& one) { return one.origin.starts_with("https://"); });
    if (insecure_ && over_tls) draft_.tls.push_back({"insecure", "true"});
    if (!has_wait_) draft_.load = "{users: 10, spawn_rate: 1/s, wait: 0s, duration: 5m, warmup: 30s}";
  }

 private:
  struct Function {
    std::string name;
    bool is_task = false;
    double weight = 1;
    std::size_t indent = 0;
  };

  void tell(std::size_t at, std::string what) {
    draft_.leave_out(fmt::format("{}:{}", draft_.source, literals_.line_of(at)), std::move(what));
  }

  // Where reading goes on, if that is past the row.
  std::size_t read_row(std::string_view whole, std::size_t at) {
    const auto indent = indent_of(whole);
    const auto row = trimmed(whole);
    const auto here = at + indent;
    if (row.empty() || row.front() == '#') return at;
    if (row.starts_with(R"(""")") || row.starts_with("'''")) return after_text(here);
    if (function_ && indent <= function_->indent && !row.starts_with(")")) function_.reset();
    if (row.starts_with("import ") || row.starts_with("from ")) return at;
    if (row.starts_with("class ")) return open_class(row), at;
    if (row.starts_with("@")) return read_decorator(row, here);
    if (row.starts_with("def ") || row.starts_with("async def ")) return open_function(row, indent, here), at;
    if (function_) return read_statement(row, here);
    return read_setting(row, here);
  }

  std::size_t after_text(std::size_t here) const {
    const auto ends = text_.substr(here, 3);
    const auto end = text_.find(ends, here + 3);
    return end == std::string::npos ? text_.size() : end + 3;
  }

  void open_class(std::string_view row) {
    class_ = word_after(row, "class ");
    is_user_ = row.find("User") != std::string_view::npos;
    class_weight_ = 1;
  }

  std::size_t read_decorator(std::string_view row, std::size_t here) {
    if (!row.starts_with("@task"))
      return tell(here, fmt::format("{}: not converted", row.substr(0, row.find('(')))), here;
    pending_weight_ = 1;
    if (row.starts_with("@task(")) {
      const auto call = literals_.read_call(here + 6);
      const auto weight = call.named.contains("weight") ? call.named.at("weight")
                          : call.positional.empty()     ? std::nullopt
                                                        : call.positional.front();
      if (weight && weight->is_number())
        pending_weight_ = weight->get<double>();
      else if (!call.positional.empty() || !call.named.empty())
        tell(here, "@task with a weight that is no number: 1 is taken");
    }
    return here;
  }

  void open_function(std::string_view row, std::size_t indent, std::size_t here) {
    Function function;
    function.name = word_after(row, row.starts_with("async ") ? "async def " : "def ");
    function.is_task = pending_weight_ > 0;
    function.weight = pending_weight_ * class_weight_;
    function.indent = indent;
    pending_weight_ = 0;
    if (!function.is_task) tell(here, fmt::format("def {}: is no task: not converted", function.name));
    function_ = function;
  }

  // host, wait_time, weight of a class; constants.
  std::size_t read_setting(std::string_view row, std::size_t here) {
    const auto equals = row.find('=');
    const auto name = std::string(trimmed(row.substr(0, std::min(equals, row.size()))));
    if (equals == std::string_view::npos || name.find_first_of(" ([\"'") != std::string::npos)
      return tell(here, fmt::format("{}: not converted", row.substr(0, row.find_first_of("(=")))), here;
    auto at = here + equals + 1;
    if (name == "wait_time") return read_wait(trimmed(row.substr(equals + 1)), at), here;
    const auto value = literals_.read(at);
    if (value && name == "host" && value->is_string())
      host_ = value->get<std::string>();
    else if (value && name == "weight" && value->is_number())
      class_weight_ = value->get<double>();
    else if (value && !is_user_)
      literals_.set_constant(name, *value);
    else if (!value)
      tell(here, fmt::format("{}: no literal value: not converted", name));
    return value ? at : here;
  }

  void read_wait(std::string_view expression, std::size_t at) {
    const auto bracket = text_.find('(', at);
    const auto call = bracket == std::string::npos ? LiteralReader::Call{} : literals_.read_call(bracket + 1);
    std::vector<double> figures;
    for (const auto& one : call.positional)
      if (one && one->is_number()) figures.push_back(one->get<double>());
    std::string wait;
    if (expression.starts_with("between(") && figures.size() == 2)
      wait = fmt::format("{}..{}", seconds_of_script(figures[0]), seconds_of_script(figures[1]));
    if (expression.starts_with("constant(") && figures.size() == 1) wait = seconds_of_script(figures[0]);
    if (expression.starts_with("constant_pacing(") && figures.size() == 1)
      wait = fmt::format("{{pacing: {}}}", seconds_of_script(figures[0]));
    if (expression.starts_with("constant_throughput(") && figures.size() == 1)
      wait = fmt::format("{{throughput: {}/s}}", figures[0]);
    if (wait.empty())
      return tell(at, "wait_time: expected between, constant, constant_pacing or constant_throughput with numbers");
    if (has_wait_)
      return tell(at, fmt::format("wait_time of {}: the first class's is taken; `loads:` has several", class_));
    has_wait_ = true;
    draft_.load = fmt::format("{{users: 10, spawn_rate: 1/s, wait: {}, duration: 5m, warmup: 30s}}", wait);
  }

  std::size_t read_statement(std::string_view row, std::size_t here) {
    if (!function_->is_task) return here;
    const auto call = row.find(kClient);
    if (call == std::string_view::npos) {
      const auto equals = row.find('=');
      auto at = here + equals + 1;
      const auto name = std::string(trimmed(row.substr(0, std::min(equals, row.size()))));
      if (equals != std::string_view::npos && name.find_first_of(" ([\"'.") == std::string::npos)
        if (const auto value = literals_.read(at)) return literals_.set_constant(name, *value), at;
      if (row != "pass" && row.find_first_not_of(")]},") != std::string_view::npos)
        tell(here, fmt::format("in {}: {}: not converted", function_->name,
                               row.substr(0, std::min(row.find_first_of("(="), std::size_t{60}))));
      return here;
    }
    const auto method_at = here + call + kClient.size();
    const auto method = word_after(std::string_view(text_).substr(method_at), "");
    const auto bracket = method_at + method.size();
    if (bracket >= text_.size() || text_[bracket] != '(')
      return tell(here, fmt::format("in {}: self.client.{}: not converted", function_->name, method)), here;
    const auto arguments = literals_.read_call(bracket + 1);
    add_request(method, arguments, here);
    return arguments.end;
  }

  void add_request(const std::string& method, LiteralReader::Call call, std::size_t here) {
    ImportedRequest request;
    request.place = fmt::format("{}:{}", draft_.source, literals_.line_of(here));
    auto& positional = call.positional;
    std::string verb = method;
    if (method == "request" && !positional.empty()) {
      verb = positional.front() ? text_value(*positional.front()) : "";
      positional.erase(positional.begin());
    }
    for (const char c : verb) request.method += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    request.method.erase(0, 3);
    const auto url = !positional.empty()          ? positional.front()
                     : call.named.contains("url") ? call.named.at("url")
                                                  : std::nullopt;
    if (!url || !url->is_string())
      return tell(here, fmt::format("in {}: self.client.{}: its address is no literal", function_->name, method));
    const auto split = split_url(url->get<std::string>());
    if (!split) return tell(here, fmt::format("in {}: its address is no http:// or https://", function_->name));
    request.origin = split->origin.empty() ? host_ : split->origin;
    while (request.origin.ends_with('/')) request.origin.pop_back();
    request.path = has_reference(split->path) ? split->path : encoded_path(split->path);
    request.name = function_->name;
    request.task = class_ + "." + function_->name;
    std::replace(request.name.begin(), request.name.end(), '_', ' ');
    request.weight = function_->weight;
    if (const auto headers = take(call, "headers")) request.headers = pairs_of(*headers);
    for (const auto& [name, value] : call.named) add_named(name, value, request, here);
    if (positional.size() > 1 && positional[1] && verb != "get") request.body = script_body(*positional[1], request);
    if (positional.size() > 1 && !positional[1])
      tell(here, fmt::format("in {}: a body that is no literal", function_->name));
    if (positional.size() > 2 && positional[2] && verb == "post") set_json(*positional[2], request);
    draft_.requests.push_back(std::move(request));
  }

  static std::optional<LocustJson> take(LiteralReader::Call& call, const std::string& name) {
    const auto found = call.named.find(name);
    if (found == call.named.end() || !found->second) return std::nullopt;
    auto value = *found->second;
    call.named.erase(found);
    return value;
  }

  static void set_json(const LocustJson& value, ImportedRequest& request) {
    request.body.kind = ImportedBody::Kind::json;
    request.body.text = to_text(value);
  }

  void add_named(const std::string& name, const std::optional<LocustJson>& value, ImportedRequest& request,
                 std::size_t here) {
    constexpr std::array<std::string_view, 3> kSilent = {"catch_response", "url", "context"};
    if (std::find(kSilent.begin(), kSilent.end(), name) != kSilent.end()) return;
    if (!value) return tell(here, fmt::format("in {}: {}= is no literal: not converted", function_->name, name));
    if (name == "json")
      set_json(*value, request);
    else if (name == "data")
      request.body = script_body(*value, request);
    else if (name == "params")
      request.query = pairs_of(*value);
    else if (name == "name" && value->is_string())
      request.name = value->get<std::string>();
    else if (name == "timeout" && value->is_number())
      request.timeout = seconds_of_script(value->get<double>());
    else if (name == "cookies" && value->is_object())
      for (const auto& [cookie, content] : pairs_of(*value))
        request.headers.push_back({"Cookie", fmt::format("{}={}", cookie, content)});
    else if (name == "auth" && value->is_array() && value->size() == 2)
      request.headers.push_back(
          {"Authorization", "Basic " + to_base64(text_value((*value)[0]) + ":" + text_value((*value)[1]))});
    else if (name == "verify" && *value == LocustJson(false))
      insecure_ = true;
    else if (name != "verify" && name != "allow_redirects")
      tell(here, fmt::format("in {}: {}= is not converted", function_->name, name));
  }

  const std::string& text_;
  ImportDraft& draft_;
  LiteralReader literals_;
  std::optional<Function> function_;
  std::string class_;
  std::string host_;
  bool is_user_ = false;
  bool has_wait_ = false;
  bool insecure_ = false;
  double class_weight_ = 1;
  double pending_weight_ = 0;
};

}  // namespace

Result<> import_locust(const std::string& text, ImportDraft& draft) {
  draft.format = "Locust file";
  LocustReader(text, draft).read();
  return {};
}

}  // namespace plimsoll
