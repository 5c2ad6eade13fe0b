#include "store/packed_text.h"

#define ZLIB_CONST  // what is read is not written
#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace plimsoll {

std::string packed(std::string_view text) {
  auto size = compressBound(text.size());
  std::string made(size, '\0');
  constexpr int kFast = 3;  // of a record of 1 MiB: 9 ms instead of 30 ms, for a tenth more room
  const auto* from = reinterpret_cast<const Bytef*>(text.data());
  if (compress2(reinterpret_cast<Bytef*>(made.data()), &size, from, text.size(), kFast) != Z_OK)
    throw std::runtime_error("zlib has no memory");
  made.resize(size);
  return made;
}

Result<std::string> unpacked(std::string_view packed, std::size_t most_bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return Error{ErrorKind::internal, "zlib has no memory"};
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  int code = Z_OK;
  while (code == Z_OK && text.size() < most_bytes) {
    const auto before = text.size();
    text.resize(std::min(most_bytes, std::max<std::size_t>(before + 4 * packed.size(), before + 4096)));
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + before);
    stream.avail_out = static_cast<uInt>(text.size() - before);
    code = inflate(&stream, Z_NO_FLUSH);
    text.resize(text.size() - stream.avail_out);
    if (text.size() == before && code == Z_OK && stream.avail_in == 0) break;  // cut off
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END) return invalid("a stored record is cut off or damaged");
  return text;
}

}  // namespace plimsoll
