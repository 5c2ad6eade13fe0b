#pragma once

// Reads one HTTP/1 answer at a time into a Response, from pieces of any size: the plain answer that comes in one piece
// in one sweep, every other with llhttp. Keeps what the request wants kept, counts the rest; every memory it fills is
// bounded. Owned by a channel, reused for each of its requests; knows no socket and no clock.

#include "engine/exchange/request.h"
#include "engine/http1/answer_memory.h"
#include "engine/http1/body_sink.h"
#include "engine/http1/inflate.h"

#include <llhttp.h>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

class ResponseParser {
 public:
  static constexpr std::size_t kMaxHeadBytes = 64 << 10;

  enum class State {
    incomplete,
    complete,
    failed,  // failure and message are in the response
  };

  enum class Path {
    plain_first,
    general,  // llhttp alone, for a comparison: both come to the same
  };

  // The memory, which parsers of one thread share, outlives it.
  ResponseParser(std::uint64_t max_body_bytes, AnswerMemory& memory, Path path = Path::plain_first);
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  // Both must live until the answer is complete or given up.
  void begin(const Request& request, Response& response);
  State feed(std::string_view received, Instant read_at = {});
  // The connection ended: complete where the end of the body is the end of the connection, else failed.
  State finish(bool by_reset);

  // A byte of the final answer has come (interim answers, 1xx, do not count).
  bool answer_started() const noexcept { return started_; }
  // Once complete: another request may be sent on the same connection, unless the server closes it, or sent more than
  // was asked for.
  bool keeps_connection() const noexcept { return complete_ && !says_close_ && !has_surplus_; }
  bool has_surplus() const noexcept { return has_surplus_; }

 private:
  struct Callbacks;
  friend struct Callbacks;

  bool take_plain(std::string_view received);
  void begin_general();
  State feed_general(std::string_view received);
  State join_lengths(std::string_view received);
  int on_message_begin();
  int on_status_line();
  int on_headers_complete();
  int on_body(std::string_view piece);
  int on_chunk_complete();
  void begin_stream();
  void end_stream();
  int on_message_complete();
  int keep_header_text(std::string_view text, bool lower_case);
  int inflate(std::string_view piece);
  int prepare_decoding();
  int refuse_coding(std::string_view how, std::string_view name, std::string_view advice);
  int too_long(std::string_view what);
  int stop_sink(std::string_view what);
  int give_up(FailureKind kind, std::string message);
  State fail_malformed();
  [[gnu::cold]] void look_for_cache(std::string_view headers, std::string_view whole_body);

  const std::uint64_t max_body_bytes_;
  AnswerMemory& memory_;
  llhttp_t parser_{};  // begun with the first piece that is not a plain answer
  const Request* request_ = nullptr;
  Response* response_ = nullptr;
  std::unique_ptr<Inflater> inflater_;  // made with the first compressed body
  std::uint64_t received_bytes_ = 0;
  Instant read_at_{};
  std::uint64_t body_bytes_ = 0;  // as received, still compressed
  BodySink sink_;
  std::string head_;  // so far, of one that comes in pieces
  const Path path_;
  unsigned char first_bytes_[2] = {0, 0};
  bool joins_lengths_ = false;  // as soon as the head is whole
  bool lengths_are_joined_ = false;
  bool inflates_ = false;
  bool started_ = false;
  bool headers_complete_ = false;
  bool complete_ = false;
  bool says_close_ = false;
  bool has_surplus_ = false;
  bool keeps_start_ = false;  // of what may turn out to be no stream
  bool looks_now_ = false;    // for signs of a cache, at the one that the general parser reads
};

}  // namespace plimsoll
