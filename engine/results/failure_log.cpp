#include "engine/results/failure_log.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "engine/results/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestRequestBody = 1024;
constexpr std::size_t kLongestResponseBody = 2048;
constexpr std::size_t kLongestHeaders = 4096;
constexpr std::size_t kLongestMessage = 500;
constexpr std::size_t kLongestStory = 2048;

bool same(const FailureCount& a, const FailureCount& b) {
  if (a.name_index != b.name_index || a.kind != b.kind || a.warmup != b.warmup) return false;
  return a.message == b.message || (!a.words.empty() && a.words == b.words);
}

}  // namespace

std::string FailureLog::start_of(std::string_view text, std::size_t limit) const {
  auto start = printable(redaction_.start_of(text, limit));
  if (text.size() > limit) start += fmt::format("... ({} bytes in all)", text.size());
  return start;
}

std::string FailureLog::excerpt(const Request& request) const {
  std::string head = fmt::format("{} {}\n", to_string(request.method), request.path);
  for (const auto& header : request.headers) head += header.name + ": " + header.value + "\n";
  auto text = start_of(head, kLongestHeaders);
  if (request.body && !request.body->empty()) text += "\n" + start_of(*request.body, kLongestRequestBody);
  if (!request.body_label.empty()) text += "\n(" + request.body_label + ")";
  return text;
}

std::string FailureLog::excerpt(const Response& response, std::string_view detail) const {
  auto text = start_of(detail, kLongestMessage);
  if (response.attempts != nullptr && !response.attempts->story.empty())
    text += (text.empty() ? "" : "\n") + start_of(response.attempts->story, kLongestStory);
  if (response.status == 0) return text;
  if (!text.empty()) text += "\n\n";
  text += fmt::format("status {}\n{}", response.status, start_of(response.headers, kLongestHeaders));
  if (!response.body.empty()) text += "\n" + start_of(response.body, kLongestResponseBody);
  return text;
}

// What no redaction knows before the run: a token that was captured, or that stands in a row of data.
void FailureLog::hide_secrets_of(const Request& request, std::string& text) const {
  constexpr std::size_t kShortest = 4;
  for (const auto& header : request.headers) {
    if (!redaction_.is_secret(header.name)) continue;
    const auto value = trimmed(header.value);
    const auto token = value.substr(value.rfind(' ') + 1);  // "Bearer abc": abc alone too
    for (const auto secret : {value, token})
      if (secret.size() >= kShortest) replace_all(text, secret, kRedacted);
  }
}

FailureExample FailureLog::example_of(const Outcome& outcome) const {
  const double time_s = to_seconds(outcome.response->done - Instant());
  const auto& request = *outcome.request;
  if (request.source != nullptr && request.source->hides_answer)
    return {time_s,
            fmt::format("{} {}\n\n{}\n(not shown: a secret comes of it)", to_string(request.method),
                        start_of(request.source->path, kLongestHeaders), kRedacted),
            outcome.response->status == 0 ? "" : fmt::format("status {}", outcome.response->status)};
  auto sent = excerpt(request);
  // What a kind of several has in common leaves out what each said.
  const bool says_own_words = outcome.failure == FailureKind::stream_error && outcome.failure_detail.empty();
  auto came = excerpt(*outcome.response, says_own_words ? outcome.failure_message : outcome.failure_detail);
  hide_secrets_of(request, sent);
  hide_secrets_of(request, came);
  return {time_s, std::move(sent), std::move(came)};
}

FailureCount& FailureLog::entry(const Outcome& outcome, bool warmup) {
  FailureCount wanted;
  wanted.name_index = outcome.request->name_index;
  wanted.kind = outcome.failure;
  wanted.message = printable(redaction_.start_of(outcome.failure_message, kLongestMessage));
  wanted.warmup = warmup;
  const auto kind = to_string(outcome.failure);
  if (says_server_words(kind, wanted.message)) {
    std::replace(wanted.message.begin(), wanted.message.end(), '\n', ' ');
    wanted.words = failure_words(kind, wanted.message);
  }
  const auto message = wanted.message;
  auto& found = failure_among(failures_, std::move(wanted), same);
  settle_words(found.message, kind, message);
  return found;
}

void FailureLog::add(const Outcome& outcome, bool warmup) {
  auto& failure = entry(outcome, warmup);
  ++failure.count;
  if (failure.examples.size() < kExamples) failure.examples.push_back(example_of(outcome));
}

FailureRecord failure_record(const FailureCount& failure, const std::vector<std::string>& names, Instant start) {
  FailureRecord record;
  record.request = names[failure.name_index];
  record.kind = to_string(failure.kind);
  record.message = failure.message;
  record.count = failure.count;
  record.warmup = failure.warmup;
  record.examples = failure.examples;
  // To the nanosecond, as the clock has it.
  for (auto& example : record.examples)
    example.t_s = std::round((example.t_s - to_seconds(start - Instant())) * 1e9) / 1e9;
  return record;
}

}  // namespace plimsoll
