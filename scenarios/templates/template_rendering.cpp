#include "scenarios/templates/template_rendering.h"

#include "core/clock.h"

#include "core/json/number_text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>
#include <iterator>
#include <numbers>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

using Source = Insertion::Source;

constexpr std::string_view kHex = "0123456789abcdef";

constexpr std::uint64_t kLowBits = 0x7FFFFFFF;

// A value on its way into the text; what was computed lies in memory of this thread.
struct Piece {
  std::string_view text;
  CellType type = CellType::text;
};

std::string& scratch() {
  thread_local std::string text;
  text.clear();
  return text;
}

Piece number(auto value) {
  auto& text = scratch();
  fmt::format_to(std::back_inserter(text), "{}", value);
  return {text, CellType::number};
}

Piece random_normal(const Insertion& insertion, Random& random) {
  // Box and Muller: 1 - u lies in (0, 1].
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return number(insertion.low + insertion.high * radius * std::cos(2 * std::numbers::pi * random.uniform()));
}

Piece random_int(const Insertion& insertion, Random& random) {
  const auto low = static_cast<std::int64_t>(insertion.low);
  const auto width = static_cast<std::uint64_t>(static_cast<std::int64_t>(insertion.high) - low) + 1;
  return number(low + static_cast<std::int64_t>(random.below(width)));
}

// From a millionth below to a millionth above, by the top 53 bits.
Piece unique_number(double value, std::uint64_t unique) {
  constexpr double kMostChange = 1e-6;
  const double drawn = static_cast<double>(unique >> 11) / 9007199254740992.0;
  return number(value + value * kMostChange * (2 * drawn - 1));
}

Piece uuid(Random& random) {
  auto& text = scratch();
  std::array<std::uint64_t, 2> bits = {random.next(), random.next()};
  bits[0] = (bits[0] & ~0xF000ULL) | 0x4000ULL;
  bits[1] = (bits[1] & ~(3ULL << 62)) | (2ULL << 62);
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text += '-';
    text += kHex[(bits[static_cast<std::size_t>(digit / 16)] >> (60 - 4 * (digit % 16))) & 0xF];
  }
  return {text, CellType::text};
}

Piece now(Source source) {
  const auto time = wall_now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  if (source == Source::now_unix_ms) return number(milliseconds);
  if (source == Source::now_unix) return number(milliseconds / 1000);
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  auto& text = scratch();
  fmt::format_to(std::back_inserter(text), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                 parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
  return {text, CellType::text};
}

Piece value_of(const Insertion& insertion, TemplateInputs& inputs) {
  switch (insertion.source) {
    case Source::constant:
      return {insertion.words.front(), CellType::text};
    case Source::column: {
      const auto cell = inputs.rows[insertion.row * inputs.feeders + insertion.feeder].cell(insertion.column);
      return {cell.text, cell.type};
    }
    case Source::captured: {
      const auto& value = inputs.captured[insertion.slot];
      return {value.text, value.type};
    }
    case Source::user:
      return number(inputs.user);
    case Source::sequence:
      return number(inputs.sequence);
    case Source::uuid:
      return uuid(inputs.random);
    case Source::random_int:
      return random_int(insertion, inputs.random);
    case Source::random_normal:
      return random_normal(insertion, inputs.random);
    case Source::unique_int:
      return number(inputs.unique & kLowBits);
    case Source::unique_number:
      return unique_number(insertion.low, inputs.unique);
    case Source::random_choice: {
      const auto& word = insertion.words[inputs.random.below(insertion.words.size())];
      return {word, is_number_text(word) ? CellType::number : CellType::text};
    }
    case Source::now:
    case Source::now_unix:
    case Source::now_unix_ms:
      break;
  }
  return now(insertion.source);
}

void append_json_text(std::string_view text, std::string& into) {
  std::size_t plain = 0;  // from where nothing was written yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    into.append(text.substr(plain, i - plain));
    plain = i + 1;
    into += '\\';
    if (c == '"' || c == '\\')
      into += static_cast<char>(c);
    else if (c == '\n')
      into += 'n';
    else if (c == '\r')
      into += 'r';
    else if (c == '\t')
      into += 't';
    else
      into.append("u00").append(1, kHex[c >> 4]).append(1, kHex[c & 0xF]);
  }
  into.append(text.substr(plain));
}

void append_json_value(const Piece& piece, std::string& into) {
  if (piece.type == CellType::null) {
    into += "null";
  } else if (piece.type == CellType::text) {
    into += '"';
    append_json_text(piece.text, into);
    into += '"';
  } else {
    into += piece.text;
  }
}

void append_line(std::string_view text, std::string& into) {
  for (const char c : text) into += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

Piece rounded(const Piece& piece, int digits, std::string& into) {
  const auto value = number_of_text(piece.text);
  if (!value) return piece;
  fmt::format_to(std::back_inserter(into), "{:.{}f}", *value, digits);
  return {into, CellType::number};
}

// `text` is another memory than what it reads lies in.
Piece filtered(const Piece& piece, const TemplateFilter& filter, std::string& text) {
  text.clear();
  switch (filter.kind) {
    case TemplateFilter::Kind::json:
      append_json_value(piece, text);
      return {text, CellType::json};
    case TemplateFilter::Kind::url:
      append_encoded(piece.text, Encoding::query, text);
      return {text, CellType::text};
    case TemplateFilter::Kind::base64:
      text = to_base64(piece.text);
      return {text, CellType::text};
    case TemplateFilter::Kind::round:
      break;
  }
  return rounded(piece, filter.digits, text);
}

void append_escaped(const Piece& piece, Escape escape, std::string& into) {
  switch (escape) {
    case Escape::none:
      into += piece.text;
      break;
    case Escape::json_value:
      return append_json_value(piece, into);
    case Escape::json_text:
      return append_json_text(piece.text, into);
    case Escape::path:
    case Escape::query:
      return append_encoded(piece.text, Encoding::query, into);
    case Escape::form:
      return append_encoded(piece.text, Encoding::form, into);
    case Escape::url:
      return append_encoded_path(piece.text, into);
    case Escape::header:
      return append_line(piece.text, into);
  }
}

void append(const Insertion& insertion, TemplateInputs& inputs, std::string& into) {
  thread_local std::array<std::string, 2> memory;  // of the filters, in turn
  Piece piece = value_of(insertion, inputs);
  for (std::size_t i = 0; i < insertion.filters.size(); ++i)
    piece = filtered(piece, insertion.filters[i], memory[i % memory.size()]);
  append_escaped(piece, insertion.escape, into);
}

}  // namespace

void render_template(const TemplateText& text, TemplateInputs& inputs, std::string& into) {
  into += text.literals.front();
  for (std::size_t i = 0; i < text.insertions.size(); ++i) {
    append(text.insertions[i], inputs, into);
    into += text.literals[i + 1];
  }
}

}  // namespace plimsoll
