#include "imports/import_source.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string read_piece(std::istream& in, std::size_t bytes) {
  std::string piece(bytes, '\0');
  in.read(piece.data(), static_cast<std::streamsize>(bytes));
  piece.resize(static_cast<std::size_t>(in.gcount()));
  return piece;
}

}  // namespace

ImportSource::ImportSource(std::istream& in, std::string name)
    : in_(in), name_(std::move(name)), head_(read_piece(in, kHeadBytes)), stream_(this) {
  if (head_.starts_with(kMark)) head_.erase(0, kMark.size());
  setg(head_.data(), head_.data(), head_.data() + head_.size());
}

ImportSource::int_type ImportSource::underflow() {
  buffer_ = read_piece(in_, kPieceBytes);
  if (buffer_.empty()) return traits_type::eof();
  setg(buffer_.data(), buffer_.data(), buffer_.data() + buffer_.size());
  return traits_type::to_int_type(buffer_.front());
}

Result<std::string> ImportSource::text() {
  std::string text;
  for (auto piece = read_piece(stream_, kPieceBytes); !piece.empty(); piece = read_piece(stream_, kPieceBytes)) {
    text += piece;
    if (text.size() > kMostText)
      return invalid(fmt::format("{}: larger than 64 MiB: split it, or keep of it what is to be imported", name_));
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return invalid(fmt::format("{}: is UTF-16: save it as UTF-8", name_));
  return text;
}

}  // namespace plimsoll
