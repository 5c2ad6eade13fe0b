// An answer from anywhere, its header lines first, then a NUL byte and the body: every kind of check judges it, what
// failed is kept as an example, and all that is kept is text.

#include "engine/checks/checks.h"
#include "engine/results/failure_log.h"
#include "engine/results/printable.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace {

using namespace plimsoll;

std::vector<Check> every_kind() {
  JsonEqualsCheck equals;
  equals.value =
      std::make_shared<const nlohmann::json>(nlohmann::json::parse(R"({"p": [0.1, {"q": "r"}], "n": null})"));
  equals.rules.tolerance.absolute = 0.01;
  equals.rules.ignored = {"$..id"};
  equals.rules.ignore_order = true;
  return {HeaderCheck{"X-Model", HeaderCheck::Kind::matches, "^v[0-9]+(\\.[0-9]+)*$"},
          HeaderCheck{"content-type", HeaderCheck::Kind::contains, "json"},
          BodyContainsCheck{"p"},
          BodyMatchesCheck{"\"(p|q)\":\\s*(\\[[^\\]]*\\]|-?[0-9.eE+]+)"},
          BodyIsJsonCheck{},
          JsonPathCheck{"$.p[-1]", JsonPathCheck::Between{0, 1}},
          JsonPathCheck{"$..q", JsonPathCheck::Length{1, 3}},
          JsonPathCheck{"$[*]", JsonPathCheck::HasType{JsonPathCheck::Type::object}},
          equals};
}

Scenario with_secret() {
  Scenario scenario;
  scenario.headers = {{"x-api-key", "s3cret"}};
  return scenario;
}

void must_be_text(const std::string& text) {
  if (printable(text) != text || text.find("s3cret") != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Redaction kRedaction(with_secret());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto head_end = std::min(text.find('\0'), text.size());
  Request request;
  Response response;
  response.status = 200;
  response.headers = text.substr(0, head_end);
  response.body = text.substr(std::min(head_end + 1, text.size()));
  FailureLog log(kRedaction);
  for (const auto& check : every_kind()) {
    const auto failure = Checker::compile({check}).value().judge(response, response.done);
    if (failure.kind == FailureKind::none) continue;
    Outcome outcome;
    outcome.request = &request;
    outcome.response = &response;
    outcome.failure = failure.kind;
    outcome.failure_message = failure.message;
    outcome.failure_detail = failure.detail;
    log.add(outcome, false);
  }
  for (const auto& failure : log.take()) {
    must_be_text(failure.message);
    for (const auto& sample : failure.examples) must_be_text(sample.response_excerpt);
  }
  return 0;
}
