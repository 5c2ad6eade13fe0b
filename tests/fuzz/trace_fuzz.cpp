// Any bytes as a recorded trace: it is read or refused with a message, its columns are of one length, and the judgement
// of it ends with figures that are numbers.

#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void judge_column(const plimsoll::Trace& trace) {
  const auto rows = trace.t_seconds.size();
  demand(trace.memory_bytes.size() == rows);
  for_each_column(trace, [&](const std::vector<double>& column) { demand(column.empty() || column.size() == rows); });
  const auto verdict = plimsoll::judge(trace, {});
  demand(!verdict.explanation.empty());
  for (const auto& figure : {verdict.bytes_per_second, verdict.ci_low, verdict.ci_high, verdict.bytes_per_request})
    demand(!figure || std::isfinite(*figure));
}

void read(const std::string& text, const plimsoll::TraceRequest& request) {
  std::istringstream in(text);
  const auto file = plimsoll::read_trace(in, request);
  if (file.has_error()) {
    demand(!file.error().message.empty());
    return;
  }
  demand(!file->columns.empty());
  for (const auto& column : file->columns) judge_column(column.trace);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read(text, {});
  plimsoll::TraceRequest without_times;
  without_times.every_s = 15;
  read(text, without_times);
  return 0;
}
