#include "engine/http1/inflate.h"

#define ZLIB_CONST  // what is read is not written
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>

namespace plimsoll {

namespace {

constexpr int kGzipOrZlib = 15 + 32;
constexpr int kRawDeflate = -15;  // what some servers send as "deflate"
constexpr std::size_t kPieceBytes = 16 << 10;

bool is_gzip_or_zlib(unsigned char first, unsigned char second) {
  const bool gzip = first == 0x1f && second == 0x8b;
  const bool zlib = (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
  return gzip || zlib;
}

}  // namespace

struct Inflater::State {
  z_stream stream{};
  bool ready = false;
  std::string signature;  // the first two bytes, which tell the format, until both are there
  bool started = false;
  bool ended = false;
  bool ended_before = false;  // what follows a whole text may be another
  bool ignores_rest = false;  // or nothing of ours

  Status inflate_all(std::string_view compressed, BodySink& into);
};

Inflater::Inflater() : state_(std::make_unique<State>()) {}

Inflater::~Inflater() {
  if (state_->ready) inflateEnd(&state_->stream);
}

void Inflater::begin() {
  state_->signature.clear();
  state_->started = false;
  state_->ended = false;
  state_->ended_before = false;
  state_->ignores_rest = false;
}

Inflater::Status Inflater::feed(std::string_view compressed, BodySink& into) {
  if (state_->started) return state_->inflate_all(compressed, into);
  const auto wanted = std::min(compressed.size(), 2 - state_->signature.size());
  state_->signature += compressed.substr(0, wanted);
  if (state_->signature.size() < 2) return Status::more;
  const bool wrapped = is_gzip_or_zlib(static_cast<unsigned char>(state_->signature[0]),
                                       static_cast<unsigned char>(state_->signature[1]));
  const int format = wrapped ? kGzipOrZlib : kRawDeflate;
  const int result = state_->ready ? inflateReset2(&state_->stream, format) : inflateInit2(&state_->stream, format);
  if (result != Z_OK) return Status::invalid;
  state_->ready = true;
  state_->started = true;
  const Status status = state_->inflate_all(state_->signature, into);
  if (status != Status::more) return status;
  return state_->inflate_all(compressed.substr(wanted), into);
}

Inflater::Status Inflater::State::inflate_all(std::string_view compressed, BodySink& into) {
  std::array<char, kPieceBytes> piece;
  stream.next_in = reinterpret_cast<const Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.avail_out = 0;
  while (stream.avail_in > 0 || stream.avail_out == 0) {
    if (ended) {
      if (stream.avail_in == 0 || ignores_rest) break;
      inflateReset(&stream);
      ended = false;
      ended_before = true;
    }
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result == Z_DATA_ERROR && ended_before && stream.total_out == 0) {
      ended = true;
      ignores_rest = true;
      break;
    }
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Status::invalid;
    const std::size_t inflated = piece.size() - stream.avail_out;
    if (!into.take({piece.data(), inflated}) || !into.wants_bytes()) return Status::full;
    ended = result == Z_STREAM_END;
    if (result == Z_BUF_ERROR) break;
  }
  return Status::more;
}

bool Inflater::whole() const noexcept { return state_->ended; }

}  // namespace plimsoll
