#include "scenarios/tables/exchange_table.h"

#include "core/units.h"

#include <fmt/format.h>

#include <string_view>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostRedirects = 20;
constexpr std::uint64_t kMostRetries = 20;
constexpr int kLowestRetriedStatus = 400;
constexpr int kHighestRetriedStatus = 599;

std::optional<Url> read_place(const Value& value) {
  auto url = value.parsed(parse_url);
  if (!url) return std::nullopt;
  if (url->socket_path.empty() && url->base_path.empty()) return url;
  value.expected("a place alone: scheme, host and port, as https://login.test:8443");
  return std::nullopt;
}

ValueType<Url> place_type() {
  return {"URL without a path", R"({"type": "string", "pattern": "^https?://|\\$\\{"})", read_place};
}

std::optional<RedirectRules> read_redirects(const Value& value) {
  RedirectRules rules;
  if (value.is_map()) {
    rules.at_most = 5;
    read_object(value, redirects_table(), rules);
    return rules;
  }
  const auto most = value.whole_number(0, kMostRedirects);
  if (!most) return std::nullopt;
  rules.at_most = static_cast<std::uint32_t>(*most);
  return rules;
}

bool add_cause(const Value& value, RetryRules& rules) {
  if (value.is_word("connect")) return rules.on_connect = true;
  if (value.is_word("timeout")) return rules.on_timeout = true;
  if (value.is_word("lost")) return rules.on_lost = true;
  const auto status = value.is_scalar() ? plain_number(value.node().text) : std::nullopt;
  const bool is_status = status && *status >= kLowestRetriedStatus && *status <= kHighestRetriedStatus &&
                         *status == static_cast<int>(*status);
  if (is_status)
    rules.statuses.push_back(static_cast<int>(*status));
  else
    value.expected("a status from 400 to 599, connect, timeout or lost");
  return is_status;
}

ValueType<RetryRules> causes_type() {
  constexpr std::string_view kOne =
      R"({"anyOf": [{"type": "integer", "minimum": 400, "maximum": 599}, {"enum": ["connect", "timeout", "lost"]}, {"type": "string", "pattern": "\\$\\{"}]})";
  return {"status, `connect`, `timeout`, `lost`, or a list of them",
          fmt::format(R"({{"oneOf": [{0}, {{"type": "array", "items": {0}, "minItems": 1}}]}})", kOne),
          [](const Value& value) -> std::optional<RetryRules> {
            RetryRules rules;
            bool valid = true;
            for (const auto& item : value.items()) valid = add_cause(item, rules) && valid;
            if (!valid) return std::nullopt;
            if (value.items().empty()) value.expected("at least one of a status, connect, timeout, lost");
            return rules;
          }};
}

struct BackOff {
  Nanos shortest;
  Nanos longest;
};

Result<BackOff> parse_back_off(std::string_view text) {
  const auto dots = text.find("..");
  const auto shortest = parse_duration(text.substr(0, dots));
  const auto longest = dots == std::string_view::npos ? shortest : parse_duration(text.substr(dots + 2));
  constexpr Nanos kLongestBackOff = std::chrono::hours(1);
  if (!shortest || !longest || *shortest <= Nanos(0) || *longest < *shortest || *longest > kLongestBackOff)
    return invalid(fmt::format(
        R"(expected two durations like "100ms..2s", the second no shorter and at most 1h, got "{}")", text));
  return BackOff{*shortest, *longest};
}

ValueType<BackOff> back_off_type() {
  return {"durations like `100ms..2s`",
          R"({"type": "string", "pattern": "^[0-9].*[a-z](\\.\\.[0-9].*[a-z])?$|\\$\\{"})",
          [](const Value& value) { return value.parsed(parse_back_off); }};
}

std::optional<RetryRules> read_retry(const Value& value) {
  if (value.is_word("none")) return RetryRules{};
  RetryDraft draft;
  draft.rules.at_most = 3;
  read_object(value, retry_table(), draft);
  return draft.rules;
}

}  // namespace

ValueType<RedirectRules> redirects_type() {
  return {
      fmt::format("whole number, 0 to {}, or [redirects](#redirects)", kMostRedirects),
      fmt::format(R"({{"oneOf": [{{"type": "integer", "minimum": 0, "maximum": {}}}, {{"type": "string", "pattern": )"
                  R"("\\$\\{{"}}, {{"$ref": "#/$defs/redirects"}}]}})",
                  kMostRedirects),
      read_redirects};
}

ValueType<RetryRules> retry_type() {
  return {"[retry](#retry), or `none`", R"({"oneOf": [{"$ref": "#/$defs/retry"}, {"enum": ["none"]}]})", read_retry};
}

const ObjectTable<RedirectRules>& redirects_table() {
  static const ObjectTable<RedirectRules> kTable = {
      "redirects",
      "Where an answer leads is asked next, and all that is one request. 307 and 308 keep method and body; after 301, "
      "302 and 303 a POST becomes a GET.",
      {
          field_with<RedirectRules>({"at_most", "5", "one more is a failure"}, count_type(1, kMostRedirects),
                                    [](const Value&, RedirectRules& rules, std::uint64_t most) {
                                      rules.at_most = static_cast<std::uint32_t>(most);
                                    }),
          field({"to", "the target alone",
                 "other places that they may lead to, each on a connection of its own; secret headers are not sent "
                 "there"},
                &RedirectRules::to, list_type(place_type())),
      },
      {}};
  return kTable;
}

const ObjectTable<RetryDraft>& retry_table() {
  static const ObjectTable<RetryDraft> kTable = {
      "retry",
      "What is sent again. All attempts are one request, whose response time counts to the last answer; attempts are "
      "counted beside it.",
      {
          required(field_with<RetryDraft>({"on", "",
                                           "what came of an attempt: a status, no connection, no answer in "
                                           "time, a connection lost within"},
                                          causes_type(),
                                          [](const Value&, RetryDraft& draft, RetryRules causes) {
                                            draft.rules.statuses = std::move(causes.statuses);
                                            draft.rules.on_connect = causes.on_connect;
                                            draft.rules.on_timeout = causes.on_timeout;
                                            draft.rules.on_lost = causes.on_lost;
                                          })),
          field_with<RetryDraft>({"at_most", "3", "times that a request is sent again"}, count_type(1, kMostRetries),
                                 [](const Value&, RetryDraft& draft, std::uint64_t most) {
                                   draft.rules.at_most = static_cast<std::uint32_t>(most);
                                 }),
          field_with<RetryDraft>({"backoff", "100ms..2s",
                                  "the pause before the next attempt is drawn from 0 to the first, doubled with each, "
                                  "at most the second"},
                                 back_off_type(),
                                 [](const Value&, RetryDraft& draft, BackOff back_off) {
                                   draft.rules.shortest = back_off.shortest;
                                   draft.rules.longest = back_off.longest;
                                 }),
          field_with<RetryDraft>(
              {"respect", "", "the pause that `Retry-After` asks for, if that is longer; at most 1m"},
              word_type({"retry_after"}),
              [](const Value&, RetryDraft& draft, std::string_view) { draft.rules.heeds_retry_after = true; }),
      },
      {{"attempts", "is called at_most: times that a request is sent again"},
       {"status", "is called on"},
       {"jitter", "is not a key: pauses are drawn from 0 to the backoff"}}};
  return kTable;
}

}  // namespace plimsoll
