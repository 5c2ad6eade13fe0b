#include "engine/http1/response_parser.h"

#include "engine/http1/malformed_answer.h"
#include "engine/streams/other_answer.h"

#include "core/text.h"
#include "core/units.h"
#include "engine/http1/cache_signs.h"
#include "engine/http1/content_coding.h"
#include "engine/http1/plain_answer.h"
#include "engine/http1/repeated_length.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

constexpr int kContinue = 0;
constexpr int kWithoutBody = 1;  // of on_headers_complete
constexpr int kSwitchingProtocols = 101;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;  // its length is that of the answer that it stands for

constexpr const char* kHeadTooLong = "headers of the answer are longer than 64 KiB";

bool is_about_lengths(llhttp_errno_t error) {
  return error == HPE_UNEXPECTED_CONTENT_LENGTH || error == HPE_INVALID_CONTENT_LENGTH;
}

}  // namespace

// llhttp knows functions only; each finds its parser in `data`.
struct ResponseParser::Callbacks {
  static ResponseParser& self(llhttp_t* parser) { return *static_cast<ResponseParser*>(parser->data); }

  static int begin(llhttp_t* parser) { return self(parser).on_message_begin(); }
  static int status(llhttp_t* parser) { return self(parser).on_status_line(); }
  static int name(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).keep_header_text({at, size}, true);
  }
  static int name_end(llhttp_t* parser) { return self(parser).keep_header_text(": ", false); }
  static int value(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).keep_header_text({at, size}, false);
  }
  static int value_end(llhttp_t* parser) { return self(parser).keep_header_text("\r\n", false); }
  static int headers(llhttp_t* parser) { return self(parser).on_headers_complete(); }
  static int body(llhttp_t* parser, const char* at, std::size_t size) { return self(parser).on_body({at, size}); }
  static int chunk_end(llhttp_t* parser) { return self(parser).on_chunk_complete(); }
  static int message(llhttp_t* parser) { return self(parser).on_message_complete(); }

  static llhttp_settings_t without_headers() {
    llhttp_settings_t settings;
    llhttp_settings_init(&settings);
    settings.on_message_begin = &begin;
    settings.on_status_complete = &status;
    settings.on_headers_complete = &headers;
    settings.on_body = &body;
    settings.on_message_complete = &message;
    return settings;
  }

  static llhttp_settings_t with_headers() {
    llhttp_settings_t settings = without_headers();
    settings.on_header_field = &name;
    settings.on_header_field_complete = &name_end;
    settings.on_header_value = &value;
    settings.on_header_value_complete = &value_end;
    return settings;
  }

  static const llhttp_settings_t* of_streams() {
    static const llhttp_settings_t kSettings = [] {
      auto settings = with_headers();
      settings.on_chunk_complete = &chunk_end;
      return settings;
    }();
    return &kSettings;
  }

  static const llhttp_settings_t* choose(bool keeps_headers) {
    static const llhttp_settings_t kWithout = without_headers();
    static const llhttp_settings_t kWith = with_headers();
    return keeps_headers ? &kWith : &kWithout;
  }
};

ResponseParser::ResponseParser(std::uint64_t max_body_bytes, AnswerMemory& memory, Path path)
    : max_body_bytes_(max_body_bytes), memory_(memory), path_(path) {}

void ResponseParser::begin(const Request& request, Response& response) {
  request_ = &request;
  response_ = &response;
  received_bytes_ = 0;
  started_ = false;
  headers_complete_ = false;
  complete_ = false;
}

ResponseParser::State ResponseParser::feed(std::string_view received, Instant read_at) {
  read_at_ = read_at;
  if (received_bytes_ == 0) {
    if (path_ == Path::plain_first && take_plain(received)) return State::complete;
    joins_lengths_ = lengths_are_joined_ = has_surplus_ = false;
    head_.clear();
    looks_now_ = memory_.looks.is_due();
    begin_general();
    if (received.empty()) return State::incomplete;
    first_bytes_[0] = static_cast<unsigned char>(received[0]);
    first_bytes_[1] = received.size() > 1 ? static_cast<unsigned char>(received[1]) : 0;
  }
  received_bytes_ += received.size();
  return feed_general(received);
}

// All or nothing: what is declined leaves no trace.
bool ResponseParser::take_plain(std::string_view received) {
  if (request_->method == Method::head || request_->stream != nullptr) return false;
  const auto answer = memory_.plain.read(received);
  if (!answer || answer->body.size() > max_body_bytes_) return false;
  response_->status = answer->status;
  const bool is_example = request_->wants_example_of(answer->status);
  if (request_->keeps_headers || request_->keeps_body || is_example)
    append_headers(answer->headers, response_->headers);
  if (request_->keeps_body || is_example) {
    sink_.begin(request_->keeps_body ? BodySink::Keeps::whole : BodySink::Keeps::excerpt, response_->body,
                max_body_bytes_);
    sink_.take(answer->body);
  }
  started_ = headers_complete_ = complete_ = true;
  says_close_ = answer->closes;
  has_surplus_ = answer->size != received.size();
  if (memory_.looks.is_due()) [[unlikely]]
    look_for_cache(answer->headers, answer->body);
  return true;
}

void ResponseParser::begin_general() {
  llhttp_init(&parser_, HTTP_RESPONSE,
              request_->stream != nullptr
                  ? Callbacks::of_streams()
                  : Callbacks::choose(request_->keeps_headers || request_->keeps_body || looks_now_));
  llhttp_set_lenient_keep_alive(&parser_, 1);  // an interim answer never ends the connection, whatever it says
  parser_.data = this;
  body_bytes_ = 0;
  sink_.begin(request_->keeps_body ? BodySink::Keeps::whole : BodySink::Keeps::nothing, response_->body,
              max_body_bytes_);
  inflates_ = false;
}

ResponseParser::State ResponseParser::feed_general(std::string_view received) {
  if (joins_lengths_) return join_lengths(received);
  const llhttp_errno_t result = llhttp_execute(&parser_, received.data(), received.size());
  if (complete_) {
    const char* const end = llhttp_get_error_pos(&parser_);
    const auto beyond = received.substr(static_cast<std::size_t>(end - received.data()));
    has_surplus_ = !beyond.empty() && beyond != kStrayLineEnd;
    return State::complete;
  }
  if (response_->failure != FailureKind::none) return State::failed;
  if (is_about_lengths(result) && !headers_complete_ && !lengths_are_joined_) return join_lengths(received);
  if (result != HPE_OK) return fail_malformed();
  if (!headers_complete_) head_.append(received);
  if (!headers_complete_ && received_bytes_ > kMaxHeadBytes) {
    give_up(FailureKind::too_large, kHeadTooLong);
    return State::failed;
  }
  if (received_bytes_ > max_body_bytes_ + kMaxHeadBytes) {  // chunk sizes and trailers are counted too
    too_long("answer");
    return State::failed;
  }
  return State::incomplete;
}

// llhttp takes one length alone. Where a head gives the same one again, it reads that head once more, with one.
ResponseParser::State ResponseParser::join_lengths(std::string_view received) {
  using Lengths = RepeatedLength::State;
  head_.append(received);
  joins_lengths_ = false;
  auto joined = join_repeated_lengths(head_);
  switch (joined.state) {
    case Lengths::unknown:
      if (head_.size() > kMaxHeadBytes) break;
      joins_lengths_ = true;
      return State::incomplete;
    case Lengths::joined:
      lengths_are_joined_ = true;
      response_->headers.clear();
      response_->status = 0;
      head_.clear();
      begin_general();
      return feed_general(joined.text);
    case Lengths::differ:
      give_up(FailureKind::malformed,
              "not a well-formed HTTP/1 answer: it gives two lengths (Content-Length) that differ");
      return State::failed;
    case Lengths::not_lengths:
      break;
  }
  return fail_malformed();
}

ResponseParser::State ResponseParser::finish(bool by_reset) {
  if (started_ && headers_complete_ && !by_reset) {
    llhttp_finish(&parser_);
    if (complete_) return State::complete;
    if (response_->failure != FailureKind::none) return State::failed;
  }
  const std::string_view how = by_reset ? "reset" : "closed";
  if (!started_) {
    give_up(by_reset ? FailureKind::reset : FailureKind::closed,
            fmt::format("connection {} before any byte of an answer", how));
  } else {
    give_up(FailureKind::truncated,
            fmt::format("connection {} within the {} of the answer", how, headers_complete_ ? "body" : "headers"));
  }
  return State::failed;
}

int ResponseParser::on_message_begin() {
  started_ = true;
  return kContinue;
}

int ResponseParser::on_status_line() {
  response_->status = parser_.status_code;
  const int status = parser_.status_code;
  const bool is_interim = status / 100 == 1 && status != kSwitchingProtocols;
  if (is_interim || (status < 400 && !request_->wants_example_of(status))) return kContinue;
  if (!request_->keeps_body) sink_.begin(BodySink::Keeps::excerpt, response_->body, max_body_bytes_);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): llhttp only reads them
  parser_.settings = const_cast<llhttp_settings_t*>(Callbacks::choose(true));
  return kContinue;
}

int ResponseParser::keep_header_text(std::string_view text, bool lower_case) {
  if (headers_complete_) return kContinue;  // a trailer
  std::string& headers = response_->headers;
  if (headers.size() + text.size() > kMaxHeadBytes) return give_up(FailureKind::too_large, kHeadTooLong);
  if (lower_case) {
    std::transform(text.begin(), text.end(), std::back_inserter(headers), lower_ascii);
  } else {
    headers += text;
  }
  return kContinue;
}

int ResponseParser::on_headers_complete() {
  const int status = parser_.status_code;
  const bool interim = status / 100 == 1 && status != kSwitchingProtocols;
  response_->status = status;
  if (interim) return kContinue;
  headers_complete_ = true;
  if (request_->method == Method::head || status == kNoContent || status == kNotModified) {
    if (request_->stream != nullptr && status == kNoContent) {
      response_->failure = FailureKind::stream_empty;
      response_->failure_message = "answered 204, which has no stream";
    }
    return kWithoutBody;
  }
  const bool sized = (parser_.flags & F_CONTENT_LENGTH) != 0;
  if (sized && parser_.content_length > max_body_bytes_) return too_long("body of the answer");
  if (request_->stream != nullptr && status / 100 == 2) begin_stream();
  if (!sink_.wants_bytes()) return kContinue;
  if (sized) sink_.expect(parser_.content_length);
  return prepare_decoding();
}

void ResponseParser::begin_stream() {
  if (!response_->stream) response_->stream = std::make_unique<StreamMeter>();
  auto& meter = *response_->stream;
  meter.begin(*request_->stream);
  const bool is_named = is_type_of(request_->stream->form, response_->header("content-type").value_or(""));
  keeps_start_ = !is_named && !sink_.wants_bytes();
  if (keeps_start_) sink_.begin(BodySink::Keeps::excerpt, response_->body, max_body_bytes_);
  if ((parser_.flags & F_CHUNKED) != 0) meter.set_chunked();
  sink_.measure(meter);
}

int ResponseParser::on_chunk_complete() {
  if (sink_.is_measured()) response_->stream->end_chunk(read_at_);
  return kContinue;
}

// Its failure is one of the answer, which as HTTP has it is whole: the connection is kept.
void ResponseParser::end_stream() {
  auto& meter = *response_->stream;
  meter.finish(read_at_);
  meter.explain(response_->header("content-type").value_or(""), response_->body);
  if (meter.log().failure == FailureKind::none) {
    if (keeps_start_) response_->body.clear();
    return;
  }
  response_->failure = meter.log().failure;
  response_->failure_message = meter.log().failure_message;
}

int ResponseParser::prepare_decoding() {
  const auto coding = content_coding(response_->header("content-encoding").value_or(""));
  const std::string& encoding = coding.name;
  if (coding.names_a_character_set) response_->remarkable = response_->charset_as_coding = true;
  const auto transfer = transfer_coding(response_->header("transfer-encoding").value_or(""));
  if (!transfer.empty()) return refuse_coding("transferred", transfer, "");
  if (encoding.empty()) return kContinue;
  if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") {
    if (!inflater_) inflater_ = std::make_unique<Inflater>();
    inflater_->begin();
    inflates_ = true;
    return kContinue;
  }
  return refuse_coding("encoded", encoding, ": send Accept-Encoding: gzip");
}

int ResponseParser::refuse_coding(std::string_view how, std::string_view name, std::string_view advice) {
  if (!sink_.wants_all()) {
    sink_.keep_no_more();
    return kContinue;
  }
  return give_up(FailureKind::malformed,
                 fmt::format("body of the answer is {} as '{}', which {} cannot read{}", how, name,
                             sink_.is_measured() ? "a measured stream" : "checks", advice));
}

int ResponseParser::too_long(std::string_view what) {
  return give_up(FailureKind::too_large,
                 fmt::format("{} is longer than {}", what, format_bytes(static_cast<double>(max_body_bytes_))));
}

// It takes no more of a body of which all is wanted.
int ResponseParser::stop_sink(std::string_view what) {
  if (!sink_.is_measured() || response_->stream->log().failure != FailureKind::too_large) return too_long(what);
  return give_up(FailureKind::too_large, response_->stream->log().failure_message);
}

int ResponseParser::on_body(std::string_view piece) {
  body_bytes_ += piece.size();
  if (body_bytes_ > max_body_bytes_) return too_long("body of the answer");
  sink_.set_read_at(read_at_);
  if (inflates_ && sink_.wants_bytes()) return inflate(piece);
  return sink_.take(piece) ? kContinue : stop_sink("body of the answer");
}

int ResponseParser::inflate(std::string_view piece) {
  switch (inflater_->feed(piece, sink_)) {
    case Inflater::Status::more:
      return kContinue;
    case Inflater::Status::full:
      return sink_.wants_all() ? stop_sink("decompressed body of the answer") : kContinue;
    case Inflater::Status::invalid:
      break;
  }
  if (sink_.wants_all())
    return give_up(FailureKind::malformed, "compressed body of the answer is broken: not gzip or deflate");
  sink_.keep_no_more();
  return kContinue;
}

int ResponseParser::on_message_complete() {
  if (!headers_complete_) {  // an interim answer: the real one follows
    response_->status = 0;
    response_->headers.clear();
    started_ = false;
    return kContinue;
  }
  if (inflates_ && sink_.wants_all() && body_bytes_ > 0 && !inflater_->whole()) {
    return give_up(FailureKind::malformed, "compressed body of the answer is broken: it ends early");
  }
  complete_ = true;
  if (sink_.is_measured()) end_stream();
  if (looks_now_) {
    look_for_cache(response_->headers, sink_.keeps() == BodySink::Keeps::whole ? response_->body : std::string_view());
    const bool is_kept = request_->keeps_headers || request_->keeps_body || response_->status >= 400 ||
                         request_->wants_example_of(response_->status);
    if (!is_kept) response_->headers.clear();
  }
  says_close_ = parser_.status_code == kSwitchingProtocols || llhttp_should_keep_alive(&parser_) == 0;
  return HPE_PAUSED;
}

void ResponseParser::look_for_cache(std::string_view headers, std::string_view whole_body) {
  memory_.looks.looked();
  response_->remarkable = response_->looked_at = true;
  response_->cache_sign = sign_of_cache(headers);
  if (!whole_body.empty()) response_->body_hash = hash_of_body(whole_body);
}

int ResponseParser::give_up(FailureKind kind, std::string message) {
  response_->failure = kind;
  response_->failure_message = std::move(message);
  return HPE_USER;
}

ResponseParser::State ResponseParser::fail_malformed() {
  started_ = true;
  const char* reason = llhttp_get_error_reason(&parser_);
  give_up(FailureKind::malformed, describe_malformed(first_bytes_, reason != nullptr ? reason : ""));
  return State::failed;
}

}  // namespace plimsoll
