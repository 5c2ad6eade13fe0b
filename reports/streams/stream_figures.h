#pragma once

// The figures of token streams that all reports show, by request. Pure functions; any thread.

#include "record/run_record.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Of one request, or of all of them together; refers to the record, or holds what it derived of it.
struct StreamFigures {
  std::string name;  // for people; "All streams"
  bool is_all = false;
  bool has_limits = false;  // of `slo`: without one there is no goodput
  RequestStats stats;
  std::optional<double> tokens_per_second;  // by the server's count; absent where it counts none
  std::optional<double> tokens_by_user;     // of these for each active user, or each open stream where there are none
  std::optional<double> goodput;            // share of all requests that have an `slo`, the failed ones too
  std::optional<double> goodput_per_second;
  std::optional<StreamTime> token_time{};  // where its count of tokens is from, of most streams
};

// The users of step `index` of record.stream_steps. They are read at the end of each second, when those of the last
// second of the load have left already: it has those of the step before.
double users_of_step(const RunRecord& record, std::size_t index);

// One a request whose answers come as streams; behind several all of them. None where none do.
std::vector<StreamFigures> stream_figures(const RunRecord& record);
// The last of them: of all. Absent: none.
std::optional<StreamFigures> all_streams(const RunRecord& record);

// Of a share of the time to the first token that lies behind the sending: 1 where all were sent when due.
std::optional<double> share_from_sent(const StreamStats& streams);

std::string_view stream_time_title(StreamTime time);            // "First token"
std::string_view provenance_words(StreamTime time);             // of a time of a token: "tokens counted by the server"
std::string finish_reasons_text(const FinishReasons& reasons);  // the most first: "stop 50, length 2"
std::string failure_kinds_text(const FailureTally& failures);   // likewise: "12 timeout, 3 status"

}  // namespace plimsoll
