#pragma once

// What a service answers to a question about itself, and who asks it. Values; one thread.

#include <functional>
#include <string>
#include <string_view>

namespace plimsoll {

struct ToldAnswer {
  int status = 0;  // 0: none came
  std::string body;
  std::string location;  // of a redirect, which nobody follows
  std::string failure;   // why none came

  bool is_good() const { return status / 100 == 2; }
};

// `method`: GET, or POST with an empty JSON object.
using AskService = std::function<ToldAnswer(std::string_view method, const std::string& path)>;

}  // namespace plimsoll
