#include "record/compact_json.h"

#include "record/memory_columns.h"
#include "record/time_summary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

struct Bins {
  std::uint64_t count = 0;
  std::uint64_t clipped = 0;
  std::int64_t min_ns = 0;
  std::int64_t max_ns = 0;
  double sum_s = 0;
  std::vector<std::vector<std::uint64_t>> buckets;  // index and count
};

struct Points {
  std::string name;
  std::string unit;
  std::vector<std::vector<double>> points;  // t_s, min, mean, max
  std::vector<std::uint64_t> counts;
};

const MemoryColumn* memory_column(const Json& key) {
  for (const auto& column : kMemoryColumns)
    if (key.is_string() && key.get_ref<const std::string&>() == column.key) return &column;
  return nullptr;
}

static_assert(RequestSteps::kJoined == StreamSteps::kJoined);

}  // namespace

template <class A>
void describe(A& a, FieldsOf<A, Bins> bins) {
  a("count", bins.count);
  a("clipped", bins.clipped);
  a("min_ns", bins.min_ns);
  a("max_ns", bins.max_ns);
  a("sum_s", bins.sum_s);
  a("buckets", bins.buckets);
}

template <class A>
void describe(A& a, FieldsOf<A, FaultCount> count) {
  static constexpr std::array<std::string_view, FaultCount::kClasses> kClasses = {
      "unanswered", "status_1xx", "status_2xx", "status_3xx", "status_4xx", "status_5xx"};
  a("attempts", count.attempts);
  a("left", count.left);
  for (std::size_t i = 0; i < kClasses.size(); ++i) a(kClasses[i], count.by_class[i]);
}

template <class A>
void describe(A& a, FieldsOf<A, Points> series) {
  a.required("name", series.name);
  a("unit", series.unit);
  a("points", series.points);
  a("counts", series.counts);
}

Json store(OwnForm, const Histogram& histogram) {
  const auto parts = histogram.parts();
  Bins bins{histogram.count(), parts.clipped, parts.minimum.count(), parts.maximum.count(), parts.sum_seconds, {}};
  for (const auto& bucket : parts.buckets) bins.buckets.push_back({bucket.index, bucket.count});
  return JsonWriter::json_of(bins);
}

void restore(JsonReader& reader, Histogram& histogram) {
  Bins bins;
  describe(reader, bins);
  Histogram::Parts parts{{}, bins.clipped, Nanos(bins.min_ns), Nanos(bins.max_ns), bins.sum_s};
  for (const auto& bucket : bins.buckets) {
    if (bucket.size() != 2 || bucket[0] > UINT32_MAX) return reader.fail("expected buckets of [index, count]");
    parts.buckets.push_back({static_cast<std::uint32_t>(bucket[0]), bucket[1]});
  }
  auto restored = Histogram::from_parts(parts);
  if (!restored || restored->count() != bins.count) return reader.fail("its buckets contradict its count or bounds");
  histogram = std::move(*restored);
}

Json store(OwnForm, const FaultTally& faults) {
  Json kinds = Json::object();
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    if (faults.by_kind[i].attempts == 0) continue;
    JsonWriter writer;
    describe(writer, faults.by_kind[i]);
    kinds[std::string(to_string(static_cast<FaultKind>(i)))] = writer.take();
  }
  return kinds;
}

void restore(JsonReader& reader, FaultTally& faults) {
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const auto kind = to_string(static_cast<FaultKind>(i));
    if (const Json* value = reader.find(kind)) {
      JsonReader count = reader.member(*value, kind);
      describe(count, faults.by_kind[i]);
    }
  }
}

Json store(OwnForm, const PackedTimes& times) {
  Json list = Json::array();
  for (const auto& bucket : unpacked(times)) {
    list.push_back(bucket.index);
    list.push_back(bucket.count);
  }
  return list;
}

void restore(JsonReader& reader, PackedTimes& packed_times) {
  CoarseTimes times;
  std::vector<std::uint64_t> numbers;
  reader.read(numbers);
  if (numbers.size() % 2 != 0) return reader.fail("expected pairs of index and count");
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    const bool ascends = times.empty() || numbers[i] > times.back().index;
    if (!ascends || numbers[i] > Histogram::kBuckets / RequestSteps::kJoined)
      return reader.fail("expected ascending indices of buckets");
    times.push_back({static_cast<std::uint32_t>(numbers[i]), numbers[i + 1]});
  }
  packed_times = packed(times);
}

Json store(OwnForm, const RequestSteps& steps) {
  Json list = Json::array();
  for (const auto& step : steps.steps)
    list.push_back(Json::array({step.requests, step.failures, store(OwnForm{}, step.times)}));
  return {{"step_s", steps.step_s}, {"steps", std::move(list)}};
}

void restore(JsonReader& reader, RequestSteps& steps) {
  reader.required("step_s", steps.step_s);
  if (!std::has_single_bit(steps.step_s)) return reader.fail("expected steps of 1, 2, 4, 8 ... seconds");
  const Json* found = reader.find("steps");
  if (!found) return reader.fail("has no \"steps\"");
  JsonReader list = reader.member(*found, "steps");
  const std::size_t count = list.size();
  if (count > RunSteps::kMost) return list.fail("expected at most " + std::to_string(RunSteps::kMost) + " steps");
  for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
    JsonReader entry = list.item(i);
    if (entry.size() != 3) return entry.fail("expected [requests, failures, times]");
    RequestStep& step = steps.steps.emplace_back();
    entry.item(0).read(step.requests);
    entry.item(1).read(step.failures);
    entry.item(2).read(step.times);
  }
}

Json store(OwnForm, const FailureTally& failures) {
  Json kinds = Json::object();
  for (std::size_t i = 0; i < kFailureKinds; ++i)
    if (failures.by_kind[i] > 0) kinds[std::string(to_string(static_cast<FailureKind>(i)))] = failures.by_kind[i];
  return kinds;
}

void restore(JsonReader& reader, FailureTally& failures) {
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    const auto kind = to_string(static_cast<FailureKind>(i));
    if (const Json* value = reader.find(kind)) reader.member(*value, kind).read(failures.by_kind[i]);
  }
}

Json store(OwnForm, const StatusTally& statuses) {
  Json codes = Json::object();
  for (const auto& count : statuses.counts()) codes[std::to_string(count.status)] = count.answers;
  return codes;
}

void restore(JsonReader& reader, StatusTally& statuses) {
  if (!reader.value().is_object()) return reader.fail_kind("an object");
  for (const auto& [key, value] : reader.value().items()) {
    int status = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), status);
    if (error != std::errc() || end != key.data() + key.size() || status < 100 || status > 999)
      return reader.fail("expected status codes, got \"" + key + "\"");
    std::uint64_t answers = 0;
    reader.member(value, key).read(answers);
    statuses.add(status, answers);
  }
}

Json store(OwnForm, const FinishReasons& reasons) {
  Json counts = Json::object();
  for (const auto& [reason, streams] : reasons) counts[valid_utf8(reason)] = streams;
  return counts;
}

void restore(JsonReader& reader, FinishReasons& reasons) {
  if (!reader.value().is_object()) return reader.fail_kind("an object");
  for (const auto& [key, value] : reader.value().items()) reader.member(value, key).read(reasons[key]);
}

Json store(OwnForm, const ConnectionEnds& ends) {
  Json counts = Json::object();
  for (std::size_t i = 0; i < kConnectionEnds; ++i)
    if (ends.by_end[i] > 0) counts[std::string(to_string(static_cast<ConnectionEnd>(i)))] = ends.by_end[i];
  return counts;
}

void restore(JsonReader& reader, ConnectionEnds& ends) {
  for (std::size_t i = 0; i < kConnectionEnds; ++i) {
    const auto end = to_string(static_cast<ConnectionEnd>(i));
    if (const Json* value = reader.find(end)) reader.member(*value, end).read(ends.by_end[i]);
  }
}

Json store(OwnForm, const std::vector<TimeSeries>& series) {
  Json list = Json::array();
  for (const auto& one : series) {
    Points points{one.name(), one.unit(), {}, {}};
    for (const auto& point : one.points()) {
      points.points.push_back({point.t_s, point.min, point.mean, point.max});
      points.counts.push_back(point.count);
    }
    list.push_back(JsonWriter::json_of(points));
  }
  return list;
}

void restore(JsonReader& reader, std::vector<TimeSeries>& series) {
  std::vector<Points> stored;
  reader.read(stored);
  for (std::size_t i = 0; i < stored.size() && !reader.failed(); ++i) {
    Points& one = stored[i];
    if (one.counts.empty()) one.counts.assign(one.points.size(), 1);
    if (one.counts.size() != one.points.size()) return reader.item(i).fail("has not as many counts as points");
    std::vector<SeriesPoint> points;
    for (std::size_t k = 0; k < one.points.size(); ++k) {
      const auto& point = one.points[k];
      if (point.size() != 4) return reader.item(i).fail("expected points of [t_s, min, mean, max]");
      points.push_back({point[0], point[1], point[2], point[3], one.counts[k]});
    }
    series.emplace_back(std::move(one.name), std::move(one.unit), std::move(points));
  }
}

Json store(OwnForm, const std::vector<MemoryRow>& rows) {
  Json keys = Json::array();
  for (const auto& column : kMemoryColumns) keys.push_back(std::string(column.key));
  Json table = Json::array();
  for (const auto& row : rows) {
    Json& line = table.emplace_back(Json::array());
    for (const auto& column : kMemoryColumns)
      line.push_back(with_field(column, row, [](const auto& value) { return JsonWriter::json_of(value); }));
  }
  return {{"columns", std::move(keys)}, {"rows", std::move(table)}};
}

// By the names of the columns: an older table has fewer.
void restore(JsonReader& reader, std::vector<MemoryRow>& rows) {
  const Json* table = reader.find("rows");
  const Json* names = reader.find("columns");
  if (!table || !names) return;
  JsonReader keys = reader.member(*names, "columns");
  std::vector<const MemoryColumn*> columns;
  for (std::size_t i = 0, n = keys.size(); i < n; ++i) {
    columns.push_back(memory_column((*names)[i]));
    if (!columns.back()) return keys.item(i).fail("is no column of a trace that this plimsoll knows");
    if (std::find(columns.begin(), columns.end() - 1, columns.back()) != columns.end() - 1)
      return keys.item(i).fail("is there twice");
  }
  if (columns.empty()) return keys.fail("expected columns like t_s, life, pid, anon_bytes");
  JsonReader list = reader.member(*table, "rows");
  for (std::size_t i = 0, n = list.size(); i < n && !reader.failed(); ++i) {
    JsonReader line = list.item(i);
    if (line.size() != columns.size()) return line.fail("expected a value for each of the columns");
    MemoryRow& row = rows.emplace_back();
    for (std::size_t k = 0; k < columns.size(); ++k)
      with_field(*columns[k], row, [&](auto& field) { line.item(k).read(field); });
  }
}

Json store(OwnForm, const std::vector<ModelPoint>& points) {
  Json list = Json::array();
  for (const auto& point : points) list.push_back(Json::array({json_number(point.t_s), json_number(point.bytes)}));
  return list;
}

void restore(JsonReader& reader, std::vector<ModelPoint>& points) {
  std::vector<std::vector<double>> stored;
  reader.read(stored);
  for (const auto& point : stored) {
    if (point.size() != 2) return reader.fail("expected points of [t_s, bytes]");
    points.push_back({point[0], point[1]});
  }
}

Json store(OwnForm, const Metric* const& metric) { return std::string(metric->key); }

void restore(JsonReader& reader, const Metric*& metric) {
  std::string key, known;
  reader.read(key);
  if (reader.failed()) return;
  if (const Metric* found = find_metric(key)) {
    metric = found;
    return;
  }
  for (const auto& one : metrics()) known += (known.empty() ? "" : ", ") + std::string(one.key);
  reader.fail("expected one of " + known + ", got \"" + key + "\"");
}

Json store(OwnForm, const Facts& facts) {
  Json object = Json::object();
  for (const auto& [name, value] : facts) object[valid_utf8(name)] = valid_utf8(value);
  return object;
}

void restore(JsonReader& reader, Facts& facts) {
  if (!reader.value().is_object()) return reader.fail_kind("an object");
  for (auto item = reader.value().begin(); item != reader.value().end(); ++item) {
    std::string text;
    reader.member(*item, item.key()).read(text);
    facts.emplace_back(item.key(), std::move(text));
  }
}

Json percentiles_json(const CoarseTimes& times) {
  Json json;
  for (const std::string_view key : {"p50", "p90", "p99"}) {
    json[std::string(key)] = JsonWriter::json_of(known_quantile_ms(times, StreamSteps::kJoined, key));
  }
  return json;
}

Json summary_json(const Histogram& histogram) {
  const TimeSummary summary = summarize(histogram);
  JsonWriter writer;
  writer("min", summary.min_ms);
  writer("mean", summary.mean_ms);
  Json unsupported = Json::object();
  Json intervals = Json::object();
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    const auto& [key, q] = kPercentiles[i];
    writer(key, summary.percentiles_ms[i]);
    if (summary.percentiles_ms[i]) {
      const auto& [low, high] = summary.intervals_ms[i];
      intervals[std::string(key)] = {low ? Json(*low) : Json(nullptr), high ? Json(*high) : Json(nullptr)};
    }
    if (!supports(summary.count, q)) unsupported[std::string(key)] = unsupported_reason(summary.count, q);
  }
  writer("max", summary.max_ms);
  if (!intervals.empty()) writer("ci95", intervals);
  if (!unsupported.empty()) writer("unsupported", unsupported);
  return writer.take();
}

}  // namespace plimsoll
