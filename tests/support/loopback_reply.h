#pragma once

// What a LoopbackServer does with one request: bytes to send, in pieces or endlessly, and how the connection goes on.
// A value made by the test's handler on the connection's thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Closed until the test opens it: holds an answer back without a sleep. Any thread.
class Gate {
 public:
  Gate();
  void open();
  // False if `ended` became true first (it is looked at often).
  bool wait(const std::function<bool()>& ended) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct Reply {
  enum class Ending { keep, close, reset };

  // A whole answer with Content-Length.
  static Reply with(int status, std::string_view content_type, std::string_view body);
  static Reply json(std::string_view body) { return with(200, "application/json", body); }
  static Reply status(int code, std::string_view body = "{}") { return with(code, "application/json", body); }
  // 200 with these chunks; `trailers` are "Name: value\r\n" lines.
  static Reply chunked(const std::vector<std::string>& chunks, std::string_view trailers = "");
  // 200 without a length: the body ends with the connection.
  static Reply until_close(std::string_view body);
  // 200 whose body is this text compressed.
  static Reply gzip(std::string_view plain_body);
  // Exactly these bytes, then the connection is kept.
  static Reply raw(std::string bytes);
  // 200 with Content-Length `body_bytes`, sent from a small buffer.
  static Reply huge(std::uint64_t body_bytes);
  // `head`, then `piece` again and again until the client goes away.
  static Reply endless(std::string head, std::string piece);
  // No byte of an answer: until the server stops, or the connection ends at once.
  static Reply never();
  static Reply close();
  static Reply reset();

  // Changes of an answer, to be chained.
  Reply header(std::string_view name, std::string_view value) &&;
  Reply then_close() &&;
  Reply then_reset() &&;
  Reply cut_to(std::size_t first_bytes) &&;  // and the connection closed
  Reply byte_by_byte() &&;
  Reply after(Gate opened) &&;
  Reply and_then(Gate opened, std::string more) &&;  // these bytes too, once it is open

  std::string bytes;
  std::string repeated;           // sent after `bytes`
  std::uint64_t repetitions = 0;  // of `repeated`
  std::size_t piece_bytes = 0;    // 0: all at once
  bool answers = true;            // false: holds the connection without a byte
  Ending ending = Ending::keep;
  std::optional<Gate> gate;  // waited for before the first byte
  std::vector<std::pair<Gate, std::string>> later;
};

// The text as a gzip file.
std::string gzip_compressed(std::string_view plain);
// As "deflate": window 15, or -15 without zlib's frame around it, as some servers send it.
std::string deflated(std::string_view plain, int window);

}  // namespace plimsoll
