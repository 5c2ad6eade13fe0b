#include "engine/dialogue/cookie_jar.h"

#include "core/http/set_cookie.h"
#include "core/text.h"
#include "scenarios/connection_options.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

bool is_address(std::string_view host) { return parse_address(host).has_value(); }

// RFC 6265, 5.1.3.
bool is_host_of_domain(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.' &&
         !is_address(host);
}

// Of a parent that everybody shares, as "com", nobody may set a cookie.
bool may_set_for(const CookiePlace& place, std::string_view domain) {
  return is_host_of_domain(place.host, domain) && (domain == place.host || domain.find('.') != std::string_view::npos);
}

bool has_name_prefix(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && same_without_case(name.substr(0, prefix.size()), prefix);
}

bool keeps_its_promise(const SetCookie& cookie) {
  // A cookie without a name could show itself as one with it.
  const auto shown = cookie.name.empty() ? cookie.value : cookie.name;
  if (has_name_prefix(shown, "__Secure-") && (!cookie.secure || cookie.name.empty())) return false;
  const bool is_of_host = cookie.secure && cookie.domain.empty() && cookie.path == "/" && !cookie.name.empty();
  return !has_name_prefix(shown, "__Host-") || is_of_host;
}

std::string_view path_alone(std::string_view path) { return path.substr(0, path.find('?')); }

// RFC 6265, 5.1.4.
std::string default_path(std::string_view path) {
  const auto end = path_alone(path).rfind('/');
  return end == std::string_view::npos || end == 0 ? "/" : std::string(path.substr(0, end));
}

bool is_below_path(std::string_view path, std::string_view cookie_path) {
  path = path_alone(path);
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

}  // namespace

bool CookieJar::take(std::string_view set_cookie, const CookiePlace& place, const CookieTime& time) {
  auto written = parse_set_cookie(set_cookie, time.wall);
  if (!written || written->name.size() + written->value.size() > kLongest) return false;
  if (written->secure && !place.is_secure) return false;
  if (!written->domain.empty() && !may_set_for(place, written->domain)) return false;
  if (!keeps_its_promise(*written)) return false;
  Cookie cookie;
  cookie.name = written->name;
  cookie.value = written->value;
  cookie.host_only = written->domain.empty();
  cookie.domain = cookie.host_only ? std::string(place.host) : std::move(written->domain);
  cookie.path = written->path.empty() ? default_path(place.path) : std::move(written->path);
  cookie.secure = written->secure;
  if (written->lifetime) cookie.expires = time.now + *written->lifetime;
  // What was set over TLS is not replaced from outside it.
  const auto shadows = [&](const Cookie& other) {
    return other.secure && other.name == cookie.name &&
           (is_host_of_domain(other.domain, cookie.domain) || is_host_of_domain(cookie.domain, other.domain)) &&
           is_below_path(cookie.path, other.path);
  };
  if (!place.is_secure && std::any_of(cookies_.begin(), cookies_.end(), shadows)) return false;
  put(std::move(cookie), time.now);
  return true;
}

void CookieJar::put(Cookie cookie, Instant now) {
  const auto same = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
    return std::tie(other.name, other.domain, other.path) == std::tie(cookie.name, cookie.domain, cookie.path) &&
           other.host_only == cookie.host_only;
  });
  const bool is_gone = cookie.expires <= now;
  if (same != cookies_.end()) {
    if (!is_gone && same->bytes() >= cookie.bytes()) {  // in its place, and in its memory
      same->value.assign(cookie.value);
      same->secure = cookie.secure;
      same->expires = cookie.expires;
      return;
    }
    cookie.made = same->made;
    cookies_.erase(same);
  } else {
    cookie.made = ++made_;
  }
  if (is_gone) return;
  make_room(cookie.bytes(), now);
  const auto before = [](const Cookie& a, const Cookie& b) {
    return a.path.size() != b.path.size() ? a.path.size() > b.path.size() : a.made < b.made;
  };
  cookies_.insert(std::upper_bound(cookies_.begin(), cookies_.end(), cookie, before), std::move(cookie));
}

void CookieJar::make_room(std::size_t bytes, Instant now) {
  const auto is_full = [&] {
    std::size_t sum = bytes;
    for (const auto& cookie : cookies_) sum += cookie.bytes();
    return sum > kMostBytes || cookies_.size() >= kMostCookies;
  };
  if (!is_full()) return;
  std::erase_if(cookies_, [&](const Cookie& cookie) { return cookie.expires <= now; });
  while (is_full())
    cookies_.erase(std::min_element(cookies_.begin(), cookies_.end(),
                                    [](const Cookie& a, const Cookie& b) { return a.made < b.made; }));
}

bool CookieJar::append_to(std::string& into, const CookiePlace& place, Instant now) const {
  bool any = false;
  for (const auto& cookie : cookies_) {
    const bool is_for_host =
        cookie.host_only ? cookie.domain == place.host : is_host_of_domain(place.host, cookie.domain);
    if (!is_for_host || (cookie.secure && !place.is_secure) || cookie.expires <= now) continue;
    if (!is_below_path(place.path, cookie.path)) continue;
    if (any) into += "; ";
    any = true;
    if (!cookie.name.empty()) into.append(cookie.name).append(1, '=');
    into += cookie.value;
  }
  return any;
}

}  // namespace plimsoll
