#pragma once

// One place of a JSON text without the rest of it: the whole text is held to be JSON, and only what stands at that
// place becomes a value. A twentieth of what the whole value costs. One lookup at a time on a thread; its memory is the
// thread's and used again.

#include "scenarios/json_path.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace plimsoll {

class JsonLookup {
 public:
  enum class Came {
    found,
    nothing,    // the text is JSON and has no such place
    undecided,  // not JSON, or too long, too deep or with a number too large for it: build the whole value
  };

  // The path leads to one place (JsonPath::is_one_place). Of what was found `value` is the answer's.
  static Came at(std::string_view text, const JsonPath& path, nlohmann::json& value);
  // True: it is JSON. False: undecided.
  static bool is_json(std::string_view text);
};

}  // namespace plimsoll
