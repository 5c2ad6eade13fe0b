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
constexpr const char* kEventTooLarge = "an event of the stream is longer than 4.00 MiB";

}  // namespace

void StreamMeter::begin(const StreamRules& rules) {
  rules_ = &rules;
  if (held_gaps_ != nullptr) held_gaps_->clear();
  sse_.begin();
  lines_.begin();
  tokens_.begin(rules.keeps_text);
  empty_kept(text_);
  log_ = StreamLog();
  chunk_bytes_ = 0;
  counted_ = tokens_before_read_ = 0;
  begun_.reset();
  finished_.reset();
  is_recognised_ = rules.has_known_shape;
  says_it_is_whole_ = is_chunked_ = contradicts_itself_ = false;
}

void StreamMeter::release() {
  if (held_gaps_ == nullptr || held_gaps_->empty()) return;
  if (reads_ != nullptr) reads_->gaps.merge(*held_gaps_);
  held_gaps_->clear();
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
      if (event->is_cut) fail(FailureKind::too_large, kEventTooLarge);
      take_event(event->data, event->type, read_at);
    }
    if (sse_.is_cut()) fail(FailureKind::too_large, kEventTooLarge);
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
  if (said.recognised && !is_recognised_) recognise();
  count_event(is_foreign ? kNothing : said, read_at);
  if (rules_->keeps_text && !is_foreign && (!said.own_shape || !is_recognised_))
    append_kept(text_, said.visible, kMostText);
  count_tokens(said);
  if (said.done || !said.finished.empty() || (said.begun & ~begun_).any()) note_choices(said);
  log_.of_known_protocol = log_.of_known_protocol || said.of_known_protocol;
  if (said.error)
    fail(FailureKind::stream_error, said.error->empty() ? "an error within the stream"
                                                        : fmt::format("an error within the stream: {}", *said.error));
  if (said.several)
    fail(FailureKind::malformed, "an event of the stream holds several JSON texts: no blank line is between them");
  if (said.malformed) fail(FailureKind::malformed, "an event of the stream is not JSON, where those before it are");
  if (is_foreign) fail(FailureKind::malformed, "a line of the stream is not JSON");
}

// What came before the first event of a known shape was no answer: a server that sends the one sends no other.
void StreamMeter::recognise() {
  is_recognised_ = true;
  log_.first_token = log_.first_text = log_.last_token = Instant{};
  log_.token_events = counted_ = tokens_before_read_ = 0;
  log_.tokens_out = log_.tokens_in_first = std::nullopt;
  contradicts_itself_ = false;
  held_gaps_.reset();
  empty_kept(text_);
}

// Whole is a stream that says so, or each of whose choices has ended that began.
void StreamMeter::note_choices(const StreamedTokens& said) {
  says_it_is_whole_ = says_it_is_whole_ || said.done;
  begun_ |= said.begun;
  for (const auto& [choice, reason] : said.finished) {
    if (finished_.test(choice)) continue;
    finished_.set(choice);
    log_.finish_reasons.push_back(reason);
  }
  log_.done = says_it_is_whole_ || (finished_.any() && (begun_ & ~finished_).none());
}

// Believed as long as it can be: from the first fragment on it only grows.
void StreamMeter::count_tokens(const StreamedTokens& said) {
  if (said.tokens_in && *said.tokens_in <= kMostTokens) log_.tokens_in = said.tokens_in;
  if (!said.tokens_out) return;
  const bool has_begun = log_.token_events > (is_fragment(said) ? 1U : 0U);
  if (*said.tokens_out == 0 && is_fragment(said)) contradicts_itself_ = true;
  const auto least = has_begun ? std::max(counted_, log_.tokens_in_first.value_or(0)) : 0;
  if (*said.tokens_out > kMostTokens || *said.tokens_out < least) contradicts_itself_ = true;
  if (log_.token_events > 0) counted_ = *said.tokens_out;
  log_.tokens_out = said.tokens_out;
}

void StreamMeter::count_event(const StreamedTokens& said, Instant read_at) {
  ++log_.events;
  if (log_.first_event == Instant{}) log_.first_event = read_at;
  if (!is_fragment(said)) return;
  if ((said.text || said.own_shape) && log_.first_text == Instant{}) log_.first_text = read_at;
  if (log_.token_events++ == 0) {
    log_.first_token = read_at;
    log_.tokens_in_first = said.tokens_out;
  } else if (reads_ != nullptr) {
    gaps_of(said).record(std::max(read_at - log_.last_token, Histogram::kLowest));
  }
  log_.last_token = read_at;
}

bool StreamMeter::is_fragment(const StreamedTokens& said) const {
  return said.has_fragment() || (said.own_shape && !is_recognised_);
}

// Where the gap before this fragment belongs.
Histogram& StreamMeter::gaps_of(const StreamedTokens& said) {
  if (!said.own_shape) return reads_->gaps;
  if (held_gaps_ == nullptr) held_gaps_ = std::make_unique<Histogram>();
  return *held_gaps_;
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
  release();
  if (log_.tokens_out == 0U && log_.token_events > 0) contradicts_itself_ = true;
  if (contradicts_itself_) {
    log_.distrusted = true;
    log_.tokens_out = log_.tokens_in_first = std::nullopt;
  }
  if (sse_.is_within_event()) fail(FailureKind::stream_cut, "the stream ends within an event: no blank line ends it");
  if (log_.events == 0 || log_.token_events == 0)
    fail(FailureKind::stream_empty, log_.events == 0 ? "the stream has no event" : "no event of the stream has text");
  if (needs_end() && !log_.done) fail(FailureKind::stream_cut, "the stream ends without [DONE] or a finish reason");
}

void StreamMeter::explain(std::string_view content_type, std::string_view start) {
  const bool is_sse = rules_->form == StreamRules::Form::sse;
  const bool has_lines = log_.token_events > 0 || log_.failure != FailureKind::malformed;
  const bool is_of_form = is_sse ? log_.events > 0 : rules_->form == StreamRules::Form::ndjson && has_lines;
  if (is_of_form || start.empty() || is_type_of(rules_->form, content_type)) return;
  const auto other = describe_other_answer(rules_->form, content_type, start);
  if (!other) return;
  log_.failure = other->kind;
  log_.failure_message = other->message;
}

}  // namespace plimsoll
