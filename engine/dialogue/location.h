#pragma once

// Where an answer leads: its Location, which may be relative, against what was asked (RFC 3986, 5.2). Pure; any thread.

#include "core/error.h"
#include "scenarios/url.h"

#include <string>
#include <string_view>

namespace plimsoll {

struct NextStop {
  Url place;         // scheme, host and port alone
  std::string path;  // with its query, without a fragment; fit to be sent
};

// `path`: what was asked there, with its query. Error: what cannot be followed, as "leads to mailto:".
Result<NextStop> next_stop(std::string_view location, const Url& asked, std::string_view path);

// Whether they are one origin: scheme, host and port.
bool is_same_place(const Url& a, const Url& b);

}  // namespace plimsoll
