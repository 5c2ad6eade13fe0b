#pragma once

// A URL as people give it to other tools, in the parts that a scenario has places for. Pure; any thread.

#include "scenarios/header_list.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct UrlParts {
  std::string origin;    // "https://api.test:8443"; empty: the URL is a path alone
  std::string userinfo;  // "user:password", decoded
  std::string path;      // with its query, without a fragment; begins with "/"
};

// "api.test/x" is taken for http, as curl does. Nothing: it is no URL of http or https.
std::optional<UrlParts> split_url(std::string_view url);

std::string percent_decoded_text(std::string_view text);  // what is no escape stays
// "a=1&b=x+y" as pairs; nothing where a part is no pair.
std::optional<std::vector<Header>> decoded_form(std::string_view text);

}  // namespace plimsoll
