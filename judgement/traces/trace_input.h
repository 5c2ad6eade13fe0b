#pragma once

// A file as it is read: in pieces, with a look at its beginning before anyone takes it. Owned by one reading; one
// thread.

#include <istream>
#include <streambuf>
#include <string_view>
#include <vector>

namespace plimsoll {

class TraceInput : public std::streambuf {
 public:
  // The source must outlive it.
  explicit TraceInput(std::istream& source);

  // What the file begins with, without its byte order mark; at most a piece. Only before anything was taken.
  std::string_view beginning();
  // Takes so much of it.
  void skip(std::size_t bytes);

 protected:
  int_type underflow() override;

 private:
  std::istream& source_;
  std::vector<char> piece_;
};

}  // namespace plimsoll
