#pragma once

// What came back of a GET outside the measured load, whatever its status. How it is made is handed to who asks. Plain
// data.

#include "core/time.h"

#include <string>

namespace plimsoll {

struct HttpAnswer {
  int status = 0;
  std::string body;
  Nanos took{};           // from the question to the whole answer
  std::string headers{};  // "name: value\r\n" lines, names in lower case; where it was asked by HttpClient
};

}  // namespace plimsoll
