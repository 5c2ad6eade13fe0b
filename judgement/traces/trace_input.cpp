#include "judgement/traces/trace_input.h"

namespace plimsoll {

namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;

}  // namespace

TraceInput::TraceInput(std::istream& source) : source_(source), piece_(kPieceBytes) {}

std::string_view TraceInput::beginning() {
  if (gptr() == egptr() && traits_type::eq_int_type(underflow(), traits_type::eof())) return {};
  std::string_view text(gptr(), static_cast<std::size_t>(egptr() - gptr()));
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

void TraceInput::skip(std::size_t bytes) {
  const std::string_view text = beginning();
  setg(eback(), egptr() - (text.size() - bytes), egptr());
}

TraceInput::int_type TraceInput::underflow() {
  if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
  source_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
  const auto count = source_.gcount();
  if (count <= 0) {
    // A file that ends is not one that breaks.
    if (source_.bad()) throw std::ios_base::failure("the stream could not be read");
    return traits_type::eof();
  }
  setg(piece_.data(), piece_.data(), piece_.data() + count);
  return traits_type::to_int_type(*gptr());
}

}  // namespace plimsoll
