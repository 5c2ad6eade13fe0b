#include "scenarios/bodies/replay_reader.h"

#include "core/json/json.h"
#include "core/units.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/files_asked.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBodyFiles = 1024;
constexpr std::size_t kMostLineBytes = 64 << 20;
constexpr std::array<std::string_view, 8> kColumns = {"offset", "offset_s", "offset_ms", "method",
                                                      "path",   "body",     "body_file", "name"};

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Nanos> offset_of(std::string_view text, double unit_seconds) {
  constexpr double kLongest = 86400.0 * 3650;
  if (const auto number = number_of(text)) {
    const double seconds = *number * unit_seconds;
    if (seconds < 0 || seconds > kLongest) return std::nullopt;
    return Nanos(std::llround(seconds * 1e9));
  }
  const auto duration = parse_duration(text);
  return duration ? std::optional(*duration) : std::nullopt;
}

std::optional<Method> method_of(std::string_view text) {
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del, Method::head})
    if (to_string(method) == text) return method;
  return std::nullopt;
}

// Text as it is; anything else as JSON: {"body": {"x": 1}} sends {"x":1}.
std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : to_text(value); }

}  // namespace

Error ReplayReader::wrong(const std::string& message) const {
  return {ErrorKind::invalid, fmt::format("{}:{}: {}", file_.string(), line_, message)};
}

Result<ReplayReader> ReplayReader::open(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return Error{ErrorKind::invalid, fmt::format("{}: no such file", file.string())};
  ReplayReader reader(file);
  FilesAsked::note(file);
  reader.in_ = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!*reader.in_) return Error{ErrorKind::invalid, fmt::format("{}: cannot be read", file.string())};
  if (file.extension() == ".csv") {
    const auto header = reader.read_header();
    if (header.has_error()) return header.error();
  }
  return reader;
}

Result<void> ReplayReader::read_header() {
  csv_ = std::make_unique<CsvReader>(*in_, kMostLineBytes);
  line_ = 1;
  const auto header = csv_->next();
  if (header.has_error()) return wrong(header.error().message);
  if (!*header) return wrong("expected a header line with offset and path, got nothing");
  columns_ = csv_->fields();
  for (const auto& column : columns_)
    if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end())
      return wrong(fmt::format("unknown column \"{}\": there are {}", column, fmt::join(kColumns, ", ")));
  return {};
}

Result<std::optional<ReplayRow>> ReplayReader::next() {
  const auto filled = fill();
  if (filled.has_error()) return filled.error();
  if (window_.empty()) return std::optional<ReplayRow>();
  auto first = window_.extract(window_.begin());
  given_ = first.key();
  return std::optional(std::move(first.mapped()));
}

Result<void> ReplayReader::fill() {
  while (!ended_ && window_.size() < kSortWindow) {
    Fields fields;
    const auto more = csv_ ? read_fields(fields) : read_json(fields);
    if (more.has_error()) return more.error();
    ended_ = !*more;
    if (ended_) break;
    auto row = row_of(fields);
    if (row.has_error()) return row.error();
    if (row->offset < given_)
      return wrong(fmt::format("{} s lies before what was due more than {} rows earlier: sort the log by its offset",
                               to_seconds(row->offset), kSortWindow));
    window_.emplace(row->offset, std::move(*row));
  }
  return {};
}

Result<bool> ReplayReader::read_fields(Fields& fields) {
  const auto more = csv_->next();
  line_ = csv_->line();
  if (more.has_error()) return wrong(more.error().message);
  if (!*more) return false;
  const auto& values = csv_->fields();
  if (values.size() != columns_.size())
    return wrong(fmt::format("expected {} fields as in the header, got {}", columns_.size(), values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!values[i].empty()) fields.emplace(columns_[i], values[i]);
  return true;
}

Result<bool> ReplayReader::read_json(Fields& fields) {
  std::string text;
  do {
    if (!std::getline(*in_, text)) return false;
    ++line_;
  } while (text.find_first_not_of(" \t\r") == std::string::npos);
  if (text.size() > kMostLineBytes) return wrong("a row of more than 64 MiB");
  auto parsed = parse_json({text, file_.string(), line_});
  if (parsed.has_error()) {
    const bool cut_off = in_->eof();
    return Error{ErrorKind::invalid, parsed.error().message + (cut_off ? " (the last line: was it cut off?)" : "")};
  }
  if (!parsed->is_object()) return wrong(R"(expected an object like {"offset": 1.5, "method": "GET", "path": "/"})");
  for (const auto& [key, value] : parsed->items()) {
    if (std::find(kColumns.begin(), kColumns.end(), key) == kColumns.end())
      return wrong(fmt::format("unknown key \"{}\": there are {}", key, fmt::join(kColumns, ", ")));
    if (!value.is_null()) fields.emplace(key, text_of(value));
  }
  return true;
}

Result<ReplayRow> ReplayReader::row_of(const Fields& fields) {
  const auto field = [&](std::string_view name) -> const std::string* {
    const auto found = fields.find(name);
    return found == fields.end() ? nullptr : &found->second;
  };
  ReplayRow row;
  row.line = line_;
  const std::string* offset = nullptr;
  double unit = 1;
  for (const auto& [name, seconds] : {std::pair{"offset", 1.0}, {"offset_s", 1.0}, {"offset_ms", 1e-3}})
    if (const auto* given = field(name)) offset = given, unit = seconds;
  if (offset == nullptr) return wrong("expected an offset: seconds from the start of the log");
  const auto time = offset_of(*offset, unit);
  if (!time)
    return wrong(fmt::format(R"(offset: expected seconds from 0 or a duration like "1.5s", got "{}")", *offset));
  row.offset = *time;

  const auto* path = field("path");
  if (path == nullptr) return wrong("expected a path");
  const auto is_bad = [](unsigned char c) { return c <= ' ' || c >= 127; };
  if (!path->starts_with('/') || std::any_of(path->begin(), path->end(), is_bad))
    return wrong(fmt::format(R"(path: expected a percent-encoded path that starts with "/", got "{}")", *path));
  row.path = *path;

  const auto* body = field("body");
  const auto* file = field("body_file");
  if (body != nullptr && file != nullptr) return wrong("body and body_file: a row has one of them");
  if (body != nullptr) row.body = std::make_shared<const std::string>(*body);
  if (file != nullptr) {
    auto content = body_file(*file);
    if (content.has_error()) return content.error();
    row.body = *content;
  }
  row.method = row.body ? Method::post : Method::get;
  if (const auto* method = field("method")) {
    const auto known = method_of(*method);
    if (!known)
      return wrong(fmt::format("method: expected GET, POST, PUT, PATCH, DELETE or HEAD, got \"{}\"", *method));
    row.method = *known;
  }
  const auto* name = field("name");
  row.name = name != nullptr ? *name : fmt::format("{} {}", to_string(row.method), path->substr(0, path->find('?')));
  return row;
}

// Each is read once; beyond a bound, as often as it comes.
Result<std::shared_ptr<const std::string>> ReplayReader::body_file(const std::string& name) {
  if (const auto known = files_.find(name); known != files_.end()) return known->second;
  auto content = read_file({file_.parent_path() / name, name}, kMostBodyBytes);
  if (content.has_error()) return wrong("body_file: " + content.error().message);
  auto body = std::make_shared<const std::string>(std::move(*content));
  if (files_.size() < kMostBodyFiles) files_.emplace(name, body);
  return body;
}

Result<ReplaySummary> survey_replay_log(const std::filesystem::path& file) {
  auto reader = ReplayReader::open(file);
  if (reader.has_error()) return reader.error();
  ReplaySummary summary;
  for (;;) {
    auto row = reader->next();
    if (row.has_error()) return row.error();
    if (!*row) break;
    ++summary.rows;
    summary.length = (*row)->offset;
    const auto same = [&](const ReplayRow& kind) { return kind.name == (*row)->name; };
    if (std::any_of(summary.kinds.begin(), summary.kinds.end(), same)) continue;
    summary.more_kinds = summary.more_kinds || summary.kinds.size() == ReplaySummary::kMostNames;
    if (summary.more_kinds) continue;
    summary.kinds.push_back(std::move(**row));
    summary.kinds.back().body.reset();
  }
  if (summary.rows == 0) return Error{ErrorKind::invalid, fmt::format("{}: holds no request", file.string())};
  return summary;
}

}  // namespace plimsoll
