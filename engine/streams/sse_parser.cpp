#include "engine/streams/sse_parser.h"

#include "engine/streams/kept_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// The first LF or CR; npos: none.
std::size_t line_end(std::string_view text) {
  const auto* lf = static_cast<const char*>(std::memchr(text.data(), '\n', text.size()));
  const auto before = lf == nullptr ? text.size() : static_cast<std::size_t>(lf - text.data());
  const auto* cr = static_cast<const char*>(std::memchr(text.data(), '\r', before));
  if (cr != nullptr) return static_cast<std::size_t>(cr - text.data());
  return lf == nullptr ? std::string_view::npos : before;
}

}  // namespace

void SseParser::begin() noexcept {
  rest_ = {};
  empty_kept(line_);
  forget_event();
  line_is_taken_ = is_dispatched_ = skips_lf_ = false;
  at_start_ = true;
}

void SseParser::forget_event() noexcept {
  view_ = {};
  empty_kept(data_);
  type_.clear();
  has_data_ = is_cut_ = false;
}

void SseParser::keep(std::string& memory, std::string_view text) {
  is_cut_ = !append_kept(memory, text, kLongestEvent) || is_cut_;
}

std::optional<SseEvent> SseParser::next() {
  if (is_dispatched_) forget_event();
  is_dispatched_ = false;
  while (const auto line = next_line()) {
    if (!line->text.empty()) {
      take_line(*line);
      continue;
    }
    if (auto event = dispatch()) return event;
  }
  if (!view_.empty()) keep(data_, view_);
  view_ = {};
  return std::nullopt;
}

std::optional<SseParser::Line> SseParser::next_line() {
  if (line_is_taken_) empty_kept(line_);
  line_is_taken_ = false;
  if (rest_.empty()) return std::nullopt;
  if (std::exchange(skips_lf_, false) && rest_.front() == '\n') rest_.remove_prefix(1);
  if (rest_.empty()) return std::nullopt;
  const auto end = line_end(rest_);
  if (end == std::string_view::npos) {
    keep(line_, rest_);
    rest_ = {};
    return std::nullopt;
  }
  auto text = rest_.substr(0, end);
  skips_lf_ = rest_[end] == '\r';
  rest_.remove_prefix(end + 1);
  const bool is_whole = line_.empty();
  if (!is_whole) {
    keep(line_, text);
    text = line_;
    line_is_taken_ = true;
  }
  if (at_start_ && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  at_start_ = false;
  return Line{text, is_whole};
}

void SseParser::take_line(Line line) {
  const auto colon = line.text.find(':');
  const auto name = line.text.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data")
    take_data(value, line.stays);
  else if (name == "event")
    type_ = value.substr(0, kKeptCapacity);
}

void SseParser::take_data(std::string_view value, bool stays) {
  if (!has_data_ && stays) {
    view_ = value;
  } else {
    if (!view_.empty()) keep(data_, view_);
    view_ = {};
    if (has_data_) keep(data_, "\n");
    keep(data_, value);
  }
  has_data_ = true;
}

bool SseParser::is_within_event() const noexcept {
  const auto begins = [&](std::string_view field) {
    const auto length = std::min(field.size(), line_.size());
    return length > 0 && std::string_view(line_).substr(0, length) == field.substr(0, length);
  };
  return has_data_ || !type_.empty() || begins("data") || begins("event");
}

// A blank line: an event, where there is data.
std::optional<SseEvent> SseParser::dispatch() {
  if (!has_data_) {
    forget_event();
    return std::nullopt;
  }
  is_dispatched_ = true;
  return SseEvent{view_.empty() ? std::string_view(data_) : view_, type_, is_cut_};
}

}  // namespace plimsoll
