#include "web/api/reports_api.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "reports/html/report.h"
#include "reports/report_files.h"
#include "store/run_store.h"
#include "web/api/figures.h"
#include "web/api/run_words.h"
#include "web/api/stored_runs.h"
#include "web/http/replies.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace plimsoll {
namespace {

constexpr std::size_t kMostTrend = 200;
constexpr std::size_t kMostOverlaid = 6;

struct MeantRun {
  StoredRun run;
  RecordSoFar so_far;
};

Result<MeantRun> meant_run(ApiContext& context, const std::string& id) {
  auto run = stored_run(context, id);
  if (run.has_error()) return run.error();
  auto so_far = record_so_far(context, *run);
  if (so_far.has_error()) return so_far.error();
  return MeantRun{std::move(*run), std::move(*so_far)};
}

std::string page_text(const MeantRun& meant) {
  const auto& record = *meant.so_far.record;
  const bool goes_on = meant.so_far.goes_on;
  const auto body = report_body(record, goes_on ? RunStage::goes_on : RunStage::over);
  Json json;
  json["state"] = to_string(meant.run.state);
  json["outcome"] = goes_on ? "running" : std::string(to_string(record.verdict.outcome));
  json["number"] = meant.so_far.number;
  json["html"] = valid_utf8(body.html);
  // The data is JSON already.
  auto text = to_text(json);
  text.pop_back();
  return fmt::format("{},\"data\":{}}}\n", text, body.data);
}

// Of one that goes on: who has this one already is told so, and is sent nothing again.
bool has_it(const ApiCall& call, const RecordSoFar& so_far) {
  return so_far.followed && call.path.value("newer_than") == std::to_string(so_far.number);
}

// Made once, however many look, and of an ended run whenever they do.
HttpReply page(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  const auto key = run->state == RunState::ended ? key_of("page", *run) : std::string();
  HttpReply reply;
  if (const auto kept = key.empty() ? nullptr : context.kept.find(key)) {
    reply.body = *kept;
    return reply;
  }
  auto so_far = record_so_far(context, *run);
  if (so_far.has_error()) return no_run_reply(so_far.error());
  if (has_it(call, *so_far))
    return json_reply({{"state", to_string(run->state)}, {"outcome", "running"}, {"number", so_far->number}});
  const auto followed = so_far->followed;
  const auto number = so_far->number;
  const MeantRun meant{*run, std::move(*so_far)};
  if (followed) {
    reply.body = *followed->made_of(number, [&meant] { return page_text(meant); });
  } else {
    reply.body = page_text(meant);
    if (!key.empty()) context.kept.keep(key, reply.body);
  }
  return reply;
}

// Of a run that goes on as of now.
HttpReply target_log(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  std::vector<std::string> lines;
  const auto followed = run->control.empty() ? nullptr : context.hub.follow(run->id, run->control);
  Result<std::vector<std::string>> now = Error{};
  if (followed) now = followed->target_log();
  if (now.has_value()) {
    lines = std::move(*now);
  } else {
    const auto so_far = record_so_far(context, *run);
    if (so_far.has_error()) return problem_reply(so_far.error());
    lines = so_far->record->target_log_tail;
  }
  Json json = {{"lines", Json::array()}};
  for (const auto& line : lines) json["lines"].push_back(valid_utf8(line));
  return json_reply(json);
}

// Named so that a browser may save it beside others.
HttpReply download(ApiContext& context, const ApiCall& call) {
  const auto& name = call.arguments.back();
  const auto meant = meant_run(context, call.arguments.front());
  if (meant.has_error()) return no_run_reply(meant.error());
  const auto files = report_files(record_parts(*meant->so_far.record));
  const auto file = std::find_if(files.begin(), files.end(), [&](const ReportFile& one) { return one.name == name; });
  if (file == files.end()) return problem_reply(404, fmt::format("a run has no file \"{}\"", name));
  std::ostringstream out;
  file->write(*meant->so_far.record, out);
  auto reply = text_reply(std::move(out).str(), file->media_type);
  reply.headers.emplace_back("Content-Disposition",
                             fmt::format("attachment; filename=\"{}-{}\"", meant->run.id, file->name));
  return reply;
}

// Against the first.
std::string change_text(const std::optional<double>& first, const std::optional<double>& value) {
  constexpr double kPercent = 100;
  if (!first || !value || *first == 0 || *first == *value) return "";
  return fmt::format("{:+.1f} %", (*value / *first - 1) * kPercent);
}

// A column of each figure, whose rows are the runs.
Json figures_json(const std::vector<std::vector<ComparedFigure>>& of_runs) {
  Json figures = Json::array();
  for (std::size_t i = 0; !of_runs.empty() && i < of_runs.front().size(); ++i) {
    const auto& first = of_runs.front()[i];
    const auto has_it = [i](const auto& of_run) { return of_run[i].value.has_value(); };
    if (first.of_streams && std::none_of(of_runs.begin(), of_runs.end(), has_it)) continue;
    Json figure = {{"name", first.name}, {"unit", first.unit}};
    for (const auto& of_run : of_runs) {
      figure["values"].push_back(JsonWriter::json_of(of_run[i].value));
      figure["shown"].push_back(of_run[i].shown);
      figure["shown_change"].push_back(change_text(first.value, of_run[i].value));
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

std::vector<std::string> ids_in(const std::string& list) {
  std::vector<std::string> ids;
  std::stringstream names(list);
  for (std::string id; std::getline(names, id, ',');)
    if (!id.empty()) ids.push_back(id);
  return ids;
}

HttpReply overlay(ApiContext& context, const ApiCall& call) {
  const auto ids = ids_in(call.path.value("runs").value_or(""));
  if (ids.size() < 2 || ids.size() > kMostOverlaid)
    return problem_reply(400, fmt::format("runs: expected 2 to {} ids with commas between them", kMostOverlaid));
  std::string runs;
  std::vector<std::vector<ComparedFigure>> figures;
  for (const auto& id : ids) {
    const auto meant = meant_run(context, id);
    if (meant.has_error()) return no_run_reply(meant.error());
    const auto stage = meant->so_far.goes_on ? RunStage::goes_on : RunStage::over;
    auto head = to_text(run_json(meant->run));
    head.pop_back();
    runs += fmt::format("{}{},\"data\":{}}}", runs.empty() ? "" : ",", head,
                        report_body(*meant->so_far.record, stage).data);
    figures.push_back(compared_figures(*meant->so_far.record));
  }
  HttpReply reply;
  reply.body = fmt::format("{{\"runs\":[{}],\"figures\":{}}}\n", runs, to_text(figures_json(figures)));
  return reply;
}

// Of an ended run, whose record is read once.
Result<std::vector<ComparedFigure>> figures_of(ApiContext& context, const RunStore& store, const StoredRun& run) {
  const auto key = key_of("figures", run);
  if (const auto kept = context.kept.find(key)) return figures_from(*kept);
  const auto record = store.record_of(run.id);
  if (record.has_error()) return record.error();
  auto figures = compared_figures(*record);
  context.kept.keep(key, to_line(figures));
  return figures;
}

HttpReply trend(ApiContext& context, const ApiCall& call) {
  RunFilter filter;
  filter.name = call.path.value("name");
  filter.most = kMostTrend;
  if (!filter.name) return problem_reply(400, "name: expected the name of a scenario");
  const auto store = RunStore::open(context.store, Database::Access::read);
  if (store.has_error()) return problem_reply(store.error());
  auto runs = store->list(filter);
  if (runs.has_error()) return problem_reply(runs.error());
  std::reverse(runs->begin(), runs->end());
  Json json = {{"runs", Json::array()}};
  std::vector<std::vector<ComparedFigure>> figures;
  for (const auto& run : *runs) {
    if (run.state != RunState::ended) continue;
    auto of_run = figures_of(context, *store, run);
    if (of_run.has_error()) continue;  // of another version
    json["runs"].push_back(run_json(run));
    figures.push_back(std::move(*of_run));
  }
  json["figures"] = figures_json(figures);
  return json_reply(json);
}

}  // namespace

std::vector<Route> reports_routes(ApiContext& context) {
  const auto with = on(context);
  return {
      {"GET",
       "/api/v1/runs/{id}/page",
       "The report as the body of a page, with the data of its charts",
       "",
       "Page",
       with(page),
       {"newer_than"}},
      {"GET", "/api/v1/runs/{id}/log", "What a target that the run started wrote last", "", "Log", with(target_log)},
      {"GET", "/api/v1/runs/{id}/{file}", "A file of the results: report.html, run.json, requests.csv ...", "", "",
       with(download)},
      {"GET", "/api/v1/overlay", "Runs side by side", "", "Overlay", with(overlay), {"runs"}},
      {"GET", "/api/v1/trend", "The figures of a scenario over its runs", "", "Trend", with(trend), {"name"}},
  };
}

}  // namespace plimsoll
