#pragma once

// The smallest body that still shows what a larger one showed: parts are taken away as long as it does. Pure but for
// what is asked; any thread.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

struct ShrinkResult {
  std::string body;
  std::size_t tries = 0;
  bool is_finished = false;  // nothing more can be taken away; else the tries or the patience came to an end
};

// `shows`: whether this body still does; nothing: nobody can tell any more, and it ends. Runs of one character (levels
// of lists, long texts) are halved first, then members and elements of JSON are taken away, then pieces of the text.
ShrinkResult shrink(std::string body, const std::function<std::optional<bool>(const std::string&)>& shows,
                    std::size_t most_tries);

}  // namespace plimsoll
