#include "engine/results/stream_folding.h"

#include "engine/results/printable.h"

#include <algorithm>

namespace plimsoll {

std::optional<TimePerToken> time_per_token(const StreamLog& log) {
  if (log.token_events == 0) return std::nullopt;
  const auto span = log.last_token - log.first_token;
  const auto each = [&](StreamTime provenance, std::uint64_t tokens) -> std::optional<TimePerToken> {
    if (tokens == 0) return std::nullopt;
    return TimePerToken{provenance, span / static_cast<Nanos::rep>(tokens)};
  };
  if (!log.tokens_out) return each(StreamTime::token_by_event, log.token_events - 1);
  if (log.tokens_in_first)
    return each(StreamTime::token_by_usage_of_each, *log.tokens_out - std::min(*log.tokens_out, *log.tokens_in_first));
  return each(StreamTime::token_by_usage, *log.tokens_out - std::min<std::uint64_t>(*log.tokens_out, 1));
}

namespace {

// In the server's words, which are hardly ever more than letters.
void add_reason(std::string_view reason, StreamStats& stats) {
  const bool is_plain = std::all_of(reason.begin(), reason.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (is_plain)
    stats.add_reason(reason);
  else
    stats.add_reason(printable(reason));
}

bool holds(const StreamRules::Limits& limits, const Outcome& outcome, const StreamLog& log) {
  const auto within = [](const std::optional<Nanos>& limit, Nanos time) { return !limit || time < *limit; };
  const auto token = time_per_token(log);
  return within(limits.first_token, log.first_token - outcome.due) &&
         within(limits.time_per_token, token ? token->time : Nanos(0)) &&
         within(limits.response_time, outcome.response->done - outcome.due);
}

}  // namespace

void fold_stream(const Outcome& outcome, StreamStats& stats) {
  const auto& response = *outcome.response;
  const auto& log = response.stream->log();
  ++stats.streams;
  stats.events += log.events;
  stats.token_events += log.token_events;
  if (log.tokens_out) ++stats.counted;
  if (log.distrusted) ++stats.distrusted;
  stats.tokens_out += log.tokens_out.value_or(0);
  stats.tokens_in += log.tokens_in.value_or(0);
  for (const auto& reason : log.finish_reasons) add_reason(reason, stats);
  const auto& limits = outcome.request->stream->limits;
  if (limits.any() && holds(limits, outcome, log)) ++stats.held;
  const auto since_due = [&](StreamTime time, Instant instant) {
    if (instant != Instant{}) stats.record(time, instant - outcome.due);
  };
  since_due(StreamTime::first_byte, response.first_byte);
  since_due(StreamTime::first_event, log.first_event);
  since_due(StreamTime::first_token, log.first_token);
  since_due(StreamTime::first_text, log.first_text);
  if (log.first_token != Instant{}) stats.record(StreamTime::first_token_service, log.first_token - response.sent);
  if (const auto token = time_per_token(log)) stats.record(token->provenance, token->time);
}

void fold_failed_stream(const Outcome& outcome, StreamStats& stats) {
  const auto first_token = outcome.response->stream->log().first_token;
  if (first_token != Instant{}) stats.record(StreamTime::first_token_failed, first_token - outcome.due);
}

}  // namespace plimsoll
