#include "engine/auth/sigv4.h"

#include "core/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t kDateLength = 8;
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hex_of(const Digest& digest) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) text.append(1, kHex[byte >> 4]).append(1, kHex[byte & 0xF]);
  return text;
}

Digest sha256(std::string_view bytes) {
  Digest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

Digest hmac(std::string_view key, std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
       bytes.size(), digest.data(), &size);
  return digest;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_aws_encoded(std::string_view text, bool keeps_slashes, std::string& into) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c) || (c == '/' && keeps_slashes))
      into += c;
    else
      into.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 0xF]);
  }
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = lower_ascii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = high >= 0 ? digit_of(text[i + 2]) : -1;
    plain += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return plain;
}

// Empty segments, "." and ".." taken away: of every service but S3, whose keys may have them.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> segments;
  const bool ends_open = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  while (!path.empty()) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") segments.push_back(segment);
  }
  std::string out;
  for (const auto segment : segments) out.append(1, '/').append(segment);
  return out.empty() || ends_open ? out + "/" : out;
}

std::string canonical_path(std::string_view path, bool is_s3) {
  std::string out;
  // What is sent is encoded once already; but for S3 it is encoded again.
  append_aws_encoded(is_s3 ? decoded(path) : normalized(path), true, out);
  return out.empty() ? "/" : out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto& [name, value] = pairs.emplace_back();
    append_aws_encoded(decoded(pair.substr(0, equals)), false, name);
    if (equals != std::string_view::npos) append_aws_encoded(decoded(pair.substr(equals + 1)), false, value);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

// Blanks at the ends gone, several in a row one.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : trimmed(value))
    if (c != ' ' || !out.ends_with(' ')) out += c;
  return out;
}

using SignedHeaders = std::vector<std::pair<std::string, std::string>>;

SignedHeaders canonical_headers(std::span<const Header> headers) {
  SignedHeaders signed_headers;
  for (const auto& header : headers) {
    auto name = lower_case(header.name);
    const auto same =
        std::find_if(signed_headers.begin(), signed_headers.end(), [&](auto& other) { return other.first == name; });
    if (same != signed_headers.end())
      same->second += "," + canonical_value(header.value);
    else
      signed_headers.emplace_back(std::move(name), canonical_value(header.value));
  }
  std::sort(signed_headers.begin(), signed_headers.end());
  return signed_headers;
}

std::string names_of(const SignedHeaders& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

bool is_signed(std::string_view name) {
  constexpr std::string_view kAmz = "x-amz-";
  return same_header(name, "host") || same_header(name, "content-type") ||
         (name.size() > kAmz.size() && same_without_case(name.substr(0, kAmz.size()), kAmz));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) { return hex_of(sha256(bytes)); }

std::string sigv4_time(WallTime time) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}",
                     fmt::gmtime(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count()));
}

std::string sigv4_canonical_request(const SigV4Question& question, std::string_view service) {
  const auto mark = question.path.find('?');
  const auto query = mark == std::string_view::npos ? std::string_view() : question.path.substr(mark + 1);
  std::string text =
      fmt::format("{}\n{}\n{}\n", question.method, canonical_path(question.path.substr(0, mark), service == "s3"),
                  canonical_query(query));
  const auto headers = canonical_headers(question.headers);
  for (const auto& [name, value] : headers) text.append(name).append(1, ':').append(value).append(1, '\n');
  return text + "\n" + names_of(headers) + "\n" + sha256_hex(question.body);
}

std::string sigv4_authorization(const SigV4Question& question, const AwsKeys& keys, const SigV4Scope& scope) {
  const auto date = scope.time.substr(0, kDateLength);
  const auto credential_scope = fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);
  const auto to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, scope.time, credential_scope,
                                   sha256_hex(sigv4_canonical_request(question, scope.service)));
  auto key = hmac("AWS4" + keys.secret_key, date);
  for (const auto part : {scope.region, scope.service, std::string_view("aws4_request")})
    key = hmac(bytes_of(key), part);
  return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm, keys.access_key,
                     credential_scope, names_of(canonical_headers(question.headers)),
                     hex_of(hmac(bytes_of(key), to_sign)));
}

void add_sigv4(const Request& request, const SigV4Auth& auth, const AwsKeys& keys, WallTime now, HeaderSlots& slots) {
  const std::string_view body = request.body ? std::string_view(*request.body) : std::string_view();
  const auto time = sigv4_time(now);
  slots.add("X-Amz-Date") = time;
  if (!keys.session_token.empty()) slots.add("X-Amz-Security-Token") = keys.session_token;
  if (auth.service == "s3") slots.add("X-Amz-Content-Sha256") = sha256_hex(body);
  std::vector<Header> headers;
  for (std::size_t i = 0; i < slots.count(); ++i)
    if (is_signed(request.headers[i].name)) headers.push_back(request.headers[i]);
  const SigV4Question question{to_string(request.method), request.path, headers, body};
  slots.add("Authorization") = sigv4_authorization(question, keys, {auth.region, auth.service, time});
}

}  // namespace plimsoll
