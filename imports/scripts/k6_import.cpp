#include "imports/scripts/k6_import.h"

#include "core/text.h"
#include "imports/plan/document_value.h"
#include "imports/plan/url_parts.h"
#include "imports/scripts/literal_reader.h"
#include "imports/scripts/script_load.h"
#include "imports/scripts/script_request.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

namespace plimsoll {
namespace {

using K6Json = nlohmann::ordered_json;

class K6Reader {
 public:
  K6Reader(const std::string& text, ImportDraft& draft) : text_(text), draft_(draft), literals_(text, draft) {}

  void read() {
    read_constants();
    read_options();
    read_requests();
    read_pauses();
    if (!draft_.requests.empty()) return;
    ImportedRequest root;
    root.place = draft_.source;
    root.comment = "its requests are code: write them here";
    draft_.requests.push_back(std::move(root));
    tell(0, "requests whose address is a literal: there is none; GET / stands for them");
  }

 private:
  void tell(std::size_t at, std::string what) {
    draft_.leave_out(fmt::format("{}:{}", draft_.source, literals_.line_of(at)), std::move(what));
  }

  // Where `word` stands as a word of its own, from `at` on.
  std::size_t find_word(std::string_view word, std::size_t at) const {
    for (auto found = text_.find(word, at); found != std::string::npos; found = text_.find(word, found + 1)) {
      const char before = found == 0 ? ' ' : text_[found - 1];
      if (std::isalnum(static_cast<unsigned char>(before)) == 0 && before != '_' && before != '.') return found;
    }
    return std::string::npos;
  }

  void read_constants() {
    for (const std::string_view keyword : {"const ", "let ", "var "})
      for (auto at = find_word(keyword, 0); at != std::string::npos; at = find_word(keyword, at + 1)) {
        const auto equals = text_.find_first_of("=;\n", at);
        if (equals == std::string::npos || text_[equals] != '=') continue;
        auto begin = equals + 1;
        const auto name =
            std::string(trimmed(std::string_view(text_).substr(at + keyword.size(), equals - at - keyword.size())));
        if (const auto value = literals_.read(begin); value && name.find_first_of(" {[,") == std::string::npos)
          literals_.set_constant(name, *value);
      }
  }

  void read_options() {
    const auto options = find_word("options", 0);
    const auto equals = options == std::string::npos ? options : text_.find_first_of("=;(", options);
    if (equals == std::string::npos || text_[equals] != '=') return tell(0, "export const options: there is none");
    auto at = equals + 1;
    const auto value = literals_.read(at);
    if (!value || !value->is_object()) return tell(options, "options that are no literal object: not converted");
    auto load = k6_load(*value);
    draft_.load_lines = std::move(load.lines);
    draft_.thresholds = std::move(load.thresholds);
    for (auto& one : load.left_out) tell(options, std::move(one));
  }

  void read_requests() {
    static constexpr std::string_view kHttp = "http.";
    for (auto at = find_word(kHttp, 0); at != std::string::npos; at = find_word(kHttp, at + 1)) {
      const auto bracket = text_.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + kHttp.size());
      if (bracket == std::string::npos || text_[bracket] != '(') continue;
      auto method = text_.substr(at + kHttp.size(), bracket - at - kHttp.size());
      auto call = literals_.read_call(bracket + 1);
      if (method == "batch" || method == "file" || method == "url") {
        if (method == "batch") tell(at, "http.batch: write its requests one by one");
        continue;
      }
      auto& given = call.positional;
      if (method == "request" && !given.empty()) {
        method = given.front() ? text_value(*given.front()) : "";
        given.erase(given.begin());
      }
      add_request(method == "del" ? "delete" : lower_case(method), given, at, call.end);
    }
  }

  void add_request(const std::string& method, const std::vector<std::optional<K6Json>>& given, std::size_t at,
                   std::size_t end) {
    if (given.empty() || !given[0] || !given[0]->is_string())
      return tell(at, fmt::format("http.{}: its address is no literal", method));
    const auto split = split_url(given[0]->get<std::string>());
    if (!split) return tell(at, "its address is no http:// or https://");
    ImportedRequest request;
    request.place = fmt::format("{}:{}", draft_.source, literals_.line_of(at));
    request.method.clear();
    for (const char c : method) request.method += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    request.origin = split->origin;
    request.path = has_reference(split->path) ? split->path : encoded_path(split->path);
    request.task = "default";
    const bool has_body = method != "get" && method != "head";
    const std::size_t parameters = has_body ? 2 : 1;
    if (given.size() > parameters && given[parameters])
      request.headers = pairs_of(member(*given[parameters], "headers"));
    if (given.size() > parameters && !given[parameters])
      tell(at, fmt::format("http.{}: parameters that are no literal", method));
    if (has_body && given.size() > 1 && given[1]) request.body = script_body(*given[1], request);
    if (has_body && given.size() > 1 && !given[1]) tell(at, fmt::format("http.{}: a body that is no literal", method));
    const auto next = std::min(find_word("http.", end), text_.size());
    read_checks(text_.substr(end, std::min(next - end, std::size_t{2000})), request, end);
    draft_.requests.push_back(std::move(request));
  }

  // 'is 200': (r) => r.status === 200
  void read_checks(const std::string& after, ImportedRequest& request, std::size_t at) {
    static const std::regex kStatus(R"(\.status\s*={2,3}\s*(\d{3}))");
    std::size_t checks = 0;
    for (auto arrow = after.find("=>"); arrow != std::string::npos; arrow = after.find("=>", arrow + 2)) {
      ++checks;
      std::smatch match;
      const auto one = after.substr(arrow, std::min(after.find_first_of(",\n", arrow), after.size()) - arrow);
      if (one.size() > 200 || !std::regex_search(one, match, kStatus)) continue;
      request.expected_status = match[1].str();
      --checks;
    }
    if (checks > 0 && after.find("check(") != std::string::npos)
      tell(at, fmt::format("{} other than of the status: write what is expected", checks == 1 ? "a check" : "checks"));
  }

  void read_pauses() {
    const auto at = find_word("sleep(", 0);
    if (at == std::string::npos) return;
    const auto call = literals_.read_call(at + 6);
    if (call.positional.empty() || !call.positional[0] || !call.positional[0]->is_number())
      return tell(at, "sleep of no literal number: set load.wait");
    const bool users = std::none_of(draft_.load_lines.begin(), draft_.load_lines.end(),
                                    [](const std::string& line) { return line.find("rate:") == 0; });
    const auto wait = "wait: " + seconds_of_script(call.positional[0]->get<double>());
    if (users && !draft_.load_lines.empty()) draft_.load_lines.push_back(wait);
    if (find_word("sleep(", at + 1) != std::string::npos)
      tell(at, "several sleeps: the first is the wait after all requests");
  }

  const std::string& text_;
  ImportDraft& draft_;
  LiteralReader literals_;
};

}  // namespace

Result<> import_k6(const std::string& text, ImportDraft& draft) {
  draft.format = "k6 script";
  K6Reader(text, draft).read();
  return {};
}

}  // namespace plimsoll
