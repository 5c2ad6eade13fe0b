#include "imports/service_import.h"

#include "core/json/json.h"
#include "core/units.h"
#include "imports/plan/document_value.h"
#include "imports/plan/plan_finishing.h"
#include "imports/plan/scenario_text.h"
#include "imports/services/known_services.h"
#include "imports/services/kserve_service.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

bool is_openapi(const ToldAnswer& answer) {
  return answer.is_good() && member(parse_ordered_json(answer.body), "openapi").is_string();
}

class ServiceReading {
 public:
  explicit ServiceReading(const ServiceQuestion& question) : question_(question) {}

  Result<FoundService> read() {
    const auto openapi = ask("GET", "/openapi.json");
    const auto kserve = ask("GET", "/v2");
    if (openapi.status == 0 && kserve.status == 0) return std::move(found_);  // nobody is there
    const auto openai = ask("GET", "/v1/models");
    const auto docs = is_openapi(openapi) ? ToldAnswer() : ask("GET", "/docs.json");
    const auto ping = ask("GET", "/ping");
    const auto asking = [this](std::string_view method, const std::string& path) { return ask(method, path); };
    if (is_kserve(kserve)) return of_draft("GET /v2", [&](ImportDraft& draft) { add_kserve_models(asking, draft); });
    if (is_openai(openai))
      return of_draft("GET /v1/models", [&](ImportDraft& draft) { add_openai_request(openai, draft); });
    if (is_openapi(openapi)) return of_page("/openapi.json", openapi);
    if (is_openapi(docs)) return of_page("/docs.json", docs);
    if (ping.is_good()) return of_draft("GET /ping", [&](ImportDraft& draft) { add_ping_request(ping, draft); });
    return std::move(found_);
  }

 private:
  ToldAnswer ask(std::string_view method, const std::string& path) {
    auto answer = question_.ask(method, path);
    std::string words = answer.failure;
    if (answer.status > 0)
      words = fmt::format("{}, {}", answer.status, format_bytes(static_cast<double>(answer.body.size())));
    if (answer.status / 100 == 3) words += fmt::format(", leads to {}, not followed", answer.location);
    found_.asked.push_back(fmt::format("{} {}: {}", method, path, words));
    return answer;
  }

  ImportDraft draft() const {
    ImportDraft draft;
    draft.source = question_.target;
    draft.name = question_.target.substr(question_.target.find("://") + 3);
    draft.fallback_target = question_.target;
    draft.bodies_folder = question_.scenario_file.substr(0, question_.scenario_file.rfind('.')) + "-bodies";
    return draft;
  }

  template <class Fill>
  Result<FoundService> of_draft(std::string_view place, Fill fill) {
    auto draft = this->draft();
    fill(draft);
    if (auto done = finish_plan(draft); done.has_error()) return done.error();
    ImportedScenario scenario;
    scenario.text = write_scenario(draft, question_.scenario_file);
    scenario.files = std::move(draft.files);
    scenario.requests = draft.requests.size();
    for (const auto& one : draft.left_out) scenario.left_out.push_back(text_of(one));
    found_.choice = fmt::format("{}, {}", draft.format, place);
    found_.scenario = std::move(scenario);
    return std::move(found_);
  }

  Result<FoundService> of_page(const std::string& path, const ToldAnswer& page) {
    std::istringstream in(page.body);
    ImportSource source(in, question_.target + path);
    ImportRequest request;
    request.format = ImportFormat::openapi;
    request.scenario_file = question_.scenario_file;
    request.target = question_.target;
    auto scenario = import_scenario(source, request);
    if (scenario.has_error()) return scenario.error();
    found_.choice = fmt::format("OpenAPI, GET {}", path);
    found_.scenario = *std::move(scenario);
    return std::move(found_);
  }

  const ServiceQuestion& question_;
  FoundService found_;
};

}  // namespace

Result<FoundService> scenario_of_service(const ServiceQuestion& question) { return ServiceReading(question).read(); }

}  // namespace plimsoll
