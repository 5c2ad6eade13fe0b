#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_lines.h"
#include "judgement/traces/trace_table.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kMainProcess = "0";

// mprof writes no header: these are our names for what it writes.
std::vector<std::string> header(bool with_children) {
  std::vector<std::string> names = {"timestamp", "MEM (MiB)"};
  if (with_children) names.emplace_back("pid");
  return names;
}

bool is_child(const std::vector<std::string>& words) { return words[0] == "CHLD"; }

// What is wrong with a line; empty: nothing.
std::string fault_of(const std::vector<std::string>& words) {
  if (words[0] != "MEM" && !is_child(words))
    return fmt::format(R"(expected MEM, CHLD, FUNC or CMDLINE, got "{}")", shown(words[0]));
  if (words.size() == (is_child(words) ? 4u : 3u)) return "";
  return is_child(words) ? "expected CHLD, a number, MiB and seconds" : "expected MEM, MiB and seconds";
}

std::vector<std::string> row_of(const std::vector<std::string>& words, const std::string& instant, bool with_children) {
  std::vector<std::string> row = {instant, words[is_child(words) ? 2 : 1]};
  if (with_children) row.push_back(is_child(words) ? words[1] : std::string(kMainProcess));
  return row;
}

}  // namespace

// A child's line follows that of its parent within the same reading, so it gets the parent's instant.
Result<TraceFile> read_mprof_trace(TraceInput& input, const TraceRequest& request) {
  const bool with_children = input.beginning().find("\nCHLD ") != std::string_view::npos;
  auto table = TraceTable::begin(header(with_children), request);
  if (!table) return table.error();
  TraceLines lines(input);
  std::string instant;
  while (true) {
    const auto more = lines.next();
    if (!more) return more.error();
    if (!*more) break;
    const auto words = lines.words();
    if (words[0] == "CMDLINE" || words[0] == "FUNC") continue;
    if (const auto fault = fault_of(words); !fault.empty()) return lines.error(fault);
    const bool child = is_child(words);
    if (child && (!with_children || instant.empty())) continue;
    if (!child) instant = words[2];
    if (auto added = table->add(row_of(words, instant, with_children)); !added) return lines.error(added.error());
  }
  if (instant.empty()) return lines.error("expected lines MEM with MiB and seconds, got none");
  return table->finish(TraceFormat::mprof);
}

}  // namespace plimsoll
