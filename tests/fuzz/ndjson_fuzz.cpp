// Any bytes as JSON texts a line each, in pieces of any size: the lines are those that a slow parser finds, and the
// meter comes to the same however they come. The first two bytes choose the pieces.

#include "engine/streams/line_parser.h"
#include "tests/fuzz/stream_cuts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  const auto rest = lines.back();
  lines.pop_back();
  std::vector<std::string> found;
  for (auto& line : lines) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) found.push_back(line);
  }
  found.push_back(rest);
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  plimsoll::StreamCuts cuts(data[0], data[1]);
  const auto expected = lines_of(text);
  static plimsoll::LineParser parser;
  parser.begin();
  std::size_t found = 0;
  cuts.each(text, [&](std::string_view piece) {
    parser.give(piece);
    while (const auto line = parser.next()) {
      plimsoll::demand(found + 1 < expected.size(), "no more lines than there are");
      plimsoll::demand(*line == expected[found++], "the line");
    }
  });
  plimsoll::demand(found + 1 == expected.size(), "no fewer lines than there are");
  plimsoll::demand(parser.rest() == expected.back(), "what no line end has ended");
  static const plimsoll::StreamRules rules = [] {
    plimsoll::StreamRules lines;
    lines.form = plimsoll::StreamRules::Form::ndjson;
    return lines;
  }();
  plimsoll::demand_same(rules, text, plimsoll::StreamCuts(data[1], data[0]));
  return 0;
}
