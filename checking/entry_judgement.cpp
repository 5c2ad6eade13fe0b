#include "checking/entry_judgement.h"

#include "core/text.h"
#include "core/utf8.h"
#include "engine/checks/query_check.h"
#include "engine/queries/compiled_query.h"
#include "engine/queries/header_values.h"
#include "engine/queries/text_filling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostShownOfBody = 200;

class Judge {
 public:
  Judge(const HurlResponse& expected, const ClientAnswer& came, QueryVariables& variables,
        const std::filesystem::path& folder)
      : expected_(expected),
        response_(came.response),
        variables_(variables),
        folder_(folder),
        answer_(came.response, came.response.sent) {
    answer_.variables = &variables_;
    answer_.origin = &came.origin;
  }

  EntryJudgement judge() {
    check_status();
    if (judgement_.failures.empty()) capture_all();
    if (judgement_.failures.empty()) check_rest();
    return std::move(judgement_);
  }

 private:
  void fail(TextPlace place, std::string message) { judgement_.failures.push_back({place, std::move(message)}); }

  void check_status() {
    if (!expected_.status || *expected_.status == response_.status) return;
    fail(expected_.status_place, fmt::format("status {}, expected {}", response_.status, *expected_.status));
  }

  void capture_all() {
    for (const auto& capture : expected_.captures)
      if (!take(capture)) return;
  }

  bool take(const HurlCapture& capture) {
    const auto name = filled(capture.name.text, &variables_);
    const auto query = CompiledQuery::compile(capture.query);
    if (name.has_error() || query.has_error()) {
      fail(capture.name.place, name.has_error() ? name.error().message : query.error().message);
      return false;
    }
    auto value = query->find(answer_);
    if (value.has_error() || !*value) {
      const auto why = value.has_error() ? value.error().message : std::string("it finds nothing");
      fail(capture.name.place, fmt::format("{} is not captured by {}: {}", *name, query->label(), why));
      return false;
    }
    if (capture.is_secret && text_of(**value) == nullptr) {
      fail(capture.name.place, fmt::format("{} is {}: a text alone is redacted", *name, type_of(**value)));
      return false;
    }
    if (capture.is_secret) keep_secret(**value);
    variables_.values.insert_or_assign(*name, *std::move(*value));
    return true;
  }

  void keep_secret(const QueryValue& value) {
    auto text = rendered(value);
    if (text && !text->empty()) judgement_.secrets.push_back(*std::move(text));
  }

  void check_rest() {
    for (const auto& header : expected_.headers) check_header(header);
    if (expected_.body) check_body(*expected_.body);
    for (const auto& one : expected_.asserts) check_assert(one);
  }

  void check_header(const HurlPair& header) {
    const auto name = filled(header.key.text, &variables_);
    const auto value = filled(header.value.text, &variables_);
    if (name.has_error() || value.has_error())
      return fail(header.key.place, name.has_error() ? name.error().message : value.error().message);
    const auto found = header_values(response_.headers, lower_case(*name));
    if (found.empty()) return fail(header.key.place, fmt::format("header {} is missing", *name));
    if (std::find(found.begin(), found.end(), *value) != found.end()) return;
    fail(header.value.place, fmt::format("header {} is not \"{}\": found: {}", *name, *value, fmt::join(found, ", ")));
  }

  // Bytes as they came, everything else, JSON too, as text, to the letter.
  bool is_same_body(const HurlBody& body, const std::string& wanted) {
    if (body.kind == HurlBody::Kind::bytes || body.kind == HurlBody::Kind::file) return wanted == response_.body;
    Query text;
    text.source = Query::Source::body;
    const auto query = CompiledQuery::compile(text);
    const auto found = query.has_value() ? query->find(answer_) : QueryResult(std::nullopt);
    const auto* came = found.has_value() && *found ? text_of(**found) : nullptr;
    return came != nullptr && *came == wanted;
  }

  void check_body(const HurlBody& body) {
    const auto wanted = body_of(body, {variables_, folder_});
    if (wanted.has_error()) return fail(body.place, wanted.error().message);
    if (is_same_body(body, *wanted)) return;
    const bool is_cut = response_.body.size() > kMostShownOfBody;
    fail(body.place,
         fmt::format("the body is not what is expected: found: {}{}",
                     valid_utf8(std::string_view(response_.body).substr(0, kMostShownOfBody)), is_cut ? "..." : ""));
  }

  void check_assert(const HurlAssert& one) {
    auto check = one.check;
    if (const auto* file = std::get_if<QueryFile>(&check.predicate.operand)) {
      const auto name = filled(file->name, &variables_);
      const auto content = name.has_error() ? name : content_of(*name, {variables_, folder_});
      if (content.has_error()) return fail(one.place, content.error().message);
      check.predicate.operand = QueryBytes{*content};
    }
    const auto compiled = CompiledQueryCheck::compile(check);
    if (compiled.has_error()) return fail(one.place, compiled.error().message);
    const auto found = compiled->judge(answer_);
    if (found.kind != FailureKind::none) fail(one.place, fmt::format("{}: {}", found.message, found.detail));
  }

  const HurlResponse& expected_;
  const Response& response_;
  QueryVariables& variables_;
  const std::filesystem::path& folder_;
  Answer answer_;
  EntryJudgement judgement_;
};

}  // namespace

EntryJudgement judge_entry(const HurlResponse& expected, const ClientAnswer& came, QueryVariables& variables,
                           const std::filesystem::path& folder) {
  return Judge(expected, came, variables, folder).judge();
}

}  // namespace plimsoll
