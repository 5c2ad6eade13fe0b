#include "scenarios/bodies/content_type.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace plimsoll {
namespace {

struct Ending {
  std::string_view ending;
  std::string_view type;
};

constexpr std::array kEndings = {
    Ending{".json", "application/json"},
    Ending{".jsonl", "application/x-ndjson"},
    Ending{".ndjson", "application/x-ndjson"},
    Ending{".xml", "application/xml"},
    Ending{".csv", "text/csv"},
    Ending{".txt", "text/plain"},
    Ending{".html", "text/html"},
    Ending{".jpg", "image/jpeg"},
    Ending{".jpeg", "image/jpeg"},
    Ending{".png", "image/png"},
    Ending{".gif", "image/gif"},
    Ending{".bmp", "image/bmp"},
    Ending{".webp", "image/webp"},
    Ending{".tif", "image/tiff"},
    Ending{".tiff", "image/tiff"},
    Ending{".svg", "image/svg+xml"},
    Ending{".wav", "audio/wav"},
    Ending{".mp3", "audio/mpeg"},
    Ending{".flac", "audio/flac"},
    Ending{".ogg", "audio/ogg"},
    Ending{".mp4", "video/mp4"},
    Ending{".webm", "video/webm"},
    Ending{".pdf", "application/pdf"},
    Ending{".zip", "application/zip"},
    Ending{".gz", "application/gzip"},
    Ending{".parquet", "application/vnd.apache.parquet"},
    Ending{".arrow", "application/vnd.apache.arrow.file"},
};

}  // namespace

std::string_view content_type_of(const std::filesystem::path& file) {
  const auto ending = lower_case(file.extension().string());
  for (const auto& known : kEndings)
    if (known.ending == ending) return known.type;
  return "application/octet-stream";
}

}  // namespace plimsoll
