#include "judgement/traces/trace_reader.h"

#include "core/text.h"
#include "judgement/traces/trace_columns.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_keyed.h"
#include "judgement/traces/trace_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLinesLookedAt = 30;

std::string_view first_line_of(std::string_view text) {
  const auto from = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return text.substr(from, text.find('\n', from) - from);
}

// Whether any of the first lines is one.
template <class Is>
bool any_line(std::string_view text, Is is) {
  for (std::size_t at = 0, count = 0; at < text.size() && count < kMostLinesLookedAt; ++count) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (is(text.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

bool is_jsonl(std::string_view text) { return tells_memory(values_of_json(std::string(first_line_of(text)))); }

// And not a log that begins with [12:00:00].
bool is_json(std::string_view text) {
  const auto line = first_line_of(text);
  const auto next = line.find_first_not_of(" \t\r", 1);
  if (line.starts_with('[')) return next == std::string_view::npos || std::string_view("{[]").find(line[next]) < 3;
  return line.starts_with('{');
}

bool is_mprof(std::string_view text) {
  return any_line(text, [](std::string_view line) {
    const auto words = words_of(line.substr(0, 256));
    const bool is_memory = words.size() == 3 && words[0] == "MEM" && parse_number(words[1]) && parse_number(words[2]);
    return is_memory || line.starts_with("CMDLINE ") || line.starts_with("FUNC ");
  });
}

bool is_psrecord(std::string_view text) {
  return any_line(text, [](std::string_view line) {
    return trimmed(line).starts_with('#') && line.find("Elapsed time") != std::string_view::npos;
  });
}

// And not what top says above its table: "MiB Mem : 15872.0 total".
bool is_log(std::string_view text) {
  const bool has_table = any_line(text, [](std::string_view line) {
    const auto words = words_of(line.substr(0, 1024));
    const auto has = [&](std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); };
    return (has("PID") || has("NAME")) && !memory_columns(words).empty();
  });
  return !has_table && any_line(text, [](std::string_view line) { return tells_memory(values_of_log(line)); });
}

bool is_anything(std::string_view) { return true; }

struct Format {
  TraceFormat format;
  std::string_view name;
  bool (*begins)(std::string_view text);
  Result<TraceFile> (*read)(TraceInput& input, const TraceRequest& request);
};

// In the order in which they are tried.
constexpr std::array<Format, 7> kFormats = {{{TraceFormat::jsonl, "jsonl", is_jsonl, read_jsonl_trace},
                                             {TraceFormat::prometheus, "prometheus", is_json, read_prometheus_trace},
                                             {TraceFormat::mprof, "mprof", is_mprof, read_mprof_trace},
                                             {TraceFormat::psrecord, "psrecord", is_psrecord, read_psrecord_trace},
                                             {TraceFormat::log, "log", is_log, read_log_trace},
                                             {TraceFormat::csv, "csv", is_anything, read_separated_trace},
                                             {TraceFormat::table, "table", is_anything, read_separated_trace}}};

const Format& format_of(std::string_view beginning, const std::optional<TraceFormat>& asked) {
  return *std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& format) {
    return asked ? format.format == *asked : format.begins(beginning);
  });
}

// Why this is no text, with its place; empty where it is.
std::string objection_to(std::string_view beginning) {
  if (beginning.starts_with("\x1f\x8b")) return "line 1: compressed with gzip: try zcat FILE | plimsoll leak -";
  if (beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff")) {
    return "line 1: written in UTF-16: expected UTF-8";
  }
  const auto zero = beginning.find('\0');
  if (zero == std::string_view::npos) return {};
  const auto before = beginning.substr(0, zero);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = zero - (before.rfind('\n') + 1) + 1;
  return fmt::format("line {}, column {}: a byte 0: expected a text, is this a binary file?", line, column);
}

}  // namespace

std::string_view to_string(TraceFormat format) { return format_of("", format).name; }

Result<TraceFormat> parse_trace_format(std::string_view name) {
  for (const auto& format : kFormats)
    if (format.name == name) return format.format;
  return Error{ErrorKind::usage,
               fmt::format("expected csv, table, psrecord, mprof, prometheus, jsonl or log, got {}", name)};
}

Result<TraceFile> read_trace(std::istream& in, const TraceRequest& request) {
  TraceInput input(in);
  const Format* format = nullptr;
  try {
    const auto beginning = input.beginning();
    if (auto objection = objection_to(beginning); !objection.empty()) return Error{ErrorKind::invalid, objection};
    format = &format_of(beginning, request.format);
  } catch (const std::ios_base::failure&) {
    return Error{ErrorKind::invalid, "the stream could not be read"};
  }
  return format->read(input, request);
}

}  // namespace plimsoll
