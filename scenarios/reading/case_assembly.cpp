#include "scenarios/reading/case_assembly.h"

#include "core/nearest_name.h"
#include "core/text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/cases/case_plan.h"
#include "scenarios/cases/schema_fault.h"
#include "scenarios/cases/schema_mutation.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"
#include "scenarios/flow.h"
#include "scenarios/header_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kLongestCase = std::chrono::seconds(10);
constexpr std::string_view kContentType = "content-type";

StatusCheck refusal() { return {{}, {4}}; }
StatusCheck any_but_server_error() { return {{}, {2, 3, 4}}; }

// What an answer to the good request is looked at for says nothing of a bad one.
RequestTemplate alike(const RequestTemplate& good, const CasesDraft& cases) {
  RequestTemplate request;
  request.method = good.method;
  request.path = good.path;
  request.headers = good.headers;
  request.without = good.without;
  request.rules = good.rules;
  request.timeout = cases.timeout.value_or(std::min(good.timeout, kLongestCase));
  request.bodies.content_type = good.bodies.content_type;
  if (good.bodies.payloads.empty()) return request;
  request.bodies.payloads = {good.bodies.payloads.front()};
  request.bodies.labels = {good.bodies.labels.empty() ? "inline" : good.bodies.labels.front()};
  return request;
}

void set_body(RequestTemplate& request, std::string text) {
  request.bodies.payloads = {std::make_shared<const std::string>(std::move(text))};
  request.bodies.labels = {"inline"};
}

void set_content_type(RequestTemplate& request, const std::string& type) {
  std::erase_if(request.headers, [](const Header& header) { return lower_case(header.name) == kContentType; });
  request.headers.push_back({"Content-Type", type});
}

std::string words_of_body(const BodySet& body) {
  constexpr std::size_t kLongest = 40;
  std::string text = *body.payloads.front();
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

std::string name_of(const CaseDraft& draft) {
  if (draft.name) return *draft.name;
  if (draft.has_no_body) return "no body";
  if (draft.body && draft.body_key != "file" && draft.body_key != "base64" && !draft.body->payloads.empty())
    return words_of_body(*draft.body);
  if (draft.body && !draft.body->labels.empty()) return draft.body->labels.front();
  if (draft.content_type) return "content type " + *draft.content_type;
  if (draft.method) return fmt::format("method {}", to_string(*draft.method));
  if (draft.path) return "path " + *draft.path;
  if (!draft.without.empty()) return fmt::format("without {}", fmt::join(draft.without, ", "));
  if (!draft.headers.empty()) return "header " + draft.headers.front().name;
  return "";
}

std::string path_of(const CaseDraft& draft, const RequestTemplate& good) {
  if (!draft.path && draft.query.empty()) return good.path;
  auto path = draft.path ? encoded_path(*draft.path) : good.path.substr(0, good.path.find('?'));
  if (draft.query.empty()) return path;
  return path + (path.find('?') == std::string::npos ? '?' : '&') + encoded_pairs(draft.query, Encoding::query);
}

class CaseAssembly : private RuleFindings {
 public:
  explicit CaseAssembly(ScenarioDraft& draft) : scenario_(draft.scenario) {
    for (std::size_t i = 0; i < draft.requests.size() && i < scenario_.tasks.size(); ++i) {
      const auto& written = draft.requests[i];
      const auto path = path_to_item("requests", i);
      auto& steps = scenario_.tasks[i].steps;
      if (written.steps.empty())
        add(written, path, steps.front());
      else
        for (std::size_t j = 0; j < written.steps.size(); ++j)
          add(written.steps[j], path_to_item(path + ".steps", j), steps[j]);
    }
    refuse_once(draft.before_all, "before_all");
    refuse_once(draft.login, "login");
    refuse_once(draft.after_all, "after_all");
  }

  std::vector<Finding> findings() { return taken(); }

 private:
  void refuse_once(const std::vector<RequestDraft>& steps, std::string_view path) {
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i].cases) refuse(path_to_item(std::string(path), i) + ".cases", "belongs to the requests of the load");
  }

  void add(const RequestDraft& written, const std::string& path, RequestTemplate& good) {
    if (!written.cases) return;
    const auto& cases = *written.cases;
    CasePlan plan;
    plan.share = cases.share;
    plan.repeats = cases.repeats;
    if (plan.share > 0 && good.flow && good.flow->is_needed())
      refuse(path + ".cases.share", "the steps after this one need its answer: bad requests take a task of their own");
    for (std::size_t i = 0; i < cases.list.size(); ++i) add_written(cases, i, path, good, plan);
    if (!cases.mutate.empty()) add_derived(written, path, good, plan);
    if (!plan.cases.empty()) good.cases = std::make_shared<const CasePlan>(std::move(plan));
  }

  void add_written(const CasesDraft& cases, std::size_t index, const std::string& path, const RequestTemplate& good,
                   CasePlan& plan) {
    const auto& draft = cases.list[index];
    BadCase one{alike(good, cases), draft.body_key, false};
    auto& request = one.request;
    request.name = name_of(draft);
    for (const auto& secret : scenario_.secret_values) replace_all(request.name, secret, kRedacted);
    if (request.name.empty())
      return refuse(path_to_item(path + ".cases.requests", index),
                    "is as the good request: say what is wrong, for example json: {}");
    request.method = draft.method.value_or(good.method);
    request.path = path_of(draft, good);
    if (draft.body) {
      request.bodies.payloads = draft.body->payloads;
      request.bodies.labels = draft.body->labels;
      if (request.bodies.content_type.empty() && draft.body_key != "text")
        request.bodies.content_type = draft.body->content_type;
    }
    if (draft.has_no_body) request.bodies = {};
    for (const auto& header : draft.headers) {
      std::erase_if(request.headers, [&](auto& own) { return lower_case(own.name) == lower_case(header.name); });
      request.headers.push_back(header);
    }
    if (draft.content_type) set_content_type(request, *draft.content_type);
    for (const auto& name : draft.without) {
      if (const auto why = why_not_sent(name, good); !why.empty())
        refuse(path_to_item(path + ".cases.requests", index) + ".without", why);
      std::erase_if(request.headers, [&](auto& own) { return lower_case(own.name) == lower_case(name); });
      if (lower_case(name) == kContentType) request.bodies.content_type.clear();
      request.without.push_back(name);
    }
    request.checks = {draft.expect ? *draft.expect : cases.expect.value_or(refusal())};
    if (!draft.body && !draft.has_no_body) one.body_key = kAsGood;
    plan.cases.push_back(std::move(one));
  }

  // Empty: the good request is sent with that header.
  std::string why_not_sent(const std::string& name, const RequestTemplate& good) const {
    std::vector<std::string> names = {"content-type", "content-length", "accept",        "accept-encoding",
                                      "user-agent",   "host",           "authorization", "cookie"};
    for (const auto& header : good.headers) names.push_back(lower_case(header.name));
    for (const auto& header : scenario_.headers) names.push_back(lower_case(header.name));
    if (good.varying)
      for (const auto& header : good.varying->headers) names.push_back(lower_case(header.name));
    if (std::find(names.begin(), names.end(), lower_case(name)) != names.end()) return "";
    return fmt::format("the good request has no header \"{}\"{}", name,
                       name_advice(name, std::vector<std::string_view>(names.begin(), names.end())));
  }

  void add_derived(const RequestDraft& written, const std::string& path, const RequestTemplate& good, CasePlan& plan) {
    const auto& cases = *written.cases;
    if (good.predict)
      return refuse(path + ".cases.mutate", "the body is made of what the service tells: write bad requests out");
    const auto& payloads = good.bodies.payloads;
    auto mutants = mutate({good.method, payloads.empty() ? std::string_view() : std::string_view(*payloads.front())},
                          cases.mutate);
    if (!add_by_schema(cases, path, good, mutants)) return;
    plan.left_out += mutants.left_out;
    if (mutants.list.empty())
      return refuse(path + ".cases.mutate", payloads.empty()
                                                ? "the request has no body that could be made wrong"
                                                : "the body is no JSON: wrong_method, wrong_content_type and "
                                                  "empty are what can be derived of it");
    for (const auto& mutant : mutants.list) {
      BadCase one{alike(good, cases), mutant.is_json ? "json" : "text", true};
      auto& request = one.request;
      request.name = mutant.name;
      if (mutant.method) request.method = *mutant.method;
      if (mutant.method && (request.method == Method::get || request.method == Method::head))
        request.bodies = {};
      else
        set_body(request, mutant.body);
      if (mutant.content_type) set_content_type(request, *mutant.content_type);
      // Whether null is a mistake the service alone knows; what is none of the schema it has to refuse.
      const bool is_of_schema = mutant.kind == MutationKind::schema;
      request.checks = {cases.expect.value_or(is_of_schema ? refusal() : any_but_server_error())};
      one.raw = mutant.raw;
      if (is_of_schema) one.of_schema = std::make_shared<const SchemaFault>(good.body_schema, mutant.broken);
      plan.cases.push_back(std::move(one));
    }
  }

  // False: that is told.
  bool add_by_schema(const CasesDraft& cases, const std::string& path, const RequestTemplate& good, Mutants& mutants) {
    const auto& kinds = cases.mutate;
    if (std::find(kinds.begin(), kinds.end(), MutationKind::schema) == kinds.end()) return true;
    const bool is_of_all = kinds.size() == kMutationKinds.size();
    if (!good.body_schema) {
      if (!is_of_all) refuse(path + ".cases.mutate", "schema: needs the body_schema of the request");
      return is_of_all;
    }
    if (good.bodies.payloads.empty()) {
      refuse(path + ".cases.mutate", "schema: the request has no body that could be made wrong");
      return false;
    }
    auto made = mutate_by_schema(*good.bodies.payloads.front(), *good.body_schema);
    if (made.has_error()) {
      refuse(path + ".cases.mutate", "schema: " + made.error().message);
      return false;
    }
    std::move(made->list.begin(), made->list.end(), std::back_inserter(mutants.list));
    mutants.left_out += made->left_out;
    return true;
  }

  static constexpr std::string_view kAsGood = "json";

  Scenario& scenario_;
};

}  // namespace

std::vector<Finding> assemble_cases(ScenarioDraft& draft) { return CaseAssembly(draft).findings(); }

}  // namespace plimsoll
