#include "engine/streams/other_answer.h"

#include "engine/streams/json_scan.h"
#include "engine/streams/token_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

using Form = StreamRules::Form;

constexpr std::size_t kLongestType = 60;
constexpr std::string_view kPage = "text/html";

// "text/html" of "Text/HTML; charset=utf-8"; empty: none that can be shown.
std::string essence(std::string_view content_type) {
  std::string type;
  for (const char c : content_type.substr(0, std::min(content_type.find(';'), kLongestType))) {
    if (c == ' ' || c == '\t') continue;
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_shown = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          std::string_view("/.+-_").find(c) != std::string_view::npos;
    if (!is_shown) return {};
    type += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return type;
}

std::string_view advice_for(Form form, std::string_view type, bool is_json) {
  if (form == Form::ndjson && type == "text/event-stream") return ": is it `stream: sse`?";
  if (is_json) return R"(: does the request ask for one ("stream": true)?)";
  if (type == kPage) return ": is this the path of the API?";
  return "";
}

}  // namespace

bool is_type_of(Form form, std::string_view content_type) {
  const auto type = essence(content_type);
  if (form == Form::sse) return type == "text/event-stream";
  if (form == Form::chunks) return type != kPage && type.find("json") == std::string::npos;
  return type.find("ndjson") != std::string::npos || type.find("jsonl") != std::string::npos;
}

std::optional<OtherAnswer> describe_other_answer(Form form, std::string_view content_type, std::string_view start) {
  const auto* wanted = form == Form::sse      ? "an event stream"
                       : form == Form::ndjson ? "a stream of JSON lines"
                                              : "a stream of chunks";
  auto type = essence(content_type);
  TokenReader reader;
  const auto& said = reader.read(start, {});
  if (said.error)
    return OtherAnswer{FailureKind::stream_error, fmt::format("answered with an error, not with {}: {}", wanted,
                                                              said.error->empty() ? "without words" : *said.error)};
  // Frameworks name a text that they stream so too.
  const bool is_page = type == kPage && without_blanks(start).starts_with('<');
  if (form == Form::chunks && !is_page) return std::nullopt;
  const bool is_json = said.json || (type.ends_with("json") && start.starts_with('{'));
  const auto advice = advice_for(form, type, is_json);
  if (type.empty()) type = is_json ? "JSON" : "a body without a Content-Type";
  return OtherAnswer{FailureKind::malformed, fmt::format("answered {}, not {}{}", type, wanted, advice)};
}

}  // namespace plimsoll
