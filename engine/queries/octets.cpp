#include "engine/queries/octets.h"

#include "core/text.h"
#include "core/utf8.h"

#include <fmt/format.h>
#include <iconv.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <iterator>

namespace plimsoll {
namespace {

// One of iconv's converters, closed at the end.
class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  bool is_open() const { return handle_ != kNone; }

  std::optional<std::string> convert(std::string octets) {
    std::string text;
    std::array<char, 4096> piece{};
    char* in = octets.data();
    std::size_t left = octets.size();
    while (left > 0) {
      char* out = piece.data();
      std::size_t room = piece.size();
      const bool is_done = iconv(handle_, &in, &left, &out, &room) != static_cast<std::size_t>(-1);
      if (!is_done && errno != E2BIG) return std::nullopt;
      text.append(piece.data(), piece.size() - room);
    }
    return text;
  }

 private:
  inline static const iconv_t kNone = reinterpret_cast<iconv_t>(-1);  // NOLINT: it is how iconv says so
  iconv_t handle_;
};

// What calls itself Latin-1 or ASCII is read as Windows-1252, by browsers and by Hurl.
std::string as_browsers_read(const std::string& charset) {
  constexpr std::array<std::string_view, 8> kLatin = {"us-ascii",   "ascii",  "iso-8859-1", "iso8859-1",
                                                      "iso_8859-1", "latin1", "l1",         "cp1252"};
  const auto name = lower_case(charset);
  return std::find(kLatin.begin(), kLatin.end(), name) != kLatin.end() ? "windows-1252" : name;
}

}  // namespace

std::optional<std::string> decoded_charset(std::string_view octets, const std::string& charset) {
  Converter converter(as_browsers_read(charset));
  if (!converter.is_open()) return std::nullopt;
  return converter.convert(std::string(octets));
}

bool is_utf8(std::string_view octets) {
  while (!octets.empty()) {
    const auto point = first_code_point(octets);
    if (!point.valid) return false;
    octets.remove_prefix(point.length);
  }
  return true;
}

std::string hex_text(std::string_view octets) {
  std::string text;
  for (const char c : octets) fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string digest(std::string_view octets, const char* name) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> result{};
  unsigned size = 0;
  EVP_Digest(octets.data(), octets.size(), result.data(), &size, EVP_get_digestbyname(name), nullptr);
  return {result.begin(), result.begin() + size};
}

}  // namespace plimsoll
