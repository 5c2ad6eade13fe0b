#pragma once

// Text made fit for a URL or a form. Pure; any thread.

#include "scenarios/header_list.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class Encoding { query, form };  // a blank is %20, or +

// One value, at the end of `into`: all but what RFC 3986 calls unreserved (a form: what browsers leave) is escaped.
void append_encoded(std::string_view text, Encoding encoding, std::string& into);
// Blanks and what lies beyond ASCII alone.
void append_encoded_path(std::string_view text, std::string& into);

// "a=1&b=x%20y"; a {{...}} stays as it is.
std::string encoded_pairs(const std::vector<Header>& pairs, Encoding encoding);

// Without "." and "..", as RFC 3986, 5.2.4, takes them away: a path without its query.
std::string without_dot_segments(std::string_view path);

// %xx undone; a + stays. None: what comes of it is no UTF-8.
std::optional<std::string> url_decoded(std::string_view text);

// A path as people write it: what is encoded stays, blanks and letters beyond ASCII are encoded, a {{...}} stays.
std::string encoded_path(std::string_view path);

}  // namespace plimsoll
