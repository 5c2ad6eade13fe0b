#pragma once

// The files behind `@...`: a file, a list, a glob, a folder or a JSONL of bodies, read once before the run. Used by the
// parser and by the command line; no state. Bounded: 1 GiB of bodies in all.

#include "core/error.h"
#include "scenarios/request_template.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

enum class BodyKind { json, text, file };

struct BodyRequest {
  BodyKind kind = BodyKind::json;
  std::vector<std::string> sources;       // each "@path" (file, glob, folder, .jsonl) or literal text
  std::filesystem::path folder;           // relative paths start here
  std::uint64_t most_bytes = 1ULL << 30;  // of all together
  bool may_read_files = true;             // false: a source that names one is an error
};

// A glob and a folder are taken in the order of their names; of a folder, json takes *.json and *.jsonl.
// json: every body is checked to be JSON, {"$base64": "image.jpg"} is replaced by the file's content, and the error
// names file, line and column.
Result<BodySet> read_bodies(const BodyRequest& request);

}  // namespace plimsoll
