#pragma once

// What is to be imported, read once from its beginning: its head is looked at to tell the format, and nothing of it is
// lost by that. Owned by one import; the stream must outlive it; one thread.

#include "core/error.h"

#include <istream>
#include <streambuf>
#include <string>
#include <string_view>

namespace plimsoll {

class ImportSource : private std::streambuf {
 public:
  static constexpr std::size_t kHeadBytes = 64 << 10;
  static constexpr std::size_t kMostText = std::size_t{64} << 20;  // of formats that are read whole

  ImportSource(std::istream& in, std::string name);

  const std::string& name() const { return name_; }  // of places
  std::string_view head() const { return head_; }

  std::istream& stream() { return stream_; }
  // Without a byte order mark. Error: larger than kMostText, or UTF-16.
  Result<std::string> text();

 private:
  int_type underflow() override;

  std::istream& in_;
  std::string name_;
  std::string head_;
  std::string buffer_;
  std::istream stream_;
};

}  // namespace plimsoll
