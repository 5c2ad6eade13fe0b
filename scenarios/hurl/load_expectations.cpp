#include "scenarios/hurl/load_expectations.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/document/yaml_writing.h"
#include "scenarios/hurl/assert_text.h"
#include "scenarios/hurl/json_writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kAnyStatus = "status: [1xx, 2xx, 3xx, 4xx, 5xx]";
constexpr std::uint64_t kMostRequests = 10'000;
constexpr Nanos kLongUntil = std::chrono::hours(24);  // at_most ends it before

class ExpectationWriter {
 public:
  ExpectationWriter(const HurlResponse& response, LoadContext& context) : response_(response), context_(context) {}

  void capture_all() {
    for (const auto& one : response_.captures) capture(one);
  }

  // What an answer is to be. `and_captures`: what is captured has to be there, too.
  ScenarioLines answer(bool and_captures) {
    ScenarioLines lines;
    add_status(lines);
    for (const auto& header : response_.headers) add_header(header);
    lines.add_below("headers", headers_, response_.place);
    if (response_.body) add_body(*response_.body);
    if (and_captures)
      for (const auto& [query, place] : captured_queries_) add_assert(query + " exists", place);
    for (const auto& one : response_.asserts) {
      auto line =
          assert_line(one.check, context_.variables, [this](const QueryText& name) { return context_.content(name); });
      add_assert(context_.take(std::move(line), one.place), one.place);
    }
    lines.add_below("asserts", asserts_, response_.place);
    return lines;
  }

  const ScenarioLines& captures() const { return captures_; }

 private:
  void capture(const HurlCapture& one) {
    const auto line = context_.take(query_line(one.query, context_.variables), one.name.place);
    const auto name = context_.take(context_.variables.fixed(one.name.text), one.name.place);
    if (name.empty() || line.empty()) return;
    if (line.find("{{") != std::string::npos)
      return context_.refuse(one.name.place,
                             "what is captured is asked of the answer alone: it names no captured value");
    if (one.query.source == Query::Source::variable)
      return context_.refuse(one.name.place, "a variable is captured already: use it by its name");
    captured_queries_.emplace_back(line, one.name.place);
    const bool is_path = one.query.source == Query::Source::json_path && one.query.filters.empty() &&
                         !one.query.argument.varies() && one.query.argument.fixed().starts_with('$') && !one.is_secret;
    const auto written = without_references(is_path ? one.query.argument.fixed() : line);
    const auto shown = context_.variables.capture(name);
    if (is_path)
      captures_.add(fmt::format("{}: {}", yaml_key(shown), yaml_scalar(written, false)), one.name.place);
    else
      captures_.add(fmt::format("{}: {{query: {}{}}}", yaml_key(shown), yaml_scalar(written, true),
                                one.is_secret ? ", secret: true" : ""),
                    one.name.place);
  }

  void add_status(ScenarioLines& lines) {
    if (!response_.status) return lines.add(std::string(kAnyStatus), response_.place);
    if (*response_.status < 100 || *response_.status > 599)
      return context_.refuse(response_.status_place, "a status is 100 to 599");
    lines.add(fmt::format("status: {}", *response_.status), response_.status_place);
  }

  void add_assert(const std::string& line, TextPlace place) {
    if (!line.empty()) asserts_.add(fmt::format("- {}", yaml_scalar(without_references(line), false)), place);
  }

  // One of several of a name is among them.
  void add_header(const HurlPair& header) {
    const auto name = context_.take(context_.variables.fixed(header.key.text), header.key.place);
    const auto value = context_.take(context_.variables.filled(header.value.text), header.value.place);
    const auto is_it = [&](const HurlPair& other) {
      return !other.key.text.varies() && same_header(other.key.text.fixed(), name);
    };
    const auto query = fmt::format("header \"{}\"", literal_of_hurl(name));
    if (std::count_if(response_.headers.begin(), response_.headers.end(), is_it) > 1) {
      const auto line = equality_line(query + " contains", value);
      return add_assert(context_.take(line, header.value.place), header.value.place);
    }
    if (const auto fixed = value.fixed())
      headers_.add(fmt::format("{}: {}", yaml_key(name), yaml_scalar(without_references(*fixed), false)),
                   header.key.place);
    else
      add_assert(context_.take(equality_line(query + " ==", value), header.value.place), header.value.place);
  }

  static std::string literal_of_hurl(const std::string& name) {
    auto text = name;
    replace_all(text, "\"", "\\\"");
    return text;
  }

  void add_body(const HurlBody& body) {
    const bool is_json = body.kind == HurlBody::Kind::json && body.within_string.size() == body.text.insertions.size();
    if (is_json) return add_json(body);
    if (body.kind == HurlBody::Kind::bytes || body.kind == HurlBody::Kind::file) {
      const auto octets =
          body.kind == HurlBody::Kind::bytes ? Result<std::string>(body.octets) : context_.content(body.text);
      return add_assert(fmt::format("bytes == base64,{};", to_base64(context_.take(octets, body.place))), body.place);
    }
    const auto text = context_.take(context_.variables.filled(body.text), body.place);
    add_assert(context_.take(equality_line("body ==", text), body.place), body.place);
  }

  // To the letter, as Hurl compares it.
  void add_json(const HurlBody& body) {
    const auto written =
        context_.take(written_json({body.text, body.within_string}, context_.variables, JsonUse::expected), body.place);
    LoadText text;
    text.add(written.text);
    if (written.varies) text = context_.take(context_.variables.filled(body.text), body.place);
    add_assert(context_.take(equality_line("body ==", text), body.place), body.place);
  }

  const HurlResponse& response_;
  LoadContext& context_;
  ScenarioLines headers_;
  ScenarioLines asserts_;
  ScenarioLines captures_;
  std::vector<std::pair<std::string, TextPlace>> captured_queries_;
};

ScenarioLines until_lines(ScenarioLines answer, const EntryOptions& options, TextPlace place) {
  answer.add(
      fmt::format("every: {}ms", std::chrono::duration_cast<std::chrono::milliseconds>(options.retry_interval).count()),
      place);
  answer.add(fmt::format("at_most: {}", options.retries + 1), place);
  const auto longest = options.retry_interval * static_cast<std::int64_t>(options.retries) + kLongUntil;
  answer.add(fmt::format("within: {}s", std::chrono::duration_cast<std::chrono::seconds>(longest).count()), place);
  return answer;
}

}  // namespace

ScenarioLines expectation_lines(const HurlEntry& entry, const EntryOptions& options, LoadContext& context) {
  ScenarioLines lines;
  if (!entry.response) return lines;
  const auto& response = *entry.response;
  const bool is_retried = options.retries > 0;
  if (options.retries >= kMostRequests && options.retries != EntryOptions::kForEver)
    context.refuse(entry.request.place, fmt::format("retry: a load tries no more than {} times", kMostRequests - 1));
  ExpectationWriter writer(response, context);
  writer.capture_all();
  auto answer = writer.answer(is_retried);
  lines.add_below("capture", writer.captures(), response.place);
  if (!is_retried) {
    lines.add_below("expect", answer, response.place);
    return lines;
  }
  ScenarioLines any;
  any.add(std::string(kAnyStatus), response.place);
  lines.add_below("expect", any, response.place);
  lines.add_below("until", until_lines(std::move(answer), options, response.place), response.place);
  return lines;
}

}  // namespace plimsoll
