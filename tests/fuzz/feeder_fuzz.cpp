// Any bytes at all as the data of a feeder, in each of its forms: rows, or a refusal.

#include "scenarios/feeders/feeder_reader.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Format = plimsoll::Feeder::Format;
  static const int kFile = memfd_create("rows", 0);
  if (ftruncate(kFile, 0) != 0 || pwrite(kFile, data, size, 0) != static_cast<ssize_t>(size)) return 0;
  for (const auto format : {Format::csv, Format::tsv, Format::jsonl, Format::json, Format::prompts, Format::trace}) {
    plimsoll::Feeder feeder;
    feeder.files = {"/proc/self/fd/" + std::to_string(kFile)};
    feeder.label = "rows";
    feeder.format = format;
    feeder.bytes = size;
    const auto columns = plimsoll::feeder_columns(feeder);
    if (columns.has_error()) continue;
    for (const auto& column : *columns) feeder.columns.push_back({column, plimsoll::CellType::text});
    if (survey_feeder(feeder, std::vector<bool>(columns->size(), false)).has_error()) continue;
    auto reader = plimsoll::FeederReader::open(feeder);
    plimsoll::RowBlock block(feeder.columns.size());
    for (;;) {
      const auto more = (*reader)->next(block);
      if (more.has_error() && feeder.rows) __builtin_trap();  // it was read once before
      if (more.has_error() || !*more) break;
      if (!feeder.rows) block.clear();
    }
    if (feeder.rows && block.rows() != feeder.rows->rows()) __builtin_trap();
  }
  return 0;
}
