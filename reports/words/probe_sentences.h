#pragma once

// What became of probes, and of checks that had no time for every answer, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// "stale replica", "not deterministic".
std::string_view answers_verdict_words(AnswersVerdict verdict);

// The verdict with its reason first; then counts by part of the run, by server, examples. None without probes.
std::vector<std::string> probe_sentences(const RunRecord& record);

// Of each request whose answers were checked in part: how many, and where the share of wrong ones lies.
std::vector<std::string> check_sentences(const RunRecord& record);

}  // namespace plimsoll
