#pragma once

// What a person sees while a run goes on: a block that is redrawn in a terminal, a line each 10 s elsewhere, or
// nothing. Fed by the conductor once a second; one thread. Writes to standard error, so that the summary alone is on
// standard output.

#include "conduct/so_far/live_status.h"

#include <string>
#include <vector>

namespace plimsoll {

enum class LiveMode { block, lines, none };

// Pure: what is shown. Rows of the block have no line ends and at most `width` columns.
struct LiveStyle {
  int width = 80;
  bool color = false;
};
std::vector<std::string> render_block(const LiveStatus& status, const LiveStyle& style);
std::string render_line(const LiveStatus& status);

class LiveView {
 public:
  explicit LiveView(LiveMode mode);
  ~LiveView();  // takes the block away, so that the scroll-back stays clean

  // One status a run; several stand below each other.
  void show(const std::vector<LiveStatus>& runs);
  void clear();

 private:
  void show_lines(const std::vector<LiveStatus>& runs);
  void show_block(const std::vector<LiveStatus>& runs);

  LiveMode mode_;
  std::size_t rows_shown_ = 0;
  double next_line_s_ = 10;
};

// Block in a terminal that can be redrawn, else lines; none where neither is wanted.
LiveMode live_mode_for_stderr();

}  // namespace plimsoll
