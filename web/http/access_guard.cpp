#include "web/http/access_guard.h"

#include "core/text.h"
#include "web/http/replies.h"
#include "web/http/request_path.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSessions = 64;
constexpr std::string_view kCookie = "plimsoll_session=";
constexpr std::string_view kBearer = "Bearer ";

bool changes_something(const HttpQuestion& question) { return question.method != "GET" && question.method != "HEAD"; }

bool is_sign_in(const HttpQuestion& question) { return question.target == "/sign-in"; }

bool is_of_the_api(const HttpQuestion& question) {
  return question.target.starts_with("/api") || question.target.starts_with("/metrics");
}

std::string_view session_of(const HttpQuestion& question) {
  auto cookies = question.header("cookie");
  while (!cookies.empty()) {
    const auto cookie = trimmed(cookies.substr(0, cookies.find(';')));
    if (cookie.starts_with(kCookie)) return cookie.substr(kCookie.size());
    cookies.remove_prefix(std::min(cookies.find(';'), cookies.size() - 1) + 1);
  }
  return {};
}

std::string random_name() {
  std::array<unsigned char, 24> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> of_a{}, of_b{};
  SHA256(reinterpret_cast<const unsigned char*>(a.data()), a.size(), of_a.data());
  SHA256(reinterpret_cast<const unsigned char*>(b.data()), b.size(), of_b.data());
  return CRYPTO_memcmp(of_a.data(), of_b.data(), of_a.size()) == 0;
}

bool AccessGuard::is_known(const HttpQuestion& question) const {
  if (options_.token.empty()) return true;
  const auto given = question.header("authorization");
  if (given.size() > kBearer.size() && same_without_case(given.substr(0, kBearer.size()), kBearer))
    return same_secret(given.substr(kBearer.size()), options_.token);
  const auto session = session_of(question);
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [&](const std::string& known) { return !session.empty() && same_secret(session, known); });
}

std::optional<HttpReply> AccessGuard::refusal(const HttpQuestion& question) const {
  const auto is_ours = [&](std::string_view host) {
    return std::any_of(options_.hosts.begin(), options_.hosts.end(),
                       [&](const std::string& known) { return same_without_case(host, known); });
  };
  const auto host = question.header("host");
  if (!is_ours(host))
    return problem_reply(403, fmt::format("this server is not \"{}\": open it as {}, or name it by --host", host,
                                          options_.hosts.front()));
  const auto origin = question.header("origin");
  const std::string scheme = options_.tls ? "https://" : "http://";
  if (!origin.empty() && !(origin.starts_with(scheme) && is_ours(origin.substr(scheme.size()))))
    return problem_reply(403, "a page of another site may not ask this server");
  const auto site = question.header("sec-fetch-site");
  const bool from_elsewhere = !site.empty() && site != "same-origin" && site != "none";
  if (from_elsewhere && (is_of_the_api(question) || changes_something(question)))
    return problem_reply(403, "a page of another site may not ask this server");
  if (changes_something(question) && !is_sign_in(question)) {
    const auto type = question.header("content-type");
    if (!same_without_case(trimmed(type.substr(0, type.find(';'))), "application/json"))
      return problem_reply(415, "expected Content-Type: application/json");
  }
  if (!is_known(question) && is_of_the_api(question)) {
    auto reply = problem_reply(401, "expected the token: Authorization: Bearer TOKEN");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return reply;
  }
  return std::nullopt;
}

HttpReply AccessGuard::sign_in(const HttpQuestion& question) {
  // As a form sends it: the body is a query.
  const auto form = parse_request_path("/?" + std::string(question.body));
  const auto given = form ? form->value("token") : std::nullopt;
  auto name = random_name();
  if (!given || !same_secret(*given, options_.token) || name.empty())
    return problem_reply(401, "this is not the token; go back and try again");
  HttpReply reply;
  reply.status = 303;
  reply.headers.emplace_back("Location", "/");
  reply.headers.emplace_back("Set-Cookie", fmt::format("{}{}; Path=/; HttpOnly; SameSite=Strict{}", kCookie, name,
                                                       options_.tls ? "; Secure" : ""));
  sessions_.push_back(std::move(name));
  if (sessions_.size() > kMostSessions) sessions_.pop_front();
  return reply;
}

}  // namespace plimsoll
