#include "monitors/mappings/mapping_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kChunk = 64 << 10;

// What is cut at the end of `text` stays there.
void take_lines(std::string& text, MappingParser& parser) {
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    parser.add_line(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  text.erase(0, begin);
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (file_ >= 0) close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const noexcept { return file_; }

 private:
  int file_;
};

}  // namespace

// The kernel gives a few mappings at a time and lets go of the lock between.
Reading<std::vector<Mapping>> MappingReader::mappings_of(const std::string& path, std::size_t most) const {
  const auto begun = std::chrono::steady_clock::now();
  const OpenFile file(path);
  if (file.number() < 0) return unread_because(errno);
  MappingParser parser;
  std::string text, chunk(kChunk, '\0');
  for (;;) {
    const auto got = ::read(file.number(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unread_because(errno);
    if (got == 0) break;
    text.append(chunk, 0, static_cast<std::size_t>(got));
    take_lines(text, parser);
    if (parser.count() > most || std::chrono::steady_clock::now() - begun > limits_.most_time)
      return Unread::unsupported;
  }
  if (parser.count() == 0) return Unread::gone;  // it has ended and waits to be reaped
  return parser.take();
}

Reading<MappingReading> MappingReader::read(const Process& process) const {
  const auto path_of = [&](std::string_view file) {
    return fmt::format("{}/{}/{}", proc_.path.string(), process.pid, file);
  };
  if (!process.by_size && process.resident_bytes <= limits_.most_walked_bytes) {
    const auto walked = mappings_of(path_of("smaps"), limits_.most_walked);
    if (walked) return condensed(*walked, process.threads, false);
    if (walked.why != Unread::unsupported) return walked.why;
  }
  const auto listed = mappings_of(path_of("maps"), limits_.most_mappings);
  if (!listed) return listed.why;
  return condensed(*listed, process.threads, true);
}

}  // namespace plimsoll
