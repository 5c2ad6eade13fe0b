#pragma once

// A recording that a test writes out, read. Used by the tests of the readers.

#include "judgement/traces/trace_reader.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace plimsoll::test {

inline TraceFile read(const std::string& text, const TraceRequest& request = {}) {
  std::istringstream in(text);
  auto file = read_trace(in, request);
  if (file) return *file;
  ADD_FAILURE() << file.error().message;
  return {TraceFormat::csv, {{}}, {}};
}

inline std::string error_of(const std::string& text, const TraceRequest& request = {}) {
  std::istringstream in(text);
  auto file = read_trace(in, request);
  return file ? "" : file.error().message;
}

inline const Trace& trace_of(const TraceFile& file) { return file.columns.at(0).trace; }

}  // namespace plimsoll::test
