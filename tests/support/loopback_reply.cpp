#include "tests/support/loopback_reply.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace plimsoll {

namespace {

constexpr std::uint64_t kEndless = ~std::uint64_t{0};

std::string_view reason(int status) { return status < 400 ? "OK" : "Failed"; }

std::string head_of(int status, std::string_view content_type) {
  return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", status, reason(status), content_type);
}

}  // namespace

struct Gate::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
};

Gate::Gate() : state_(std::make_shared<State>()) {}

void Gate::open() {
  const std::lock_guard lock(state_->mutex);
  state_->open = true;
  state_->changed.notify_all();
}

bool Gate::wait(const std::function<bool()>& ended) const {
  std::unique_lock lock(state_->mutex);
  while (!state_->open && !ended()) state_->changed.wait_for(lock, std::chrono::milliseconds(5));
  return state_->open;
}

Reply Reply::with(int status, std::string_view content_type, std::string_view body) {
  return raw(fmt::format("{}Content-Length: {}\r\n\r\n{}", head_of(status, content_type), body.size(), body));
}

Reply Reply::chunked(const std::vector<std::string>& chunks, std::string_view trailers) {
  std::string bytes = head_of(200, "application/json") + "Transfer-Encoding: chunked\r\n\r\n";
  for (const auto& chunk : chunks) bytes += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  return raw(bytes + fmt::format("0\r\n{}\r\n", trailers));
}

Reply Reply::until_close(std::string_view body) {
  return raw(head_of(200, "application/json") + "\r\n" + std::string(body)).then_close();
}

Reply Reply::gzip(std::string_view plain_body) {
  return json(gzip_compressed(plain_body)).header("Content-Encoding", "gzip");
}

Reply Reply::raw(std::string bytes) {
  Reply reply;
  reply.bytes = std::move(bytes);
  return reply;
}

Reply Reply::huge(std::uint64_t body_bytes) {
  constexpr std::uint64_t kPiece = 64 << 10;
  Reply reply = raw(fmt::format("{}Content-Length: {}\r\n\r\n", head_of(200, "application/json"), body_bytes));
  reply.bytes.append(body_bytes % kPiece, ' ');
  reply.repeated.assign(kPiece, ' ');
  reply.repetitions = body_bytes / kPiece;
  return reply;
}

Reply Reply::endless(std::string head, std::string piece) {
  Reply reply = raw(std::move(head));
  reply.repeated = std::move(piece);
  reply.repetitions = kEndless;
  return reply;
}

Reply Reply::never() {
  Reply reply;
  reply.answers = false;
  return reply;
}

Reply Reply::close() { return Reply().then_close(); }

Reply Reply::reset() { return Reply().then_reset(); }

Reply Reply::header(std::string_view name, std::string_view value) && {
  const auto end_of_status_line = bytes.find("\r\n");
  if (end_of_status_line == std::string::npos) throw std::logic_error("a header needs a status line before it");
  bytes.insert(end_of_status_line + 2, fmt::format("{}: {}\r\n", name, value));
  return std::move(*this);
}

Reply Reply::then_close() && {
  ending = Ending::close;
  return std::move(*this);
}

Reply Reply::then_reset() && {
  ending = Ending::reset;
  return std::move(*this);
}

Reply Reply::cut_to(std::size_t first_bytes) && {
  bytes.resize(std::min(bytes.size(), first_bytes));
  return std::move(*this).then_close();
}

Reply Reply::byte_by_byte() && {
  piece_bytes = 1;
  return std::move(*this);
}

Reply Reply::after(Gate opened) && {
  gate = std::move(opened);
  return std::move(*this);
}

Reply Reply::and_then(Gate opened, std::string more) && {
  later.emplace_back(std::move(opened), std::move(more));
  return std::move(*this);
}

std::string gzip_compressed(std::string_view plain) {
  constexpr int kGzip = 15 + 16;
  return deflated(plain, kGzip);
}

std::string deflated(std::string_view plain, int window) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib refuses to start");
  }
  std::string compressed(deflateBound(&stream, plain.size()), '\0');
  std::string input(plain);  // zlib takes no const
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

}  // namespace plimsoll
