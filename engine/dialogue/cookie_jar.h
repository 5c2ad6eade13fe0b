#pragma once

// The cookies of one user, kept and sent as browsers do (RFC 6265bis): by domain, path, expiry, Secure, and what the
// names __Host- and __Secure- promise. Bounded; without a cookie it holds no memory. Owned by a user's channel; one
// thread.
//
// There is no list of public suffixes: a Domain must be the host itself or a parent of it with a dot in it, and cookies
// go to the target and to the places that its redirects may lead to alone.

#include "core/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Where a request goes.
struct CookiePlace {
  std::string_view host;  // lower case
  std::string_view path;  // its query may be behind
  bool is_secure = false;
};

struct CookieTime {
  Instant now{};
  WallTime wall{};
};

class CookieJar {
 public:
  static constexpr std::size_t kMostCookies = 100;
  static constexpr std::size_t kMostBytes = 32 << 10;  // names and values of all
  static constexpr std::size_t kLongest = 4096;        // name and value of one

  // The value of a Set-Cookie. False: refused. Where the jar is full, expired ones go first, then the oldest.
  bool take(std::string_view set_cookie, const CookiePlace& place, const CookieTime& time);

  // "a=1; b=2" at the end of `into`: what is to be sent there. False: nothing.
  bool append_to(std::string& into, const CookiePlace& place, Instant now) const;

  bool empty() const noexcept { return cookies_.empty(); }
  std::size_t size() const noexcept { return cookies_.size(); }
  void clear() noexcept { cookies_.clear(); }

 private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string domain;
    std::string path;
    bool host_only = true;
    bool secure = false;
    Instant expires = Instant::max();
    std::uint64_t made = 0;  // in the order they came
    std::size_t bytes() const noexcept { return name.size() + value.size(); }
  };
  void put(Cookie cookie, Instant now);
  void make_room(std::size_t bytes, Instant now);

  std::vector<Cookie> cookies_;  // those of longer paths first, then the older
  std::uint64_t made_ = 0;
};

}  // namespace plimsoll
