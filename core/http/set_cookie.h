#pragma once

// The value of a Set-Cookie header taken apart (RFC 6265bis, 5.6): as it is written, for who asks about its parts, and
// as a cookie, for who keeps it. Pure; any thread.

#include "core/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// In the header's text, blanks around them taken away.
struct CookieAttribute {
  std::string_view name;
  std::optional<std::string_view> value;  // none: there is no =
};
struct CookieText {
  CookieAttribute pair;         // the cookie's name and value; without = the name is what stands there
  std::string_view attributes;  // what is behind it: next_attribute() takes them off
};
CookieText split_set_cookie(std::string_view text);
CookieAttribute next_attribute(std::string_view& attributes);

struct SetCookie {
  std::string_view name;  // in the header's text
  std::string_view value;
  std::string domain;  // lower case, without a dot in front; empty: the host's alone
  std::string path;    // empty: the request's own
  bool secure = false;
  std::optional<Nanos> lifetime;  // from now; zero and less: it is taken away. Nothing: as long as the user
};

// Nothing: it is no cookie.
std::optional<SetCookie> parse_set_cookie(std::string_view text, WallTime now);

}  // namespace plimsoll
