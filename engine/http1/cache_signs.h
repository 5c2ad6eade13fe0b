#pragma once

// What the headers of an answer tell of a cache that gave it: CDNs, proxies, and services that cache predictions. Pure
// functions; any thread.

#include <string_view>

namespace plimsoll {

// The line that says so ("X-Cache: HIT from edge"), within the headers: lines with their ends, names in any case.
// Empty: none does. A hit, a stale or revalidated answer count; that a cache stands there and had to ask does not.
std::string_view sign_of_cache(std::string_view headers);

}  // namespace plimsoll
