#include "engine/streams/stream_meter.h"

#include "engine/streams/kept_text.h"
#include "engine/streams/other_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {

namespace {

// No answer has more.
constexpr std::uint64_t kMostTokens = 1'000'000'000;

}  // namespace

void StreamMeter::begin(const StreamRules& rules) {
  rules_ = &rules;
  sse_.begin();
  lines_.begin();
  tokens_.begin(rules.keeps_text);
  empty_kept(text_);
  log_ = StreamLog();
  chunk_bytes_ = 0;
  counted_ = tokens_before_read_ = 0;
  is_chunked_ = contradicts_itself_ = false;
}

void StreamMeter::note_read(std::optional<Nanos> waited) {
  settle_read();
  if (reads_ == nullptr) return;
  read_waited_ = waited.value_or(Nanos(0));
  if (waited)
    reads_->delays.record(std::max(*waited, Histogram::kLowest));
  else
    ++reads_->unstamped;
}

// What the read before brought is known.
void StreamMeter::settle_read() {
  const auto events = log_.token_events - tokens_before_read_;
  tokens_before_read_ = log_.token_events;
  const auto waited = std::exchange(read_waited_, Nanos(0));
  if (reads_ != nullptr && events > 1 && waited > StreamReads::kLongestGuess) ++reads_->unstamped;
}

void StreamMeter::take(std::string_view piece, Instant read_at) {
  if (rules_->form == StreamRules::Form::sse) {
    sse_.give(piece);
    while (const auto event = sse_.next()) {
      if (event->is_cut) fail(FailureKind::too_large, "an event of the stream is longer than 4.00 MiB");
      take_event(event->data, event->type, read_at);
    }
  } else if (rules_->form == StreamRules::Form::ndjson) {
    lines_.give(piece);
    while (const auto line = lines_.next()) take_event(*line, {}, read_at);
    if (lines_.is_cut()) fail(FailureKind::too_large, "a line of the stream is longer than 4.00 MiB");
  } else {
    chunk_bytes_ += piece.size();
    if (rules_->keeps_text) append_kept(text_, piece, kMostText);
    if (!is_chunked_) end_chunk(read_at);
  }
}

void StreamMeter::end_chunk(Instant read_at) {
  if (rules_->form != StreamRules::Form::chunks || chunk_bytes_ == 0) return;
  chunk_bytes_ = 0;
  StreamedTokens said;
  said.text = true;
  count_event(said, read_at);
}

void StreamMeter::take_event(std::string_view data, std::string_view type, Instant read_at) {
  static const StreamedTokens kNothing;
  const auto& said = tokens_.read(data, type);
  const bool is_foreign = said.plain && rules_->form == StreamRules::Form::ndjson;
  count_event(is_foreign ? kNothing : said, read_at);
  if (rules_->keeps_text && !is_foreign) append_kept(text_, said.visible, kMostText);
  count_tokens(said);
  if (!said.finish_reason.empty()) log_.finish_reason = said.finish_reason;
  log_.done = log_.done || said.done || !said.finish_reason.empty();
  log_.of_known_protocol = log_.of_known_protocol || said.of_known_protocol;
  if (said.error)
    fail(FailureKind::stream_error, said.error->empty() ? "an error within the stream"
                                                        : fmt::format("an error within the stream: {}", *said.error));
  if (said.several)
    fail(FailureKind::malformed, "an event of the stream holds several JSON texts: no blank line is between them");
  if (said.malformed) fail(FailureKind::malformed, "an event of the stream is not JSON, where those before it are");
  if (is_foreign) fail(FailureKind::malformed, "a line of the stream is not JSON");
}

// Believed as long as it can be: from the first fragment on it only grows.
void StreamMeter::count_tokens(const StreamedTokens& said) {
  if (said.tokens_in && *said.tokens_in <= kMostTokens) log_.tokens_in = said.tokens_in;
  if (!said.tokens_out) return;
  const bool has_begun = log_.token_events > (said.has_fragment() ? 1U : 0U);
  const auto least = has_begun ? std::max(counted_, log_.tokens_in_first.value_or(0)) : 0;
  if (*said.tokens_out > kMostTokens || *said.tokens_out < least) contradicts_itself_ = true;
  if (log_.token_events > 0) counted_ = *said.tokens_out;
  log_.tokens_out = said.tokens_out;
}

void StreamMeter::count_event(const StreamedTokens& said, Instant read_at) {
  ++log_.events;
  if (log_.first_event == Instant{}) log_.first_event = read_at;
  if (!said.has_fragment()) return;
  if (said.text && log_.first_text == Instant{}) log_.first_text = read_at;
  if (log_.token_events++ == 0) {
    log_.first_token = read_at;
    log_.tokens_in_first = said.tokens_out;
  } else if (reads_ != nullptr) {
    reads_->gaps.record(std::max(read_at - log_.last_token, Histogram::kLowest));
  }
  log_.last_token = read_at;
}

// The first is told: what follows it may come of it.
void StreamMeter::fail(FailureKind kind, std::string message) {
  if (log_.failure != FailureKind::none) return;
  log_.failure = kind;
  log_.failure_message = std::move(message);
}

bool StreamMeter::needs_end() const {
  return rules_->end == StreamRules::End::needed ||
         (rules_->end == StreamRules::End::automatic && log_.of_known_protocol);
}

void StreamMeter::finish(Instant read_at) {
  if (rules_->form == StreamRules::Form::ndjson && !lines_.rest().empty()) take_event(lines_.rest(), {}, read_at);
  settle_read();
  if (log_.tokens_out == 0U && log_.token_events > 0) contradicts_itself_ = true;
  if (contradicts_itself_) {
    log_.distrusted = true;
    log_.tokens_out = log_.tokens_in_first = std::nullopt;
  }
  if (log_.events == 0 || log_.token_events == 0)
    fail(FailureKind::stream_empty, log_.events == 0 ? "the stream has no event" : "no event of the stream has text");
  if (sse_.is_within_event()) fail(FailureKind::stream_cut, "the stream ends within an event: no blank line ends it");
  if (needs_end() && !log_.done) fail(FailureKind::stream_cut, "the stream ends without [DONE] or a finish reason");
}

void StreamMeter::explain(std::string_view content_type, std::string_view start) {
  const bool is_of_form = rules_->form != StreamRules::Form::ndjson
                              ? rules_->form == StreamRules::Form::chunks || log_.events > 0
                              : log_.token_events > 0 || log_.failure != FailureKind::malformed;
  if (is_of_form || start.empty() || is_type_of(rules_->form, content_type)) return;
  const auto other = describe_other_answer(rules_->form, content_type, start);
  log_.failure = other.kind;
  log_.failure_message = other.message;
}

}  // namespace plimsoll
