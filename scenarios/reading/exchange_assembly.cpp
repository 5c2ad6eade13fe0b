#include "scenarios/reading/exchange_assembly.h"

#include "core/text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"
#include "scenarios/header_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class ExchangeAssembly : private RuleFindings {
 public:
  explicit ExchangeAssembly(ScenarioDraft& draft) : draft_(draft), scenario_(draft.scenario) {}

  std::vector<Finding> findings() {
    keep_secrets(draft_.exchange);
    refuse_both(scenario_.headers, draft_.exchange, "");
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
      static const RequestDraft kUnwritten;  // the rows of a log
      const auto& written = i < draft_.requests.size() ? draft_.requests[i] : kUnwritten;
      auto path = path_to_item("requests", i);
      for (std::size_t j = 0; j < scenario_.tasks[i].steps.size(); ++j) {
        const bool is_step = j < written.steps.size();
        add_rules(is_step ? written.steps[j] : written, is_step ? path_to_item(path + ".steps", j) : path,
                  scenario_.tasks[i].steps[j]);
      }
    }
    add_rules_of(draft_.before_all, "before_all", scenario_.before_all);
    add_rules_of(draft_.login, "login", scenario_.login);
    add_rules_of(draft_.after_all, "after_all", scenario_.after_all);
    return taken();
  }

 private:
  void add_rules_of(const std::vector<RequestDraft>& written, std::string_view path, std::optional<Task>& task) {
    if (!task) return;
    for (std::size_t i = 0; i < task->steps.size(); ++i)
      add_rules(written[i], path_to_item(std::string(path), i), task->steps[i]);
  }
  static const Auth* auth_in(const ExchangeDraft& draft) { return draft.auth ? draft.auth->auth.get() : nullptr; }

  void keep_secrets(const ExchangeDraft& draft) {
    const auto* auth = auth_in(draft);
    if (auth == nullptr) return;
    auto& values = scenario_.secret_values;
    values.insert(values.end(), draft.auth->secrets.begin(), draft.auth->secrets.end());
    if (const auto* in_header = std::get_if<HeaderAuth>(auth))
      scenario_.secret_headers.push_back(lower_case(in_header->header.name));
    if (const auto* in_query = std::get_if<QueryAuth>(auth))
      values.push_back(encoded_pairs({in_query->pair}, Encoding::query).substr(in_query->pair.name.size() + 1));
  }

  // The header that it is in; of a key in the query there is none.
  static std::string header_of(const Auth* auth) {
    if (auth == nullptr || std::holds_alternative<QueryAuth>(*auth)) return "";
    const auto* fixed = std::get_if<HeaderAuth>(auth);
    return fixed == nullptr ? "Authorization" : fixed->header.name;
  }

  bool refuse_both(const std::vector<Header>& headers, const ExchangeDraft& draft, const std::string& path) {
    const auto name = header_of(auth_in(draft));
    if (name.empty() || !has_header(headers, name)) return false;
    refuse(path.empty() ? "auth" : path + ".auth",
           fmt::format("the header {} is given already: remove it, or `auth`", lower_case(name)));
    return true;
  }

  void add_rules(const RequestDraft& written, const std::string& path, RequestTemplate& request) {
    const auto& own = written.exchange;
    const auto& common = draft_.exchange;
    keep_secrets(own);
    if (refuse_both(request.headers, own, path)) return;
    ExchangeRules rules;
    rules.cookies = draft_.cookies;
    if (const auto& redirects = own.redirects ? own.redirects : common.redirects) rules.redirects = *redirects;
    if (const auto& retry = own.retry ? own.retry : common.retry) rules.retry = *retry;
    const auto auth = own.auth ? own.auth->auth : common.auth ? common.auth->auth : nullptr;
    // A request's own header wins, as it does over the scenario's.
    if (auth && !has_header(request.headers, header_of(auth.get()))) add_auth(auth, path, request, rules);
    if (!rules.is_plain()) request.rules = std::make_shared<const ExchangeRules>(std::move(rules));
  }

  // What never changes is a part of the request; the rest is put in when it is sent.
  void add_auth(const std::shared_ptr<const Auth>& auth, const std::string& path, RequestTemplate& request,
                ExchangeRules& rules) {
    if (const auto* in_header = std::get_if<HeaderAuth>(auth.get())) {
      request.headers.push_back(in_header->header);
    } else if (const auto* in_query = std::get_if<QueryAuth>(auth.get())) {
      if (replays()) return refuse(path, "a log has its own queries: send the API key in a `header`");
      request.path +=
          (request.path.find('?') == std::string::npos ? '?' : '&') + encoded_pairs({in_query->pair}, Encoding::query);
    } else {
      rules.auth = auth;
    }
  }

  bool replays() const {
    const auto& loads = draft_.loads;
    return draft_.load.replay || std::any_of(loads.begin(), loads.end(), [](auto& load) { return load.replay; });
  }

  ScenarioDraft& draft_;
  Scenario& scenario_;
};

}  // namespace

std::vector<Finding> assemble_exchange(ScenarioDraft& draft) { return ExchangeAssembly(draft).findings(); }

}  // namespace plimsoll
