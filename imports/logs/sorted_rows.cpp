#include "imports/logs/sorted_rows.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

namespace plimsoll {
namespace {

constexpr std::size_t kReadAtOnce = 64 << 10;
constexpr std::size_t kRowHead = sizeof(double) + sizeof(std::uint32_t);

std::filesystem::path folder_of_rows() {
  std::error_code none;
  auto folder = std::filesystem::temp_directory_path(none);
  return none ? std::filesystem::path("/tmp") : folder;
}

Error file_trouble(int why) {
  return {ErrorKind::internal,
          fmt::format("a log of this size needs a temporary file in {}: {}; TMPDIR names another folder",
                      folder_of_rows().string(), std::strerror(why))};
}

Result<> append(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto wrote = ::write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return file_trouble(wrote < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

void append_row(std::string& bytes, double instant_s, std::string_view row) {
  const auto size = static_cast<std::uint32_t>(row.size());
  bytes.append(reinterpret_cast<const char*>(&instant_s), sizeof instant_s);
  bytes.append(reinterpret_cast<const char*>(&size), sizeof size);
  bytes.append(row);
}

}  // namespace

// One sorted part of the file, read piece by piece.
class SortedRows::SpilledReader {
 public:
  SpilledReader(int file, Spilled part) : file_(file), at_(part.begin), end_(part.end) {}

  double instant_s() const { return instant_s_; }
  std::string_view row() const { return row_; }

  // False at the end.
  Result<bool> next() {
    used_ += row_.size();
    row_ = {};
    auto here = need(kRowHead);
    if (here.has_error() || !*here) return here;
    std::uint32_t size = 0;
    std::memcpy(&instant_s_, buffer_.data() + used_, sizeof instant_s_);
    std::memcpy(&size, buffer_.data() + used_ + sizeof instant_s_, sizeof size);
    used_ += kRowHead;
    here = need(size);
    if (here.has_error() || !*here) return here;
    row_ = std::string_view(buffer_).substr(used_, size);
    return true;
  }

 private:
  Result<bool> need(std::size_t bytes) {
    if (buffer_.size() - used_ >= bytes) return true;
    buffer_.erase(0, used_);
    used_ = 0;
    while (buffer_.size() < bytes) {
      const auto had = buffer_.size();
      const auto wanted = std::min(std::max(bytes - had, kReadAtOnce), end_ - at_);
      if (wanted == 0) return false;
      buffer_.resize(had + wanted);
      const auto got = ::pread(file_, buffer_.data() + had, wanted, static_cast<off_t>(at_));
      buffer_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return file_trouble(got < 0 ? errno : EIO);
      at_ += static_cast<std::size_t>(got);
    }
    return true;
  }

  int file_;
  std::size_t at_;
  std::size_t end_;
  std::string buffer_;
  std::size_t used_ = 0;
  double instant_s_ = 0;
  std::string_view row_;
};

SortedRows::~SortedRows() {
  if (file_ >= 0) ::close(file_);
}

Result<> SortedRows::add(double instant_s, std::string row) {
  first_s_ = size_ == 0 ? instant_s : std::min(first_s_, instant_s);
  ++size_;
  kept_bytes_ += sizeof(Kept) + row.size();
  kept_.push_back({instant_s, std::move(row)});
  return kept_bytes_ > most_kept_ ? spill() : Result<>();
}

void SortedRows::sort_kept() {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) { return a.instant_s < b.instant_s; });
}

Result<> SortedRows::open_file() {
  if (file_ >= 0) return {};
  auto name = (folder_of_rows() / "plimsoll-rows-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) return file_trouble(errno);
  ::unlink(name.c_str());
  return {};
}

Result<> SortedRows::spill() {
  if (auto opened = open_file(); !opened) return opened;
  sort_kept();
  const auto begin = file_bytes_;
  std::string bytes;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    append_row(bytes, kept_[i].instant_s, kept_[i].row);
    if (bytes.size() < kReadAtOnce && i + 1 < kept_.size()) continue;
    if (auto done = append(file_, bytes); !done) return done;
    file_bytes_ += bytes.size();
    bytes.clear();
  }
  spilled_.push_back({begin, file_bytes_});
  kept_.clear();
  kept_bytes_ = 0;
  return {};
}

Result<> SortedRows::visit(const std::function<Result<>(double instant_s, std::string_view row)>& visitor) {
  sort_kept();
  std::vector<SpilledReader> parts;
  parts.reserve(spilled_.size());
  // The next row of each part; what is kept was added last.
  std::vector<std::pair<double, std::size_t>> heap;
  const auto later = [](const auto& a, const auto& b) { return a > b; };
  for (const auto& part : spilled_) {
    parts.emplace_back(file_, part);
    const auto there = parts.back().next();
    if (there.has_error()) return there.error();
    if (*there) heap.emplace_back(parts.back().instant_s(), parts.size() - 1);
  }
  auto kept = kept_.begin();
  if (kept != kept_.end()) heap.emplace_back(kept->instant_s, parts.size());
  std::make_heap(heap.begin(), heap.end(), later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    auto& [instant_s, part] = heap.back();
    const bool from_kept = part == parts.size();
    const auto row = from_kept ? std::string_view(kept->row) : parts[part].row();
    if (auto done = visitor(instant_s, row); !done) return done;
    const auto there = from_kept ? Result<bool>(++kept != kept_.end()) : parts[part].next();
    if (there.has_error()) return there.error();
    if (!*there) {
      heap.pop_back();
      continue;
    }
    instant_s = from_kept ? kept->instant_s : parts[part].instant_s();
    std::push_heap(heap.begin(), heap.end(), later);
  }
  return {};
}

}  // namespace plimsoll
