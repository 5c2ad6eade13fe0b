#include "cli/terminal_style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace plimsoll {

ConsoleStyle terminal_style(int descriptor) {
  ConsoleStyle style;
  style.color = isatty(descriptor) == 1 && std::getenv("NO_COLOR") == nullptr;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) style.width = size.ws_col;
  return style;
}

}  // namespace plimsoll
