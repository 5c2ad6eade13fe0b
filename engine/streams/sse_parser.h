#pragma once

// Server-Sent Events out of bytes in pieces of any size, as the HTML standard has them (9.2.6, "Interpreting an event
// stream"): lines end with LF, CR or CRLF; comments and unknown fields say nothing; several data lines are one text; an
// event that no blank line ends is none. Sans-I/O; its memory is bounded, and holds nothing while each event comes in
// one piece. Part of a stream meter; one thread.
//
//   parser.give(piece);
//   while (const auto event = parser.next()) ...

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct SseEvent {
  std::string_view data;  // its lines joined by LF; valid until the next call
  std::string_view type;  // empty: "message"
  bool is_cut = false;    // it was longer than kLongestEvent: its beginning
};

class SseParser {
 public:
  static constexpr std::size_t kLongestEvent = 4 << 20;  // and of a line

  void begin() noexcept;

  // Outlives the calls of next() until that gives nothing.
  void give(std::string_view piece) noexcept { rest_ = piece; }
  std::optional<SseEvent> next();

  // Of an event bytes came that no blank line has ended yet.
  bool is_within_event() const noexcept;
  // And they are more than kLongestEvent.
  bool is_cut() const noexcept { return is_cut_ && is_within_event(); }

 private:
  struct Line {
    std::string_view text;
    bool stays;  // as long as the piece
  };
  std::optional<Line> next_line();
  void take_line(Line line);
  void take_data(std::string_view value, bool stays);
  std::optional<SseEvent> dispatch();
  void keep(std::string& memory, std::string_view text);
  void forget_event() noexcept;

  std::string_view rest_;  // of the piece
  std::string line_;       // the beginning of one, from pieces before
  std::string_view view_;  // the data so far where it is in the piece, else in `data_`
  std::string data_;
  std::string type_;
  bool line_is_taken_ = false;  // what is in `line_` was given away
  bool has_data_ = false;
  bool is_dispatched_ = false;
  bool is_cut_ = false;
  bool skips_lf_ = false;  // the piece before ended with a CR
  bool at_start_ = true;
};

}  // namespace plimsoll
