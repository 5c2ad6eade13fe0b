#pragma once

// The answer that nearly every request gets, read in one sweep: HTTP/1.1, 2xx or 3xx with one Content-Length, and all
// of it there. What is odd in any way is declined and left to the general parser, which knows every case. Pure
// functions, any thread; but PlainAnswers, which remembers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// Some servers send a line end too many behind a body; it belongs to no other answer.
inline constexpr std::string_view kStrayLineEnd = "\r\n";

struct PlainAnswer {
  int status = 0;
  std::string_view headers;  // their lines, each with its end
  std::string_view body;
  std::size_t size = 0;  // of the answer and a stray line end: what follows is another
  bool closes = false;   // "Connection: close"
};

// Nothing: the general parser must see it, which may still find the same answer. Views into `received`.
std::optional<PlainAnswer> read_plain_answer(std::string_view received);

// The same, by one thread, for answers that come again and again: a server says the same head until its clock has gone
// on by a second. What was read of a head is remembered, and read again only where one byte of it is another.
class PlainAnswers {
 public:
  std::optional<PlainAnswer> read(std::string_view received);

 private:
  struct Head {
    std::size_t whole = 0;      // bytes of the answer; 0: none
    std::size_t body_from = 0;  // so many of them are the head
    std::size_t headers_from = 0;
    int status = 0;
    bool closes = false;
    std::array<char, 512> bytes;
  };
  static void remember(Head& head, std::string_view received, const PlainAnswer& answer);
  std::array<Head, 8> heads_{};  // by the length of the answer
};

// As Response::headers: names in lower case. The headers of a plain answer only.
void append_headers(std::string_view headers, std::string& to);

}  // namespace plimsoll
