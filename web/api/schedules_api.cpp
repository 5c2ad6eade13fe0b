#include "web/api/schedules_api.h"

#include "core/clock.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "schedules/schedule_overview.h"
#include "schedules/schedule_store.h"
#include "web/http/replies.h"

#include <chrono>
#include <string>

namespace plimsoll {
namespace {

std::chrono::sys_seconds now_in_seconds() { return std::chrono::floor<std::chrono::seconds>(wall_now()); }

HttpReply no_schedule(const Error& error) {
  return error.kind == ErrorKind::usage ? problem_reply(404, error.message) : problem_reply(error);
}

HttpReply shown(const ScheduleStore& store, const std::string& name) {
  const auto state = store.find(name);
  if (state.has_error()) return no_schedule(state.error());
  const auto overview = overview_of(store, *state, now_in_seconds());
  return overview.has_error() ? problem_reply(overview.error()) : json_reply(overview_json(*overview));
}

HttpReply list_schedules(ApiContext& context, const ApiCall&) {
  const auto store = ScheduleStore::open(context.store);
  if (store.has_error()) return problem_reply(store.error());
  const auto schedules = schedule_overviews(*store, now_in_seconds());
  if (schedules.has_error()) return problem_reply(schedules.error());
  Json json = {{"schedules", Json::array()}};
  for (const auto& overview : *schedules) json["schedules"].push_back(overview_json(overview));
  return json_reply(json);
}

HttpReply change_schedule(ApiContext& context, const ApiCall& call) {
  const auto json = parse_ordered_json(call.question.body);
  if (!json.is_object() || json.size() != 1 || !json.contains("paused") || !json["paused"].is_boolean())
    return problem_reply(400, R"(expected {"paused": true} or {"paused": false})");
  const auto& name = call.arguments.front();
  auto store = ScheduleStore::open(context.store);
  if (store.has_error()) return problem_reply(store.error());
  const bool paused = json["paused"].get<bool>();
  if (const auto done = store->set_paused(name, paused, now_in_seconds()); done.has_error())
    return no_schedule(done.error());
  context.audit.add("api", paused ? "pause schedule" : "resume schedule", name);
  return shown(*store, name);
}

HttpReply run_now(ApiContext& context, const ApiCall& call) {
  const auto& name = call.arguments.front();
  auto store = ScheduleStore::open(context.store);
  if (store.has_error()) return problem_reply(store.error());
  if (const auto done = store->ask_now(name, now_in_seconds()); done.has_error()) return no_schedule(done.error());
  context.audit.add("api", "run schedule now", name);
  return shown(*store, name);
}

}  // namespace

std::vector<Route> schedules_routes(ApiContext& context) {
  const auto with = on(context);
  return {
      {"GET", "/api/v1/schedules", "What is scheduled", "", "Schedules", with(list_schedules)},
      {"PATCH", "/api/v1/schedules/{name}", "Pause a schedule, or let it go on", "ScheduleChange", "Schedule",
       with(change_schedule)},
      {"POST", "/api/v1/schedules/{name}/now", "Run it now, as soon as its target is free", "Nothing", "Schedule",
       with(run_now)},
  };
}

}  // namespace plimsoll
