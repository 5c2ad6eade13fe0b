#pragma once

// A .hurl file read by the grammar of Hurl 8. What is right but not done here is refused, all of it at once, each by
// its line. Reads nothing but the text; no state.

#include "scenarios/finding.h"
#include "scenarios/hurl/hurl_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct HurlParse {
  HurlFile file;
  std::vector<TextFault> faults;  // in order of their places; empty: all of it was read
};

HurlParse parse_hurl(std::string_view text);

// All that is wrong with it; a file without an entry is.
std::vector<Finding> findings_of(const HurlParse& parse, const std::string& file);

// "api.hurl:7:3" for its place.
Finding finding_of(const TextFault& fault, const std::string& file);

}  // namespace plimsoll
