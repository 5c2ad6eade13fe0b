#include "web/api/runs_api.h"

#include "conduct/control/socket_run_control.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "reports/report_files.h"
#include "reports/words/text.h"
#include "store/run_store.h"
#include "web/api/run_words.h"
#include "web/api/stored_runs.h"
#include "web/http/replies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace plimsoll {
namespace {

constexpr std::size_t kMostListed = 200;
constexpr std::size_t kUsualListed = 50;
constexpr std::size_t kMostTags = 32;
constexpr std::size_t kLongestTag = 64;

std::size_t number_of(const std::optional<std::string>& text, std::size_t usual, std::size_t most) {
  std::size_t number = usual;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return std::clamp<std::size_t>(number, 1, most);
}

HttpReply list_runs(ApiContext& context, const ApiCall& call) {
  std::error_code absent;
  if (!std::filesystem::exists(context.store, absent)) return json_reply({{"runs", Json::array()}, {"more", false}});
  RunFilter filter;
  filter.name = call.path.value("name");
  filter.tag = call.path.value("tag");
  filter.search = call.path.value("search");
  filter.before = call.path.value("before");
  const auto most = number_of(call.path.value("limit"), kUsualListed, kMostListed);
  filter.most = most + 1;
  const auto store = RunStore::open(context.store, Database::Access::read);
  if (store.has_error()) return problem_reply(store.error());
  auto runs = store->list(filter);
  if (runs.has_error()) return problem_reply(runs.error());
  Json json = {{"runs", Json::array()}, {"more", runs->size() > most}};
  runs->resize(std::min(runs->size(), most));
  for (const auto& run : *runs) json["runs"].push_back(run_json(run));
  return json_reply(json);
}

// What the store tells beside the record. One that was cut off may hold more than was told then, and one of an older
// plimsoll told nothing: there the record does.
std::optional<RecordParts> parts_of(ApiContext& context, const StoredRun& run) {
  if (run.state == RunState::ended && run.parts) return run.parts;
  const auto so_far = record_so_far(context, run);
  if (so_far.has_error()) return std::nullopt;
  return record_parts(*so_far->record);
}

// Of one that goes on there may be more at its end.
Json file_names(ApiContext& context, const StoredRun& run) {
  Json names = Json::array();
  if (run.state == RunState::running) return names;
  if (const auto parts = parts_of(context, run))
    for (const auto& file : report_files(*parts)) names.push_back(file.name);
  return names;
}

HttpReply shown(ApiContext& context, const StoredRun& run) {
  auto json = run_json(run);
  json["files"] = file_names(context, run);
  if (!run.control.empty())
    if (const auto followed = context.hub.follow(run.id, run.control))
      if (const auto live = followed->live(); !live.empty()) json["live"] = parse_ordered_json(live);
  return json_reply(json);
}

HttpReply show_run(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  return run.has_error() ? no_run_reply(run.error()) : shown(context, *run);
}

// What steers the load of a run that goes on.
Result<void> steer(const StoredRun& run, const Json& json) {
  const auto users = json.find("users"), rate = json.find("rate"), paused = json.find("paused");
  if (users == json.end() && rate == json.end() && paused == json.end()) return {};
  if (run.control.empty())
    return Error{ErrorKind::unavailable, run.state == RunState::running
                                             ? "this run was started without --control: nothing can be changed"
                                             : "this run is over: nothing can be changed any more"};
  auto control = SocketRunControl::connect(run.control);
  if (control.has_error()) return Error{ErrorKind::unavailable, control.error().message};
  std::string load;
  if (const auto name = json.find("load"); name != json.end()) {
    if (!name->is_string()) return invalid("load: expected the name of a load");
    load = name->get<std::string>();
  }
  if (users != json.end()) {
    std::uint64_t count = 0;
    if (!users->is_number_integer() || !read_integer(*users, count)) return invalid("users: expected a whole number");
    if (auto done = (*control)->set_users(count, load); done.has_error()) return with_context(done.error(), "users");
  }
  if (rate != json.end()) {
    if (!rate->is_number()) return invalid("rate: expected a number of requests a second");
    if (auto done = (*control)->set_rate(rate->get<double>(), load); done.has_error())
      return with_context(done.error(), "rate");
  }
  if (paused != json.end()) {
    if (!paused->is_boolean()) return invalid("paused: expected true or false");
    return paused->get<bool>() ? (*control)->pause() : (*control)->resume();
  }
  return {};
}

Result<std::vector<std::string>> tags_in(const Json& json) {
  std::vector<std::string> tags;
  if (!json.is_array() || json.size() > kMostTags)
    return invalid(fmt::format("tags: expected up to {} words", kMostTags));
  for (const auto& item : json) {
    const auto tag = item.is_string() ? item.get<std::string>() : std::string();
    const bool is_word = !tag.empty() && tag == one_line(tag) && tag.find(' ') == std::string::npos &&
                         tag.size() <= kLongestTag && tag.front() != '-';
    if (!is_word) return invalid("tags: expected words without blanks, of up to 64 bytes");
    tags.push_back(tag);
  }
  return tags;
}

// What is said of a run.
Result<void> describe_run(RunStore& store, const StoredRun& run, const Json& json) {
  if (const auto note = json.find("note"); note != json.end()) {
    if (!note->is_string()) return invalid("note: expected one line of text");
    if (auto done = store.set_note(run.id, one_line(note->get<std::string>())); done.has_error()) return done;
  }
  if (const auto kept = json.find("kept"); kept != json.end()) {
    if (!kept->is_boolean()) return invalid("kept: expected true or false");
    if (auto done = store.set_kept(run.id, kept->get<bool>()); done.has_error()) return done;
  }
  const auto given = json.find("tags");
  if (given == json.end()) return {};
  const auto tags = tags_in(*given);
  if (tags.has_error()) return tags.error();
  for (const auto& tag : run.tags)
    if (std::find(tags->begin(), tags->end(), tag) == tags->end())
      if (auto done = store.remove_tag(run.id, tag); done.has_error()) return done;
  for (const auto& tag : *tags)
    if (auto done = store.add_tag(run.id, tag); done.has_error()) return done;
  return {};
}

Result<void> known_changes(const Json& json) {
  constexpr std::array<std::string_view, 7> kKeys = {"users", "rate", "paused", "load", "tags", "note", "kept"};
  if (!json.is_object()) return invalid("expected a JSON object");
  for (const auto& [key, value] : json.items())
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end())
      return invalid(fmt::format("{}: is nothing that can be changed", valid_utf8(key)));
  return {};
}

HttpReply change_run(ApiContext& context, const ApiCall& call) {
  const auto json = parse_ordered_json(call.question.body);
  if (const auto known = known_changes(json); known.has_error()) return problem_reply(known.error());
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  if (const auto done = steer(*run, json); done.has_error()) return problem_reply(done.error());
  auto store = RunStore::open(context.store, Database::Access::write);
  if (store.has_error()) return problem_reply(store.error());
  if (const auto done = describe_run(*store, *run, json); done.has_error()) return problem_reply(done.error());
  context.audit.add("api", "change", run->id, to_text(json));
  const auto now = store->find(run->id);
  return now.has_error() ? no_run_reply(now.error()) : shown(context, *now);
}

HttpReply stop_run(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  if (run->control.empty()) return problem_reply(409, "this run is over, or was started without --control");
  auto control = SocketRunControl::connect(run->control);
  if (control.has_error()) return problem_reply(409, control.error().message);
  if (const auto done = (*control)->stop(); done.has_error()) return problem_reply(409, done.error().message);
  context.audit.add("api", "stop", run->id);
  return json_reply(Json::object(), 202);
}

HttpReply remove_run(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  if (run->state == RunState::running) return problem_reply(409, "this run goes on: stop it first");
  auto store = RunStore::open(context.store, Database::Access::write);
  if (store.has_error()) return problem_reply(store.error());
  if (const auto done = store->remove(run->id); done.has_error()) return problem_reply(done.error());
  context.audit.add("api", "remove", run->id);
  return json_reply(Json::object());
}

}  // namespace

std::vector<Route> runs_routes(ApiContext& context) {
  const auto with = on(context);
  return {
      {"GET",
       "/api/v1/runs",
       "The runs of the store, the newest first",
       "",
       "Runs",
       with(list_runs),
       {"name", "tag", "search", "before", "limit"}},
      {"GET", "/api/v1/runs/{id}", "A run; of one that goes on its live figures", "", "Run", with(show_run)},
      {"PATCH", "/api/v1/runs/{id}", "Change users, rate, pause; tags, note, kept", "Change", "Run", with(change_run)},
      {"POST", "/api/v1/runs/{id}/stop", "End a run gracefully, with all reports", "Nothing", "Nothing",
       with(stop_run)},
      {"DELETE", "/api/v1/runs/{id}", "Remove a run that is over", "", "Nothing", with(remove_run)},
  };
}

}  // namespace plimsoll
