#include "engine/checks/checks.h"

#include "core/http/header_names.h"
#include "core/pattern.h"
#include "core/units.h"
#include "engine/checks/finite_check.h"
#include "engine/checks/good_answer_check.h"
#include "engine/checks/json_place_check.h"
#include "engine/checks/likeness_check.h"
#include "engine/checks/protocol_check.h"
#include "engine/checks/query_check.h"
#include "engine/checks/schema_check.h"
#include "engine/queries/answer.h"
#include "engine/queries/json_lookup.h"
#include "scenarios/protocols/protocol_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

// A search may look at each character many times, while every user of the shard waits.
constexpr std::size_t kLongestSearched = 1 << 20;

CheckFailure failed(std::string message, std::string detail = {}) {
  return {FailureKind::check, std::move(message), std::move(detail)};
}

CheckFailure not_json(const JsonBody& body) { return failed(body.problem(), body.place()); }

struct StatusIs {
  StatusCheck check;

  CheckFailure judge(Answer& answer) const {
    const int status = answer.response.status;
    if (check.holds(status)) return {};
    return {FailureKind::status, fmt::format("status {}, expected {}", status, check.words()), ""};
  }
};

CheckFailure search(const Pattern& pattern, std::string_view text, std::string_view what) {
  if (text.size() > kLongestSearched)
    return failed(fmt::format("{} is longer than the {} that /{}/ is searched in", what, format_bytes(kLongestSearched),
                              pattern.text()));
  switch (pattern.search(text)) {
    case Pattern::Search::found:
      return {};
    case Pattern::Search::not_found:
      return failed(fmt::format("{} does not match /{}/", what, pattern.text()));
    case Pattern::Search::too_costly:
      break;
  }
  return failed(
      fmt::format("{} could not be searched for /{}/: the expression backtracks too much on it", what, pattern.text()));
}

struct HeaderIs {
  HeaderCheck check;
  std::string lower_name;
  std::optional<Pattern> pattern;

  CheckFailure judge(Answer& answer) const {
    const auto value = answer.response.header(lower_name);
    if (!value) return failed(fmt::format("header {} is missing", check.name));
    const auto found = [&] { return fmt::format("found: {}: {}", lower_name, *value); };
    switch (check.kind) {
      case HeaderCheck::Kind::exists:
        return {};
      case HeaderCheck::Kind::equals:
        if (*value == check.value) return {};
        return failed(fmt::format("header {} is not \"{}\"", check.name, check.value), found());
      case HeaderCheck::Kind::contains:
        if (value->find(check.value) != std::string_view::npos) return {};
        return failed(fmt::format("header {} does not contain \"{}\"", check.name, check.value), found());
      case HeaderCheck::Kind::matches:
        break;
    }
    auto failure = search(*pattern, *value, "header " + check.name);
    if (failure.kind != FailureKind::none) failure.detail = found();
    return failure;
  }
};

struct TimeBelow {
  ResponseTimeCheck check;

  CheckFailure judge(Answer& answer) const {
    if (answer.response_time < check.below) return {};
    return failed(fmt::format("response time not below {}", format_duration(check.below)),
                  "response time: " + format_duration(answer.response_time));
  }
};

struct BodyContains {
  BodyContainsCheck check;

  CheckFailure judge(Answer& answer) const {
    if (answer.response.body.find(check.text) != std::string::npos) return {};
    return failed(fmt::format("the body does not contain \"{}\"", check.text));
  }
};

struct BodyMatches {
  Pattern pattern;

  CheckFailure judge(Answer& answer) const { return search(pattern, answer.response.body, "the body"); }
};

struct BodyIsJson {
  // NOLINTNEXTLINE(readability-convert-member-functions-to-static): the others judge by what they hold
  CheckFailure judge(Answer& answer) const {
    if (JsonLookup::is_json(answer.json.text()) || answer.json.get() != nullptr) return {};
    return not_json(answer.json);
  }
};

struct PlaceIs {
  JsonPlaceCheck place;

  CheckFailure judge(Answer& answer) const {
    if (auto judged = place.judge_unbuilt(answer.json)) return *std::move(judged);
    const auto* body = answer.json.get();
    return body != nullptr ? place.judge(*body) : not_json(answer.json);
  }
};

using CompiledCheck =
    std::variant<StatusIs, HeaderIs, TimeBelow, BodyContains, BodyMatches, BodyIsJson, PlaceIs, LikenessJudge,
                 SchemaJudge, CompiledQueryCheck, FiniteJudge, ProtocolJudge, GoodAnswerJudge>;

struct Compile {
  Result<CompiledCheck> operator()(const StatusCheck& check) const { return CompiledCheck(StatusIs{check}); }
  Result<CompiledCheck> operator()(const ResponseTimeCheck& check) const { return CompiledCheck(TimeBelow{check}); }
  Result<CompiledCheck> operator()(const BodyContainsCheck& check) const { return CompiledCheck(BodyContains{check}); }
  Result<CompiledCheck> operator()(const BodyIsJsonCheck&) const { return CompiledCheck(BodyIsJson{}); }

  Result<CompiledCheck> operator()(const HeaderCheck& check) const {
    HeaderIs compiled{check, lower_case(check.name), {}};
    if (check.kind == HeaderCheck::Kind::matches) {
      auto pattern = Pattern::compile(check.value);
      if (pattern.has_error()) return pattern.error();
      compiled.pattern = std::move(*pattern);
    }
    return CompiledCheck(std::move(compiled));
  }

  Result<CompiledCheck> operator()(const BodyMatchesCheck& check) const {
    auto pattern = Pattern::compile(check.regex);
    if (pattern.has_error()) return pattern.error();
    return CompiledCheck(BodyMatches{std::move(*pattern)});
  }

  Result<CompiledCheck> operator()(const JsonPathCheck& check) const {
    auto place = JsonPlaceCheck::compile(check);
    if (place.has_error()) return place.error();
    return CompiledCheck(PlaceIs{std::move(*place)});
  }

  Result<CompiledCheck> operator()(const FiniteCheck& check) const {
    auto judge = FiniteJudge::compile(check);
    if (judge.has_error()) return judge.error();
    return CompiledCheck(*std::move(judge));
  }

  Result<CompiledCheck> operator()(const ProtocolAnswerCheck& check) const {
    const auto* protocol = find_protocol(check.protocol);
    if (protocol == nullptr) return invalid("there is no protocol " + check.protocol);
    return CompiledCheck(ProtocolJudge(*protocol));
  }

  Result<CompiledCheck> operator()(const SchemaCheck& check) const { return CompiledCheck(SchemaJudge(check)); }

  Result<CompiledCheck> operator()(const QueryCheck& check) const {
    auto compiled = CompiledQueryCheck::compile(check);
    if (compiled.has_error()) return compiled.error();
    return CompiledCheck(std::move(*compiled));
  }

  Result<CompiledCheck> operator()(const JsonEqualsCheck& check) const {
    auto judge = LikenessJudge::compile(check);
    if (judge.has_error()) return judge.error();
    return CompiledCheck(*std::move(judge));
  }
};

bool is_status(const CompiledCheck& check) { return std::holds_alternative<StatusIs>(check); }

bool reads_body(const CompiledCheck& check) {
  return !is_status(check) && !std::holds_alternative<HeaderIs>(check) && !std::holds_alternative<TimeBelow>(check);
}

// The status first, then errors within a 200 and numbers that are none, which make the body no JSON to the others, then
// whether it is a prediction at all, which builds the JSON that the places are looked up in.
int rank_of(const CompiledCheck& check) {
  if (is_status(check)) return 0;
  if (std::holds_alternative<ProtocolJudge>(check)) return 1;
  if (std::holds_alternative<FiniteJudge>(check)) return 2;
  return std::holds_alternative<GoodAnswerJudge>(check) ? 3 : 4;
}

}  // namespace

struct Checker::Compiled {
  std::vector<CompiledCheck> checks;  // by rank
  bool has_status = false;
  std::optional<ProtocolJudge> protocol;  // for the words of a status
};

Checker::Checker(std::unique_ptr<Compiled> compiled)
    : compiled_(std::move(compiled)),
      has_checks_(!compiled_->checks.empty()),
      reads_bodies_(std::any_of(compiled_->checks.begin(), compiled_->checks.end(), reads_body)) {}
Checker::Checker(Checker&&) noexcept = default;
Checker& Checker::operator=(Checker&&) noexcept = default;
Checker::~Checker() = default;

Result<Checker> Checker::compile(const std::vector<Check>& checks) {
  auto compiled = std::make_unique<Compiled>();
  for (const auto& check : checks) {
    auto one = std::visit(Compile{}, check);
    if (one.has_error()) return one.error();
    compiled->checks.push_back(std::move(*one));
    const auto* protocol = std::get_if<ProtocolAnswerCheck>(&check);
    if (protocol == nullptr) continue;
    compiled->checks.emplace_back(GoodAnswerJudge(*find_protocol(protocol->protocol)));
  }
  std::stable_sort(compiled->checks.begin(), compiled->checks.end(),
                   [](const CompiledCheck& one, const CompiledCheck& other) { return rank_of(one) < rank_of(other); });
  compiled->has_status = std::any_of(compiled->checks.begin(), compiled->checks.end(), is_status);
  for (const auto& check : compiled->checks)
    if (const auto* protocol = std::get_if<ProtocolJudge>(&check)) compiled->protocol = *protocol;
  return Checker(std::move(compiled));
}

CheckFailure Checker::judge(const Response& response, Instant due) const {
  Answer answer(response, due);
  return judge(answer);
}

CheckFailure Checker::judge(Answer& answer) const { return judge(answer, true); }

CheckFailure Checker::judge_unread(Answer& answer) const { return judge(answer, false); }

CheckFailure Checker::judge(Answer& answer, bool with_body) const {
  const int status = answer.response.status;
  CheckFailure failure;
  if (!compiled_->has_status && status >= 400)
    failure = {FailureKind::status, fmt::format("status {}, expected below 400", status), ""};
  for (const auto& check : compiled_->checks) {
    if (failure.kind != FailureKind::none) break;
    if (!with_body && reads_body(check)) continue;
    failure = std::visit([&](const auto& compiled) { return compiled.judge(answer); }, check);
  }
  if (failure.kind == FailureKind::status && compiled_->protocol)
    return compiled_->protocol->explained(std::move(failure), answer);
  return failure;
}

}  // namespace plimsoll
