#pragma once

// Text made safe for HTML, and read from it. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// & < > " and '.
std::string html_escaped(std::string_view text);

// &gt; &#62; &#x3e;: named as in HTML 4, or by number. What is none stays as it is.
std::string html_unescaped(std::string_view text);

}  // namespace plimsoll
