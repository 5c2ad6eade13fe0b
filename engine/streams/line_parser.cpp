#include "engine/streams/line_parser.h"

#include "engine/streams/kept_text.h"

namespace plimsoll {
void LineParser::begin() noexcept {
  rest_ = {};
  empty_kept(line_);
  is_taken_ = is_cut_ = false;
}

void LineParser::keep(std::string_view text) { is_cut_ = !append_kept(line_, text, kLongestLine) || is_cut_; }

std::optional<std::string_view> LineParser::next() {
  if (is_taken_) empty_kept(line_);
  is_taken_ = false;
  while (!rest_.empty()) {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) {
      keep(rest_);
      rest_ = {};
      break;
    }
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (!line_.empty()) {
      keep(line);
      line = line_;
      is_taken_ = true;
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) return line;
    if (is_taken_) empty_kept(line_);
    is_taken_ = false;
  }
  return std::nullopt;
}

}  // namespace plimsoll
