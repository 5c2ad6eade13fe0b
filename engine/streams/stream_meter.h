#pragma once

// Measures one streamed answer after the other: cuts its body into events, asks each what it says, keeps the instants.
// Nothing of an answer is kept but the event that is not whole yet. Part of a user's response; its shard's thread.

#include "engine/streams/line_parser.h"
#include "engine/streams/sse_parser.h"
#include "engine/streams/stream_log.h"
#include "engine/streams/stream_reads.h"
#include "engine/streams/token_reader.h"
#include "scenarios/stream_rules.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class StreamMeter {
 public:
  // From now on takes what is counted as it comes; null: nobody counts it.
  void count_into(StreamReads* reads) noexcept { reads_ = reads; }

  // The rules outlive the answer.
  void begin(const StreamRules& rules);

  // How long the bytes of a read had waited in the kernel; nothing: it does not tell.
  void note_read(std::optional<Nanos> waited);
  // A piece of the body of a good answer, decoded. `read_at`: when its bytes were read.
  void take(std::string_view piece, Instant read_at);
  // It comes in chunks; one of them is whole.
  void set_chunked() noexcept { is_chunked_ = true; }
  void end_chunk(Instant read_at);
  // The answer is whole, as HTTP has it.
  void finish(Instant read_at);
  // The answer is over, whole or not: what was held back of it counts. finish() does so too.
  void release();
  // Once finished: it was none of the asked form, but of this Content-Type, and began so (empty: not kept).
  void explain(std::string_view content_type, std::string_view start);

  const StreamLog& log() const noexcept { return log_; }
  // What was said that is seen, where the rules ask for it: at most its first kMostText bytes.
  const std::string& text() const noexcept { return text_; }
  static constexpr std::size_t kMostText = 1 << 20;

 private:
  void take_event(std::string_view data, std::string_view type, Instant read_at);
  void count_event(const StreamedTokens& said, Instant read_at);
  bool is_fragment(const StreamedTokens& said) const;
  Histogram& gaps_of(const StreamedTokens& said);
  void settle_read();
  void recognise();
  void note_choices(const StreamedTokens& said);
  void count_tokens(const StreamedTokens& said);
  void fail(FailureKind kind, std::string message);
  bool needs_end() const;

  const StreamRules* rules_ = nullptr;
  StreamReads* reads_ = nullptr;
  SseParser sse_;
  LineParser lines_;
  TokenReader tokens_;
  StreamLog log_;
  std::string text_;
  std::size_t chunk_bytes_ = 0;
  // Of events of a shape of their own, until it is known whether one of the stream is recognised. Null: there were
  // none.
  std::unique_ptr<Histogram> held_gaps_;
  StreamedTokens::Choices begun_;
  StreamedTokens::Choices finished_;
  Nanos read_waited_{0};  // the read in progress
  std::uint64_t tokens_before_read_ = 0;
  std::uint64_t counted_ = 0;  // by the server, since the first fragment
  bool is_recognised_ = false;
  bool says_it_is_whole_ = false;
  bool is_chunked_ = false;
  bool contradicts_itself_ = false;  // the server's count
};

}  // namespace plimsoll
