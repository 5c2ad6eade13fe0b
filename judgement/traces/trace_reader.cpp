#include "judgement/traces/trace_reader.h"

#include "judgement/traces/trace_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::array<std::pair<std::string_view, TraceFormat>, 4> kFormats = {
    {{"csv", TraceFormat::csv},
     {"psrecord", TraceFormat::psrecord},
     {"mprof", TraceFormat::mprof},
     {"prometheus", TraceFormat::prometheus}}};

TraceFormat format_of(std::string_view beginning) {
  const auto from = beginning.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return TraceFormat::csv;
  const auto text = beginning.substr(from);
  if (text.front() == '{' || text.front() == '[') return TraceFormat::prometheus;
  for (const std::string_view word : {"CMDLINE ", "MEM ", "FUNC ", "CHLD "})
    if (text.starts_with(word)) return TraceFormat::mprof;
  const auto line = text.substr(0, text.find('\n'));
  if (text.front() == '#' && line.find("Elapsed time") != std::string_view::npos) return TraceFormat::psrecord;
  return TraceFormat::csv;
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

std::string_view to_string(TraceFormat format) {
  for (const auto& [name, each] : kFormats)
    if (each == format) return name;
  return "csv";
}

Result<TraceFormat> parse_trace_format(std::string_view name) {
  for (const auto& [each, format] : kFormats)
    if (each == name) return format;
  return Error{ErrorKind::usage, fmt::format("expected csv, psrecord, mprof or prometheus, got {}", name)};
}

Result<TraceFile> read_trace(std::istream& in, const TraceRequest& request) {
  TraceInput input(in);
  TraceFormat format = request.format.value_or(TraceFormat::csv);
  try {
    const auto beginning = input.beginning();
    if (auto objection = objection_to(beginning); !objection.empty()) return Error{ErrorKind::invalid, objection};
    if (!request.format) format = format_of(beginning);
  } catch (const std::ios_base::failure&) {
    return Error{ErrorKind::invalid, "the stream could not be read"};
  }
  switch (format) {
    case TraceFormat::psrecord:
      return read_psrecord_trace(input, request);
    case TraceFormat::mprof:
      return read_mprof_trace(input, request);
    case TraceFormat::prometheus:
      return read_prometheus_trace(input, request);
    case TraceFormat::csv:
      break;
  }
  return read_csv_trace(input, request);
}

}  // namespace plimsoll
