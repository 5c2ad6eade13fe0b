#include "conduct/control/control_protocol.h"

#include "core/json/json.h"
#include "record/run_record_fields.h"
#include "record/run_record_json.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, LiveMemory> memory) {
  a("description", memory.description);
  a("bytes", memory.bytes);
  a("recent_bytes", memory.recent);
  a("gone", memory.gone);
  a("without_memory", memory.without_memory);
}

template <class A>
void describe(A& a, FieldsOf<A, LiveLoad> load) {
  a("name", load.name);
  a("closed", load.closed);
  a("level", load.level);
}

template <class A>
void describe(A& a, FieldsOf<A, LiveStreams> streams) {
  a("open", streams.open);
  a("counted", streams.is_counted);
  a("tokens_per_second", streams.tokens_per_second);
  a("events_per_second", streams.events_per_second);
  a.derived("recent_first_token_ms", [&] { return summary_json(streams.recent); });
  a.derived("first_token_ms", [&] { return summary_json(streams.whole); });
  a("recent_first_token_histogram", streams.recent);
  a("first_token_histogram", streams.whole);
}

template <class A>
void describe(A& a, FieldsOf<A, LiveQuality> quality) {
  a("request", quality.request);
  a("figure", quality.figure);
  a("whole", quality.whole);
  a.where_known("recent", quality.recent);
}

template <class A>
void describe(A& a, FieldsOf<A, LiveProbes> probes) {
  a("asked", probes.asked);
  a("changed", probes.changed);
}

template <class A>
void describe(A& a, FieldsOf<A, LiveStatus> live) {
  a("name", live.name);
  a("target", live.target);
  a("elapsed_s", live.elapsed_s);
  a("planned_s", live.planned_s);
  a("with_load", live.with_load);
  a("warmup_s", live.warmup_s);
  a("stopping", live.stopping);
  a("cooling_down", live.cooling_down);
  a("until_verdict", live.until_verdict);
  a("outlook", live.outlook);
  a("active_users", live.active_users);
  a("in_flight", live.in_flight);
  a("requests", live.requests);
  a("failures", live.failures);
  a("requests_per_second", live.requests_per_second);
  a.derived("recent_response_time_ms", [&] { return summary_json(live.recent); });
  a.derived("response_time_ms", [&] { return summary_json(live.whole); });
  a("recent_response_time_histogram", live.recent);
  a("response_time_histogram", live.whole);
  a.where_known("streams", live.streams);
  a.where_filled("quality", live.quality);
  a.where_known("probes", live.probes);
  a("memory", live.memory);
  a("loads", live.loads);
  a("paused", live.paused);
}

template <class A>
void describe(A& a, FieldsOf<A, SecondNews> second) {
  describe(a, second.row);
  a("memory_bytes", second.memory_bytes);
}

template <class A>
void describe(A& a, FieldsOf<A, EventNews> event) {
  a("monitor", event.monitor);
  describe(a, event.event);
}

template <class A>
void describe(A& a, FieldsOf<A, AskUsers> users) {
  a.required("count", users.count);
  a("load", users.load);
}

template <class A>
void describe(A& a, FieldsOf<A, AskRate> rate) {
  a.required("per_second", rate.per_second);
  a("load", rate.load);
}

template <class A>
void describe(A& a, FieldsOf<A, FollowFrom> from) {
  a("from_s", from.from_s);
  a("after", from.after);
}

template <class A>
void describe(A& a, FieldsOf<A, AskStatus> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}
template <class A>
void describe(A& a, FieldsOf<A, AskLive> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}
template <class A>
void describe(A& a, FieldsOf<A, AskLog> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}
template <class A>
void describe(A& a, FieldsOf<A, AskPause> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}
template <class A>
void describe(A& a, FieldsOf<A, AskResume> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}
template <class A>
void describe(A& a, FieldsOf<A, AskStop> nothing) {
  static_cast<void>(a), static_cast<void>(nothing);
}

namespace {

constexpr auto kVersionKey = "plimsoll_control";
constexpr std::array<std::string_view, 9> kRequests = {"status", "live",   "follow", "users", "rate",
                                                       "pause",  "resume", "stop",   "log"};
constexpr std::array<std::string_view, 3> kNews = {"second", "event", "end"};

Error broken(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

Json begun() { return Json{{kVersionKey, kControlVersion}}; }

std::string line_of(const Json& json) { return to_text(json); }

template <class T>
Result<T> restored(const Json& value, std::string_view key) {
  T target{};
  std::string problem;
  JsonReader(value, std::string(key), problem).read(target);
  if (!problem.empty()) return broken(problem);
  return target;
}

// In a struct of its own: JSON turns into a result by itself in more than one way.
struct Line {
  Json json;
};

Result<Line> object_of(std::string_view line) {
  auto json = parse_ordered_json(line);
  if (!json.is_object()) return broken("expected a JSON object on one line");
  const auto version = json.find(kVersionKey);
  if (version != json.end() && *version != kControlVersion)
    return broken(fmt::format("expected \"{}\": {}, got {}", kVersionKey, kControlVersion, line_of(*version)));
  return Line{std::move(json)};
}

// An answer, or the error that it tells.
Result<Line> answer_of(std::string_view line) {
  auto answer = object_of(line);
  if (answer.has_error()) return answer;
  const auto error = answer->json.find("error");
  if (error != answer->json.end() && error->is_string())
    return Error{ErrorKind::usage, error->get_ref<const std::string&>()};
  return answer;
}

template <std::size_t I = 0>
Result<ControlRequest> request_of(const Json& json) {
  if constexpr (I == kRequests.size()) {
    return broken("expected one of status, live, log, follow, users, rate, pause, resume, stop");
  } else {
    const auto found = json.find(kRequests[I]);
    if (found == json.end()) return request_of<I + 1>(json);
    if (!found->is_object())
      return broken(fmt::format("{0}: expected an object, as in {{\"{0}\": {{}}}}", kRequests[I]));
    auto request = restored<std::variant_alternative_t<I, ControlRequest>>(*found, kRequests[I]);
    if (request.has_error()) return request.error();
    return ControlRequest(std::move(*request));
  }
}

template <std::size_t I = 0>
Result<decltype(RunNews::what)> news_of(const Json& json) {
  if constexpr (I == kNews.size()) {
    return broken("expected a second, an event or the end");
  } else {
    const auto found = json.find(kNews[I]);
    if (found == json.end()) return news_of<I + 1>(json);
    auto news = restored<std::variant_alternative_t<I, decltype(RunNews::what)>>(*found, kNews[I]);
    if (news.has_error()) return news.error();
    return decltype(RunNews::what)(std::move(*news));
  }
}

}  // namespace

std::string request_line(const ControlRequest& request) {
  auto json = begun();
  json[std::string(kRequests[request.index()])] =
      std::visit([](const auto& one) { return JsonWriter::json_of(one); }, request);
  return line_of(json);
}

Result<ControlRequest> request_from(std::string_view line) {
  const auto read = object_of(line);
  if (read.has_error()) return read.error();
  return request_of(read->json);
}

std::string ok_line() {
  auto json = begun();
  json["ok"] = true;
  return line_of(json);
}

std::string error_line(std::string_view message) {
  auto json = begun();
  json["error"] = message;
  return line_of(json);
}

std::string status_line(const RunStatus& status) {
  return fmt::format(R"({{"{}":{},"status":{{"live":{},"record":{}}}}})", kVersionKey, kControlVersion,
                     line_of(JsonWriter::json_of(status.live)), to_json_line(status.record));
}

std::string live_line(const LiveStatus& live) {
  auto json = begun();
  json["live"] = JsonWriter::json_of(live);
  return line_of(json);
}

std::string log_line(const std::vector<std::string>& lines) {
  auto json = begun();
  json["log"] = Json{{"lines", JsonWriter::json_of(lines)}};
  return line_of(json);
}

std::string following_line(double kept_from_s) {
  auto json = begun();
  json["following"] = Json{{"kept_from_s", json_number(kept_from_s)}};
  return line_of(json);
}

std::string news_line(const RunNews& news) {
  auto json = begun();
  json["number"] = news.number;
  if (news.missed > 0) json["missed"] = news.missed;
  json[std::string(kNews[news.what.index()])] =
      std::visit([](const auto& one) { return JsonWriter::json_of(one); }, news.what);
  return line_of(json);
}

Result<void> ok_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto& json = answer->json;
  if (!json.contains("ok")) return broken("expected ok or an error");
  return {};
}

Result<RunStatus> status_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto& json = answer->json;
  const auto status = json.find("status");
  if (status == json.end() || !status->contains("live") || !status->contains("record"))
    return broken("expected a status");
  auto live = restored<LiveStatus>((*status)["live"], "status.live");
  if (live.has_error()) return live.error();
  auto record = run_record_from_json(line_of((*status)["record"]));
  if (record.has_error()) return record.error();
  return RunStatus{std::move(*live), std::move(*record)};
}

Result<LiveStatus> live_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto live = answer->json.find("live");
  if (live == answer->json.end()) return broken("expected the live figures");
  return restored<LiveStatus>(*live, "live");
}

Result<std::vector<std::string>> log_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto log = answer->json.find("log");
  if (log == answer->json.end() || !log->contains("lines")) return broken("expected the target's log");
  return restored<std::vector<std::string>>((*log)["lines"], "log.lines");
}

Result<double> following_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto& json = answer->json;
  const auto following = json.find("following");
  if (following == json.end() || !following->contains("kept_from_s")) return broken("expected the answer to follow");
  return restored<double>((*following)["kept_from_s"], "following.kept_from_s");
}

Result<RunNews> news_from(std::string_view line) {
  const auto answer = answer_of(line);
  if (answer.has_error()) return answer.error();
  const auto& json = answer->json;
  auto what = news_of(json);
  if (what.has_error()) return what.error();
  RunNews news;
  news.what = std::move(*what);
  if (const auto number = json.find("number"); number != json.end()) read_integer(*number, news.number);
  if (const auto missed = json.find("missed"); missed != json.end()) read_integer(*missed, news.missed);
  return news;
}

}  // namespace plimsoll
