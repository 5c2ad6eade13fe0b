#include "judgement/traces/trace_lines.h"

#include "judgement/traces/trace_words.h"

#include <fmt/format.h>

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
      unended_ = next < 0;
      if (line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    }
  } catch (const std::ios_base::failure&) {
    return error("the stream could not be read");
  }
}

std::vector<std::string> TraceLines::words() const { return words_of(line_); }

Error TraceLines::error(std::string_view message) const {
  return {ErrorKind::invalid, fmt::format("line {}: {}", number_, message)};
}

Error TraceLines::error(const Error& error) const { return with_context(error, fmt::format("line {}", number_)); }

}  // namespace plimsoll
