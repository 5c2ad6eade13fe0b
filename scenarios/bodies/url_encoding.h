#pragma once

// Text made fit for a URL or a form; a {{...}} in it stays as it is. Pure; any thread.

#include "scenarios/header_list.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// "a=1&b=x%20y"; a blank is %20 (query) or + (form).
enum class Encoding { query, form };
std::string encoded_pairs(const std::vector<Header>& pairs, Encoding encoding);

// A path as people write it: what is encoded stays, blanks and letters beyond ASCII are encoded.
std::string encoded_path(std::string_view path);

}  // namespace plimsoll
