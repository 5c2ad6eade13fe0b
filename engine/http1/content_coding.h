#pragma once

// What Content-Encoding says that has to be undone. Some servers name a character set there, which belongs into
// Content-Type and is no coding. Pure functions; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

struct ContentCoding {
  std::string name;                    // in lower case, of several a list; empty: nothing is encoded
  bool names_a_character_set = false;  // which is left out of the name
};

ContentCoding content_coding(std::string_view header_value);

// What Transfer-Encoding says that has to be undone besides "chunked", which comes last; a list as above.
std::string transfer_coding(std::string_view header_value);

}  // namespace plimsoll
