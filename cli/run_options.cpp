#include "cli/run_options.h"

#include "cli/option_reader.h"
#include "conduct/run_facts.h"
#include "core/text.h"
#include "core/units.h"
#include "scenarios/bodies/body_files.h"
#include "scenarios/reading/parse.h"
#include "scenarios/reading/validate.h"
#include "scenarios/run_length.h"
#include "scenarios/run_note.h"
#include "scenarios/tables/leak_table.h"
#include "scenarios/tables/wait_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

Result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return Error{ErrorKind::usage, fmt::format("expected a whole number from {} to {}, got \"{}\"", low, high, text)};
  return value;
}

auto whole_between(std::uint64_t low, std::uint64_t high) {
  return [low, high](std::string_view text) { return parse_whole(text, low, high); };
}

Result<Nanos> parse_timeout(const std::string& text) { return parse_run_time(text); }

Result<Wait> parse_wait_option(const std::string& text) {
  auto wait = parse_wait(text);
  if (wait.has_error()) return wait;
  const auto* range = std::get_if<UniformWait>(&*wait);
  if (range != nullptr && range->low > range->high)
    return Error{ErrorKind::usage, fmt::format("{}: the lower end is above the upper", text)};
  return wait;
}

Result<Method> parse_method(const std::string& text) {
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del, Method::head})
    if (to_string(method) == upper) return method;
  return Error{ErrorKind::usage, fmt::format("expected GET, POST, PUT, PATCH, DELETE or HEAD, got \"{}\"", text)};
}

Result<StatusCheck> parse_status(const std::string& text) {
  StatusCheck check;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    const auto part = text.substr(from, comma - from);
    const bool is_class = part.size() == 3 && part.substr(1) == "xx" && part[0] >= '1' && part[0] <= '5';
    const auto code = parse_whole(part, 100, 599);
    if (is_class)
      check.classes.push_back(part[0] - '0');
    else if (code.has_value())
      check.codes.push_back(static_cast<int>(*code));
    else
      return Error{ErrorKind::usage, fmt::format(R"(expected a status like 200, 2xx or "200,201", got "{}")", text)};
    from = comma + 1;
  }
  return check;
}

Result<Header> parse_header(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string::npos) return Error{ErrorKind::usage, "expected \"Name: value\""};
  const auto first = text.find_first_not_of(" \t", colon + 1);
  return Header{text.substr(0, colon), first == std::string::npos ? "" : text.substr(first)};
}

// None: nothing is watched.
Result<std::optional<WatchSpec>> parse_watch_option(const std::string& text) {
  if (text == "none") return std::optional<WatchSpec>();
  auto spec = parse_watch_spec(text);
  if (spec.has_error()) return spec.error();
  return std::optional<WatchSpec>(*std::move(spec));
}

// `--fail-if 'p99 > 250ms'` demands the opposite.
Result<Threshold> parse_fail_if(const std::string& text) {
  auto threshold = parse_threshold(text);
  if (threshold.has_error()) return threshold.error();
  return negated(std::move(*threshold));
}

Result<ArrivalRate::Law> parse_arrivals(const std::string& text) {
  if (text == "constant") return ArrivalRate::Law::constant;
  if (text == "poisson") return ArrivalRate::Law::poisson;
  return Error{ErrorKind::usage, fmt::format("expected constant or poisson, got \"{}\"", text)};
}

// Options of users or of a rate make the load one of users or of a rate, whatever the scenario says.
void apply_model(LoadModel& model, OptionReader& read) {
  const bool users = read.has_any_of({"--users", "--spawn-rate", "--wait"});
  const bool rate = read.has_any_of({"--rate", "--arrivals", "--max-in-flight"});
  if (users && rate) return read.refuse("--rate", "is instead of users: remove --users, --spawn-rate and --wait");
  if (users) {
    if (!std::holds_alternative<ClosedLoad>(model)) model = ClosedLoad{};
    auto& closed = std::get<ClosedLoad>(model);
    if (read.has("--users") || read.has("--spawn-rate")) closed.stages.clear();
    read.set("--users", closed.users, whole_between(1, kMostUsers));
    read.set("--spawn-rate", closed.spawn_rate, [](auto& text) { return parse_rate(text); });
    read.set("--wait", closed.wait, parse_wait_option);
  }
  if (!rate) return;
  if (!std::holds_alternative<OpenLoad>(model)) model = OpenLoad{};
  auto& open = std::get<OpenLoad>(model);
  auto* arrivals = std::get_if<ArrivalRate>(&open.arrivals);
  if (read.has("--rate") && arrivals == nullptr) arrivals = &open.arrivals.emplace<ArrivalRate>();
  if (read.has("--rate")) arrivals->stages = {Stage{}};
  if (read.has("--rate")) read.set("--rate", arrivals->stages[0].level, [](auto& text) { return parse_rate(text); });
  if (read.has("--arrivals") && (arrivals == nullptr || arrivals->stages.empty()))
    return read.refuse("--arrivals", "belongs to a rate: add --rate");
  if (read.has("--arrivals")) read.set("--arrivals", arrivals->law, parse_arrivals);
  if (read.has("--max-in-flight") && arrivals != nullptr && arrivals->stages.empty())
    return read.refuse("--max-in-flight", "belongs to a rate: add --rate");
  read.set("--max-in-flight", open.max_in_flight, whole_between(1, kMostInFlight));
}

void apply_length(const GivenOptions& given, Load& load, OptionReader& read) {
  if (given.has("--duration") && given.text("--duration")->starts_with("until")) {
    RunLength length;
    read.set("--duration", length, [](auto& text) { return parse_run_length(text); });
    load.duration = length.most;
    load.until_verdict = true;
  } else if (given.has("--duration")) {
    read.set("--duration", load.duration, parse_run_time);
    load.until_verdict = false;
  }
  if (given.has("--at-most") && !load.until_verdict)
    return read.refuse("--at-most", "belongs to a run until its verdict: add -t until_verdict");
  read.set("--at-most", load.duration, parse_run_time);
}

// Everything that may stand over a scenario file and in a scenario of a URL alike.
void apply_load(const GivenOptions& given, Scenario& scenario, OptionReader& read) {
  auto& load = scenario.load;
  const bool models = read.has_any_of({"--users", "--spawn-rate", "--wait", "--rate", "--arrivals", "--max-in-flight"});
  if (models && load.parts.size() > 1)
    read.refuse(read.has("--rate") ? "--rate" : "--users", "the scenario has several loads: change one with --set");
  else
    apply_model(load.parts[0].model, read);
  apply_length(given, load, read);
  read.set("--requests", load.requests, whole_between(1, std::numeric_limits<std::int64_t>::max()));
  read.set("--warmup", load.warmup, [](auto& text) { return parse_duration(text); });
  read.set("--cooldown", load.cooldown, [](auto& text) { return parse_bare_seconds(text); });
  read.set("--seed", scenario.seed, whole_between(0, (1ULL << 53) - 1));
  if (given.has("--timeout")) {
    Nanos timeout{};
    read.set("--timeout", timeout, parse_timeout);
    for (auto& task : scenario.tasks)
      for (auto& step : task.steps) step.timeout = timeout;
  }
}

// What is given replaces what the scenario says of it.
void apply_connection(const GivenOptions& given, ConnectionOptions& connection, OptionReader& read) {
  if (given.has("--no-keepalive")) connection.keep_alive = false;
  if (given.has("--source")) connection.sources.clear();
  read.each("--source", parse_address, [&](std::string source) { connection.sources.push_back(std::move(source)); });
  if (given.has("--resolve")) connection.resolve.clear();
  read.each("--resolve", parse_resolve, [&](ResolveOverride known) { connection.resolve.push_back(std::move(known)); });
}

void apply_rest(const GivenOptions& given, Scenario& scenario, OptionReader& read) {
  auto& tls = scenario.target.tls;
  if (given.has("--insecure")) tls.insecure = true;
  if (const auto file = given.text("--ca")) tls.ca_file = *file;
  if (const auto file = given.text("--cert")) tls.certificate_file = *file;
  if (const auto file = given.text("--key")) tls.key_file = *file;
  read.set("--note", scenario.note, [](auto& text) { return parse_note(text); });
  auto& monitoring = scenario.monitoring;
  read.set("--leak-minimum", monitoring.leak.minimum, [](auto& text) { return parse_leak_minimum(text); });
  if (given.has("--leak-ignore")) monitoring.leak.ignore = given.list("--leak-ignore");
  read.set("--limit", monitoring.limit_bytes, [](auto& text) { return parse_bytes(text); });
  if (given.has("--watch")) {
    monitoring.automatic = false;
    monitoring.watches.clear();
  }
  read.each("--watch", parse_watch_option, [&](std::optional<WatchSpec> spec) {
    if (spec) monitoring.watches.push_back(*std::move(spec));
  });
  read.each("--fail-if", parse_fail_if,
            [&](Threshold threshold) { scenario.thresholds.push_back(std::move(threshold)); });
  read.each("--header", parse_header, [&](Header header) { scenario.headers.push_back(std::move(header)); });
}

void read_bodies_option(const GivenOptions& given, RequestTemplate& request, Plan& plan) {
  BodyRequest wanted;
  wanted.sources = given.list("--body");
  for (const auto& header : given.list("--header")) {
    const auto name = header.substr(0, header.find(':'));
    if (same_without_case(name, "content-type") && header.find("json") == std::string::npos)
      wanted.kind = BodyKind::text;
  }
  auto bodies = read_bodies(wanted);
  if (bodies.has_error())
    plan.findings.push_back({"--body", "", bodies.error().message});
  else
    request.bodies = std::move(*bodies);
}

// `run URL`: the path of the URL is what is requested, its origin is the target.
Scenario scenario_of_url(const GivenOptions& given, Plan& plan) {
  Scenario scenario;
  OptionReader read(given, plan.usage);
  std::string origin = *given.text("SCENARIO");
  std::string path = "/";
  const auto slash = origin.find_first_of("/?#", origin.find("://") + 3);
  if (slash != std::string::npos) {
    path = origin.substr(slash);
    origin.resize(slash);
    if (const auto fragment = path.find('#'); fragment != std::string::npos) path.resize(fragment);
    if (path.empty() || path[0] != '/') path = "/" + path;
  }
  if (auto url = parse_url(origin); url.has_error())
    plan.usage.push_back({"URL", "", url.error().message});
  else
    scenario.target.url = *std::move(url);
  RequestTemplate request;
  request.path = path;
  request.method = !given.has("--body") ? Method::get : Method::post;
  read.set("--method", request.method, parse_method);
  request.name = fmt::format("{} {}", to_string(request.method), path.substr(0, path.find('?')));
  if (given.has("--body")) read_bodies_option(given, request, plan);
  if (given.has("--expect-status")) {
    StatusCheck status;
    read.set("--expect-status", status, parse_status);
    request.checks.emplace_back(status);
  }
  scenario.name = request.name;
  Task task;
  task.name = request.name;
  task.steps.push_back(std::move(request));
  scenario.tasks.push_back(std::move(task));
  if (given.has("--set")) read.refuse("--set", "goes with a scenario file, not with a URL");
  if (given.has("--target")) read.refuse("--target", "the URL is the target already");
  return scenario;
}

std::optional<Scenario> scenario_of_file(const GivenOptions& given, Plan& plan) {
  OptionReader read(given, plan.usage);
  for (const auto* name : {"--method", "--body", "--expect-status"})
    if (given.has(name)) read.refuse(name, "goes with a URL; a scenario file has its own requests");
  auto overrides = given.list("--set");
  if (const auto target = given.text("--target")) overrides.push_back("target=" + *target);
  auto outcome = load_scenario(*given.text("SCENARIO"), std::move(overrides));
  plan.findings = std::move(outcome.findings);
  plan.warnings = std::move(outcome.warnings);
  return std::move(outcome.scenario);
}

Result<IoWish> parse_io(const std::string& text) {
  if (text == "auto") return IoWish::automatic;
  if (text == "uring") return IoWish::uring;
  if (text == "epoll") return IoWish::epoll;
  return Error{ErrorKind::usage, fmt::format("expected auto, uring or epoll, got \"{}\"", text)};
}

void read_settings(const GivenOptions& given, Plan& plan) {
  OptionReader read(given, plan.usage);
  if (given.has("--threads")) read.set("--threads", plan.settings.threads.emplace(), whole_between(1, 64));
  read.set("--io", plan.settings.io, parse_io);
  read.set("--report", plan.settings.formats, parse_report_formats);
  if (const auto out = given.text("--out")) plan.settings.out = *out;
  if (const auto control = given.text("--control")) plan.settings.control = *control;
  plan.quiet = given.has("--quiet");
  plan.live = !plan.quiet && !given.has("--no-progress");
  plan.inspect = given.has("--inspect");
}

// A record says what was run: over a file, every option that was given stands above the file's text; of a URL, the
// command is all there is.
std::string told_source(const GivenOptions& given, const Scenario& scenario) {
  const auto command = given.command_line("run", [&](auto text) { return without_secrets(text, scenario); });
  if (looks_like_url(*given.text("SCENARIO"))) return command + "\n";
  if (!given.any_but("SCENARIO")) return scenario.source_text;
  std::string comment = "# ";
  for (const char c : command) comment += c == '\n' ? std::string("\n# ") : std::string(1, c);
  return comment + "\n" + scenario.source_text;
}

bool looks_like_host_and_port(const std::string& source) {
  const auto host = source.substr(0, source.find('/'));
  const auto colon = host.rfind(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < host.size() &&
         host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

}  // namespace

bool looks_like_url(const std::string& source) { return source.find("://") != std::string::npos; }

Plan build_plan(const GivenOptions& given) {
  Plan plan;
  if (looks_like_url(*given.text("SCENARIO"))) {
    plan.scenario = scenario_of_url(given, plan);
  } else if (looks_like_host_and_port(*given.text("SCENARIO"))) {
    plan.usage.push_back({*given.text("SCENARIO"), "",
                          "expected a scenario file, or a URL with its scheme: http://" + *given.text("SCENARIO")});
  } else {
    plan.scenario = scenario_of_file(given, plan);
  }
  if (plan.scenario) {
    OptionReader read(given, plan.usage);
    apply_load(given, *plan.scenario, read);
    apply_rest(given, *plan.scenario, read);
    apply_connection(given, plan.scenario->target.connection, read);
    if (plan.findings.empty()) plan.findings = validate(*plan.scenario);
    plan.scenario->source_text = told_source(given, *plan.scenario);
  }
  read_settings(given, plan);
  if (!plan.findings.empty() || !plan.usage.empty()) plan.scenario.reset();
  return plan;
}

}  // namespace plimsoll
