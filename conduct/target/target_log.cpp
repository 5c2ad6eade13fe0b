#include "conduct/target/target_log.h"

#include "engine/results/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uintmax_t kEnoughBytes = 64 << 10;
constexpr std::size_t kLongestLine = 500;

// Escape sequences for colours go without a trace.
std::string readable(std::string line) {
  std::erase_if(line, [](unsigned char c) { return c < 0x20 && c != '\t'; });
  return printable(line);
}

// Of the end of a file, from a place in it on. A first line that was cut is left out.
void append_last(const std::filesystem::path& path, std::uintmax_t begin, std::vector<std::string>& lines) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return;
  const auto size = static_cast<std::uintmax_t>(file.tellg());
  const auto from = std::max(begin <= size ? begin : 0, size > kEnoughBytes ? size - kEnoughBytes : 0);
  file.seekg(static_cast<std::streamoff>(from));
  std::string line;
  if (from > begin) std::getline(file, line);
  while (std::getline(file, line)) lines.push_back(readable(std::move(line)));
}

}  // namespace

TargetLog::TargetLog(std::filesystem::path file, std::uintmax_t begin, bool is_ours, Redaction redaction)
    : file_(std::move(file)), begin_(begin), is_ours_(is_ours), redaction_(std::move(redaction)) {}

std::filesystem::path TargetLog::older(int number) const {
  auto path = file_;
  path += fmt::format(".{}", number);
  return path;
}

std::vector<std::string> TargetLog::last_lines() const {
  std::vector<std::string> lines;
  append_last(file_, begin_, lines);
  if (lines.size() < kLines && rotated_) {
    std::vector<std::string> before;
    append_last(older(1), 0, before);
    lines.insert(lines.begin(), before.begin(), before.end());
  }
  if (lines.size() > kLines) lines.erase(lines.begin(), lines.end() - kLines);
  for (auto& line : lines) {
    line = redaction_.text(line);  // before it is cut: no part of a secret is left
    if (line.size() > kLongestLine) line = line.substr(0, kLongestLine) + " ...";
  }
  return lines;
}

// The target holds the file open: it is copied and emptied, not moved.
void TargetLog::rotate_if_long(std::uintmax_t longest) {
  std::error_code failed;
  if (!is_ours_ || std::filesystem::file_size(file_, failed) <= longest || failed) return;
  for (int number = kOlderFiles; number > 1; --number)
    std::filesystem::rename(older(number - 1), older(number), failed);
  std::filesystem::copy_file(file_, older(1), std::filesystem::copy_options::overwrite_existing, failed);
  if (failed) std::filesystem::remove(older(1), failed);  // a full disk: the bound holds all the same
  std::filesystem::resize_file(file_, 0, failed);
  begin_ = 0;
  rotated_ = true;
}

}  // namespace plimsoll
