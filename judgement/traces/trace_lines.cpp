#include "judgement/traces/trace_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <ios>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLineBytes = std::size_t{64} << 10;

}  // namespace

Result<bool> TraceLines::next() {
  try {
    while (true) {
      line_.clear();
      ++number_;
      int next = text_.sbumpc();
      if (next < 0) return false;
      for (; next >= 0 && next != '\n'; next = text_.sbumpc()) {
        if (line_.size() == kMostLineBytes) return error(fmt::format("more than {} KiB", kMostLineBytes >> 10));
        if (next != '\r') line_.push_back(static_cast<char>(next));
      }
      if (line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    }
  } catch (const std::ios_base::failure&) {
    return error("the stream could not be read");
  }
}

std::vector<std::string> TraceLines::words() const {
  std::vector<std::string> words;
  for (std::size_t from = line_.find_first_not_of(" \t"); from != std::string::npos;) {
    const std::size_t to = std::min(line_.find_first_of(" \t", from), line_.size());
    words.push_back(line_.substr(from, to - from));
    from = line_.find_first_not_of(" \t", to);
  }
  return words;
}

Error TraceLines::error(std::string_view message) const {
  return {ErrorKind::invalid, fmt::format("line {}: {}", number_, message)};
}

Error TraceLines::error(const Error& error) const { return with_context(error, fmt::format("line {}", number_)); }

}  // namespace plimsoll
