#include "judgement/traces/trace_filling.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_lines.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kMainProcess = "0";

using Words = std::vector<std::string>;

bool is_child(const Words& words) { return words[0] == "CHLD"; }

// What is wrong with a line; empty: nothing.
std::string fault_of(const Words& words) {
  if (words[0] != "MEM" && !is_child(words))
    return fmt::format(R"(expected MEM, CHLD, FUNC or CMDLINE, got "{}")", shown(words[0]));
  if (words.size() == (is_child(words) ? 4u : 3u)) return "";
  return is_child(words) ? "expected CHLD, a number, MiB and seconds" : "expected MEM, MiB and seconds";
}

// One MEM line with the CHLD lines behind it.
struct Reading {
  std::string instant, memory;
  std::vector<std::pair<std::string, std::string>> children;  // number and memory

  double children_sum() const {
    double sum = 0;
    for (const auto& [number, mib] : children) sum += parse_number(mib).value_or(0);
    return sum;
  }
};

// Whether MEM holds its children too, as mprof run -C writes it: then it is never less than they are, and moves as they
// do.
class SumOfChildren {
 public:
  void add(const Reading& reading) {
    const double sum = reading.children_sum(), whole = parse_number(reading.memory).value_or(NAN);
    if (reading.children.empty() || !std::isfinite(whole)) return;
    constexpr double kReadApart = 0.99;  // one process after the other
    ++readings_;
    if (whole < kReadApart * sum) ++less_;
    if (readings_ > 1) {
      apart_ += std::abs(whole - before_);
      within_ += std::abs((whole - sum) - (before_ - sum_before_));
    }
    before_ = whole;
    sum_before_ = sum;
  }

  bool is_sum() const {
    constexpr std::size_t kOneOf = 20;
    return readings_ > 1 && less_ * kOneOf < readings_ && within_ < apart_;
  }

 private:
  std::size_t readings_ = 0, less_ = 0;
  double before_ = 0, sum_before_ = 0;
  double apart_ = 0, within_ = 0;  // how much the main process moved, if MEM is it alone; if MEM is the sum
};

// mprof writes no header: these are our names for what it writes. With children two tables are kept until it is known
// what MEM is.
class MprofTables {
 public:
  static Result<MprofTables> begin(const TraceRequest& request, bool with_children) {
    Words names = {"timestamp", "MEM (MiB)"};
    if (with_children) names.emplace_back("pid");
    MprofTables tables;
    auto apart = TraceTable::begin(names, request);
    if (!apart) return apart.error();
    if (with_children) tables.within_ = *apart;
    tables.apart_ = *std::move(apart);
    return tables;
  }

  void begin_run() {
    apart_->begin_run();
    if (within_) within_->begin_run();
  }

  Result<void> add(const Reading& reading) {
    sum_.add(reading);
    if (auto added = add_to(*apart_, reading, reading.memory); !added || !within_) return added;
    const auto whole = parse_number(reading.memory);
    return add_to(*within_, reading, whole ? fmt::format("{}", *whole - reading.children_sum()) : reading.memory);
  }

  bool looks_cut(const Reading& reading) const {
    Words row = {reading.instant, reading.memory};
    if (within_) row.emplace_back(kMainProcess);
    return apart_->halves_memory(row);
  }

  TraceFile finish() const {
    if (!within_ || !sum_.is_sum()) return apart_->finish(TraceFormat::mprof);
    auto file = within_->finish(TraceFormat::mprof);
    file.notes.emplace_back("MEM is the sum of its CHLD lines and the main process: each process is counted once");
    return file;
  }

 private:
  Result<void> add_to(TraceTable& table, const Reading& reading, const std::string& main) const {
    Words row = {reading.instant, main};
    if (within_) row.emplace_back(kMainProcess);
    if (auto added = table.add(row); !added || !within_) return added;
    for (const auto& [number, mib] : reading.children)
      if (auto added = table.add(Words{reading.instant, mib, number}); !added) return added;
    return {};
  }

  std::optional<TraceTable> apart_, within_;
  SumOfChildren sum_;
};

// The lines of one file, reading by reading.
class MprofLines {
 public:
  MprofLines(TraceInput& input, MprofTables& tables) : lines_(input), tables_(tables) {}

  Result<TraceFile> read() {
    while (true) {
      const auto more = lines_.next();
      if (!more) return more.error();
      if (!*more) break;
      if (auto taken = take(lines_.words()); !taken) {
        if (!lines_.at_end()) return taken.error();
        cut_ = true;
      }
    }
    if (readings_ == 0 && reading_.instant.empty())
      return lines_.error("expected lines MEM with MiB and seconds, got none");
    // Without its children, or of a number that breaks off.
    const bool partial = readings_ > 0 && ((had_children_ && reading_.children.empty()) ||
                                           (lines_.at_end() && tables_.looks_cut(reading_)));
    cut_ = cut_ || partial;
    if (!partial)
      if (auto ended = end_reading(); !ended) return ended.error();
    auto file = tables_.finish();
    if (cut_) file.notes.emplace_back(kCutLine);
    return file;
  }

 private:
  Result<void> take(const Words& words) {
    if (words[0] == "CMDLINE") {
      if (auto ended = end_reading(); !ended) return ended;
      if (readings_ > 0) tables_.begin_run();
      began_ = true;
      return {};
    }
    if (words[0] == "FUNC") return {};
    if (const auto fault = fault_of(words); !fault.empty()) return began_ ? lines_.error(fault) : Result<void>();
    const std::string& mib = words[is_child(words) ? 2 : 1];
    if (!parse_number(mib)) {
      return lines_.error(fmt::format("column MEM (MiB): expected a number, got \"{}\"", shown(mib)));
    }
    if (is_child(words)) {
      if (reading_.children.size() < kMostChildren) reading_.children.emplace_back(words[1], mib);
      return {};
    }
    began_ = true;
    if (auto ended = end_reading(); !ended) return ended;
    reading_ = {words[2], mib, {}};
    line_ = lines_.number();
    return {};
  }

  Result<void> end_reading() {
    if (reading_.instant.empty()) return {};
    had_children_ = !reading_.children.empty();
    ++readings_;
    const auto added = tables_.add(std::exchange(reading_, {}));
    if (!added) return with_context(added.error(), fmt::format("line {}", line_));
    return {};
  }

  static constexpr std::size_t kMostChildren = 1024;

  TraceLines lines_;
  MprofTables& tables_;
  Reading reading_;
  std::size_t line_ = 0, readings_ = 0;
  bool began_ = false, had_children_ = false, cut_ = false;
};

}  // namespace

// A child's line follows that of its parent within the same reading, so it gets the parent's instant.
Result<TraceFile> read_mprof_trace(TraceInput& input, const TraceRequest& request) {
  const bool with_children = input.beginning().find("\nCHLD ") != std::string_view::npos;
  auto tables = MprofTables::begin(request, with_children);
  if (!tables) return tables.error();
  return MprofLines(input, *tables).read();
}

}  // namespace plimsoll
