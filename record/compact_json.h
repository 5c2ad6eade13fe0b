#pragma once

// Forms of their own in run.json, so that a record stays small: histograms as their filled buckets, series as points,
// traces as a table. Used through json_archive.h. Pure functions; any thread.

#include "core/json/json_archive.h"
#include "record/run_record.h"

#include <vector>

namespace plimsoll {

Json store(OwnForm, const Histogram& histogram);
void restore(JsonReader& reader, Histogram& histogram);

// An object of the kinds that there were; of each its attempts, and how many got which answer.
Json store(OwnForm, const FaultTally& faults);
void restore(JsonReader& reader, FaultTally& faults);

// Each step as [requests, failures, [index, count, index, count ...]].
Json store(OwnForm, const RequestSteps& steps);
void restore(JsonReader& reader, RequestSteps& steps);

// [index, count, index, count ...]
Json store(OwnForm, const PackedTimes& times);
void restore(JsonReader& reader, PackedTimes& times);

// An object of the kinds that there were.
Json store(OwnForm, const FailureTally& failures);
void restore(JsonReader& reader, FailureTally& failures);

// An object of the reasons that there were.
Json store(OwnForm, const FinishReasons& reasons);
void restore(JsonReader& reader, FinishReasons& reasons);

// An object of the codes that came, and of the ends that there were.
Json store(OwnForm, const StatusTally& statuses);
void restore(JsonReader& reader, StatusTally& statuses);
Json store(OwnForm, const ConnectionEnds& ends);
void restore(JsonReader& reader, ConnectionEnds& ends);

Json store(OwnForm, const std::vector<TimeSeries>& series);
void restore(JsonReader& reader, std::vector<TimeSeries>& series);

Json store(OwnForm, const std::vector<MemoryRow>& rows);
void restore(JsonReader& reader, std::vector<MemoryRow>& rows);

Json store(OwnForm, const std::vector<ModelPoint>& points);
void restore(JsonReader& reader, std::vector<ModelPoint>& points);

// By its key.
Json store(OwnForm, const Metric* const& metric);
void restore(JsonReader& reader, const Metric*& metric);

// An object; of a name that comes twice the last counts.
Json store(OwnForm, const Facts& facts);
void restore(JsonReader& reader, Facts& facts);

// Of a step of time the percentiles that it has enough values for, the others null.
Json percentiles_json(const CoarseTimes& times);

// The figures of a histogram for readers: the keys of response_time_ms, with what is not supported and why.
Json summary_json(const Histogram& histogram);

}  // namespace plimsoll
