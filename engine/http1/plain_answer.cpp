#include "engine/http1/plain_answer.h"

#include "core/http/header_names.h"
#include "core/text.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace plimsoll {

namespace {

using Word = std::uint64_t;

constexpr std::size_t kLongestHead = 8 << 10;
constexpr std::size_t kMostDigits = 15;

constexpr Word each_byte(unsigned char byte) { return ~Word{0} / 0xFF * byte; }

Word word_at(const char* at) {
  Word word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Names are letters, digits and '-' here: the others that a token may have are rare.
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

bool is_text(char c) { return c >= 0x20 && c < 0x7F; }

bool is_line_end(const char* at, const char* end) { return end - at >= 2 && at[0] == '\r' && at[1] == '\n'; }

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

#ifdef __SSE2__
using Block = __m128i;

inline Block block_of(char c) { return _mm_set1_epi8(c); }
// Shifted so that the highest of them is the greatest signed byte: what lies above becomes negative, as bytes from 0x80
// on are, and one comparison finds the rest.
template <char low, char high>
inline Block is_between(Block bytes) {
  constexpr char kShift = 0x7F - high;
  return _mm_cmpgt_epi8(_mm_add_epi8(bytes, block_of(kShift)), block_of(static_cast<char>(low + kShift - 1)));
}
inline Block are_text(Block bytes) { return is_between<0x20, 0x7E>(bytes); }
inline Block are_name(Block bytes) {
  const Block letters = is_between<'a', 'z'>(_mm_or_si128(bytes, block_of(0x20)));
  const Block others = _mm_or_si128(is_between<'0', '9'>(bytes), _mm_cmpeq_epi8(bytes, block_of('-')));
  return _mm_or_si128(letters, others);
}

// Of sixteen bytes at once, how many at their start are of a kind.
inline int length_in(Block are_of_kind) {
  return std::countr_one(static_cast<std::uint16_t>(_mm_movemask_epi8(are_of_kind)));
}
#endif

// The first byte that is no printable ASCII.
inline const char* text_end(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16)
    if (const int length = length_in(are_text(_mm_loadu_si128(reinterpret_cast<const Block*>(at)))); length < 16)
      return at + length;
#endif
  while (at != end && is_text(*at)) ++at;
  return at;
}

// The first byte that is no part of a name.
inline const char* name_end(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16)
    if (const int length = length_in(are_name(_mm_loadu_si128(reinterpret_cast<const Block*>(at)))); length < 16)
      return at + length;
#endif
  while (at != end && is_name(*at)) ++at;
  return at;
}

// Of names and words of at least eight bytes, `lower` being one in lower case.
inline bool is_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  const std::size_t last = text.size() - sizeof(Word);
  for (std::size_t i = 0; i < last; i += sizeof(Word))
    if ((word_at(text.data() + i) | each_byte(0x20)) != word_at(lower.data() + i)) return false;
  return (word_at(text.data() + last) | each_byte(0x20)) == word_at(lower.data() + last);
}

enum class Meaning { none, length, connection, odd };

// Headers that decide how an answer is read begin with these letters.
inline Meaning meaning_of(std::string_view name) {
  const char first = static_cast<char>(name.front() | 0x20);
  if (first != 'c' && first != 't' && first != 'u' && first != 'p') return Meaning::none;
  switch (name.size()) {
    case 7:
      return same_header(name, "upgrade") ? Meaning::odd : Meaning::none;
    case 10:
      return is_word(name, "connection") ? Meaning::connection : Meaning::none;
    case 14:
      return is_word(name, "content-length") ? Meaning::length : Meaning::none;
    case 16:
      return is_word(name, "content-encoding") || is_word(name, "proxy-connection") ? Meaning::odd : Meaning::none;
    case 17:
      return is_word(name, "transfer-encoding") ? Meaning::odd : Meaning::none;
    default:
      return Meaning::none;
  }
}

struct HeaderLine {
  std::string_view name;
  std::string_view value;
  const char* end = nullptr;  // behind the line; null: it is none, or an odd one
};

inline HeaderLine header_line(const char* const begin, const char* const end) {
  const char* const colon = name_end(begin, end);
  if (colon == begin || colon == end || *colon != ':') return {};
  const char* value = colon + 1;
  while (value != end && *value == ' ') ++value;
  const char* const last = text_end(value, end);
  if (last == value || last[-1] == ' ' || !is_line_end(last, end)) return {};
  return {between(begin, colon), between(value, last), last + 2};
}

std::optional<std::size_t> number(std::string_view digits) {
  if (digits.size() > kMostDigits) return std::nullopt;
  std::size_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + static_cast<std::size_t>(c - '0');
  }
  return value;
}

// 2xx and 3xx with a body; 0: another.
int plain_status(const char* code) {
  const int hundreds = code[0] - '0';
  const int tens = code[1] - '0';
  const int ones = code[2] - '0';
  if (hundreds < 2 || hundreds > 3 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return 0;
  const int status = 100 * hundreds + 10 * tens + ones;
  return status == 204 || status == 304 ? 0 : status;
}

// What the headers said that counts.
struct Framing {
  std::optional<std::size_t> length;
  bool has_connection = false;
  bool closes = false;

  // False: this is not plain.
  bool take(const HeaderLine& line) {
    switch (meaning_of(line.name)) {
      case Meaning::none:
        return true;
      case Meaning::odd:
        return false;
      case Meaning::length:
        if (length) return false;
        length = number(line.value);
        return length.has_value();
      case Meaning::connection:
        break;
    }
    if (has_connection) return false;
    has_connection = true;
    closes = same_header(line.value, "close");
    return closes || is_word(line.value, "keep-alive");
  }
};

}  // namespace

std::optional<PlainAnswer> read_plain_answer(std::string_view received) {
  constexpr std::size_t kReason = 13;  // behind "HTTP/1.1 200 "
  if (received.size() <= kReason) return std::nullopt;
  const char* const begin = received.data();
  const char* const end = begin + std::min(received.size(), kLongestHead);
  if (word_at(begin) != word_at("HTTP/1.1") || begin[8] != ' ' || begin[kReason - 1] != ' ') return std::nullopt;
  const int status = plain_status(begin + 9);
  const char* const reason_end = text_end(begin + kReason, end);
  if (status == 0 || reason_end == begin + kReason || !is_line_end(reason_end, end)) return std::nullopt;

  const char* const headers = reason_end + 2;
  const char* at = headers;
  Framing framing;
  while (!is_line_end(at, end)) {
    const HeaderLine line = header_line(at, end);
    if (line.end == nullptr || !framing.take(line)) return std::nullopt;
    at = line.end;
  }
  const char* const body = at + 2;
  const auto left = static_cast<std::size_t>(begin + received.size() - body);
  if (!framing.length || *framing.length > left) return std::nullopt;
  std::size_t size = received.size();
  if (left != *framing.length) [[unlikely]] {
    const bool stray = left == *framing.length + kStrayLineEnd.size() && received.ends_with(kStrayLineEnd);
    if (!stray) size = size - left + *framing.length;
  }
  return PlainAnswer{status, between(headers, at), {body, *framing.length}, size, framing.closes};
}

std::optional<PlainAnswer> PlainAnswers::read(std::string_view received) {
  auto& head = heads_[received.size() % heads_.size()];
  if (head.whole == received.size() && std::memcmp(head.bytes.data(), received.data(), head.body_from) == 0)
    return PlainAnswer{head.status, received.substr(head.headers_from, head.body_from - 2 - head.headers_from),
                       received.substr(head.body_from), received.size(), head.closes};
  const auto answer = read_plain_answer(received);
  if (answer) remember(head, received, *answer);
  return answer;
}

// What is longer, or has more behind it, is read each time.
void PlainAnswers::remember(Head& head, std::string_view received, const PlainAnswer& answer) {
  const auto body_from = static_cast<std::size_t>(answer.body.data() - received.data());
  if (body_from > head.bytes.size() || body_from + answer.body.size() != received.size()) return;
  head.whole = received.size();
  head.body_from = body_from;
  head.headers_from = static_cast<std::size_t>(answer.headers.data() - received.data());
  head.status = answer.status;
  head.closes = answer.closes;
  std::memcpy(head.bytes.data(), received.data(), body_from);
}

void append_headers(std::string_view headers, std::string& to) {
  while (!headers.empty()) {
    const auto colon = headers.find(':');
    const auto value = headers.find_first_not_of(' ', colon + 1);
    const auto end = headers.find('\r', value) + 2;
    for (const char c : headers.substr(0, colon)) to += lower_ascii(c);
    to.append(": ").append(headers.substr(value, end - value));
    headers.remove_prefix(end);
  }
}

}  // namespace plimsoll
