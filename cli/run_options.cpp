#include "cli/run_options.h"

#include "cli/option_reader.h"
#include "core/units.h"
#include "scenarios/bodies/body_files.h"
#include "scenarios/reading/parse.h"
#include "scenarios/reading/validate.h"
#include "scenarios/run_length.h"
#include "scenarios/tables/leak_table.h"
#include "scenarios/tables/wait_table.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
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
void apply_model(const RunOptions& options, LoadModel& model, OptionReader& read) {
  const bool users = options.users || options.spawn_rate || options.wait;
  const bool rate = options.rate || options.arrivals || options.max_in_flight;
  if (users && rate) return read.refuse("--rate", "is instead of users: remove --users, --spawn-rate and --wait");
  if (users) {
    if (!std::holds_alternative<ClosedLoad>(model)) model = ClosedLoad{};
    auto& closed = std::get<ClosedLoad>(model);
    if (options.users || options.spawn_rate) closed.stages.clear();
    read.set("--users", options.users, closed.users, whole_between(1, 100000));
    read.set("--spawn-rate", options.spawn_rate, closed.spawn_rate, [](auto& text) { return parse_rate(text); });
    read.set("--wait", options.wait, closed.wait, parse_wait_option);
  }
  if (!rate) return;
  if (!std::holds_alternative<OpenLoad>(model)) model = OpenLoad{};
  auto& open = std::get<OpenLoad>(model);
  auto* arrivals = std::get_if<ArrivalRate>(&open.arrivals);
  if (options.rate && arrivals == nullptr) arrivals = &open.arrivals.emplace<ArrivalRate>();
  if (options.rate) arrivals->stages = {Stage{}};
  if (options.rate)
    read.set("--rate", options.rate, arrivals->stages[0].level, [](auto& text) { return parse_rate(text); });
  if (options.arrivals && (arrivals == nullptr || arrivals->stages.empty()))
    return read.refuse("--arrivals", "belongs to a rate: add --rate");
  if (options.arrivals) read.set("--arrivals", options.arrivals, arrivals->law, parse_arrivals);
  if (options.max_in_flight && arrivals != nullptr && arrivals->stages.empty())
    return read.refuse("--max-in-flight", "belongs to a rate: add --rate");
  read.set("--max-in-flight", options.max_in_flight, open.max_in_flight, whole_between(1, 1000000));
}

void apply_length(const RunOptions& options, Load& load, OptionReader& read) {
  if (options.duration && options.duration->starts_with("until")) {
    RunLength length;
    read.set("--duration", options.duration, length, [](auto& text) { return parse_run_length(text); });
    load.duration = length.most;
    load.until_verdict = true;
  } else if (options.duration) {
    read.set("--duration", options.duration, load.duration, parse_run_time);
    load.until_verdict = false;
  }
  if (options.at_most && !load.until_verdict)
    return read.refuse("--at-most", "belongs to a run until its verdict: add -t until_verdict");
  read.set("--at-most", options.at_most, load.duration, parse_run_time);
}

// Everything that may stand over a scenario file and in a scenario of a URL alike.
void apply_load(const RunOptions& options, Scenario& scenario, OptionReader& read) {
  auto& load = scenario.load;
  const bool models =
      options.users || options.spawn_rate || options.wait || options.rate || options.arrivals || options.max_in_flight;
  if (models && load.parts.size() > 1)
    read.refuse(options.rate ? "--rate" : "--users", "the scenario has several loads: change one with --set");
  else
    apply_model(options, load.parts[0].model, read);
  apply_length(options, load, read);
  read.set("--requests", options.requests, load.requests, whole_between(1, std::numeric_limits<std::int64_t>::max()));
  read.set("--warmup", options.warmup, load.warmup, [](auto& text) { return parse_duration(text); });
  read.set("--cooldown", options.cooldown, load.cooldown, [](auto& text) { return parse_bare_seconds(text); });
  read.set("--seed", options.seed, scenario.seed, whole_between(0, (1ULL << 53) - 1));
  if (options.timeout) {
    Nanos timeout{};
    read.set("--timeout", options.timeout, timeout, parse_timeout);
    for (auto& task : scenario.tasks)
      for (auto& step : task.steps) step.timeout = timeout;
  }
}

// What is given replaces what the scenario says of it.
void apply_connection(const RunOptions& options, ConnectionOptions& connection, OptionReader& read) {
  if (options.no_keep_alive) connection.keep_alive = false;
  if (!options.sources.empty()) connection.sources.clear();
  for (const auto& text : options.sources) {
    std::string source;
    read.set("--source", text, source, parse_address);
    if (!source.empty()) connection.sources.push_back(std::move(source));
  }
  if (!options.resolve.empty()) connection.resolve.clear();
  for (const auto& text : options.resolve) {
    ResolveOverride known;
    read.set("--resolve", text, known, parse_resolve);
    if (!known.host.empty()) connection.resolve.push_back(std::move(known));
  }
}

void apply_rest(const RunOptions& options, Scenario& scenario, OptionReader& read) {
  auto& tls = scenario.target.tls;
  if (options.insecure) tls.insecure = true;
  if (options.ca) tls.ca_file = *options.ca;
  if (options.cert) tls.certificate_file = *options.cert;
  if (options.key) tls.key_file = *options.key;
  auto& monitoring = scenario.monitoring;
  read.set("--leak-minimum", options.leak_minimum, monitoring.leak.minimum,
           [](auto& text) { return parse_leak_minimum(text); });
  if (!options.leak_ignore.empty()) monitoring.leak.ignore = options.leak_ignore;
  read.set("--limit", options.limit, monitoring.limit_bytes, [](auto& text) { return parse_bytes(text); });
  if (!options.watch.empty()) {
    monitoring.automatic = false;
    monitoring.watches.clear();
  }
  for (const auto& text : options.watch) {
    if (text == "none") continue;
    WatchSpec spec;
    read.set("--watch", text, spec, [](auto& one) { return parse_watch_spec(one); });
    monitoring.watches.push_back(spec);
  }
  for (const auto& text : options.fail_if) {
    Threshold threshold;
    read.set("--fail-if", text, threshold, parse_fail_if);
    scenario.thresholds.push_back(std::move(threshold));
  }
  for (const auto& text : options.headers) {
    Header header;
    read.set("--header", text, header, parse_header);
    scenario.headers.push_back(std::move(header));
  }
}

void read_bodies_option(const RunOptions& options, RequestTemplate& request, Plan& plan) {
  BodyRequest wanted;
  wanted.sources = options.bodies;
  for (const auto& header : options.headers) {
    const auto name = header.substr(0, header.find(':'));
    if (name.size() == 12 && CLI::detail::to_lower(name) == "content-type" && header.find("json") == std::string::npos)
      wanted.kind = BodyKind::text;
  }
  auto bodies = read_bodies(wanted);
  if (bodies.has_error())
    plan.findings.push_back({"--body", "", bodies.error().message});
  else
    request.bodies = std::move(*bodies);
}

// `run URL`: the path of the URL is what is requested, its origin is the target.
Scenario scenario_of_url(const RunOptions& options, Plan& plan) {
  Scenario scenario;
  OptionReader read(plan.usage);
  std::string origin = options.source;
  std::string path = "/";
  const auto slash = origin.find_first_of("/?#", origin.find("://") + 3);
  if (slash != std::string::npos) {
    path = origin.substr(slash);
    origin.resize(slash);
    if (const auto fragment = path.find('#'); fragment != std::string::npos) path.resize(fragment);
    if (path.empty() || path[0] != '/') path = "/" + path;
  }
  read.set("URL", origin, scenario.target.url, [](auto& text) { return parse_url(text); });
  RequestTemplate request;
  request.path = path;
  request.method = options.bodies.empty() ? Method::get : Method::post;
  read.set("--method", options.method, request.method, parse_method);
  request.name = fmt::format("{} {}", to_string(request.method), path.substr(0, path.find('?')));
  if (!options.bodies.empty()) read_bodies_option(options, request, plan);
  if (options.expect_status) {
    StatusCheck status;
    read.set("--expect-status", options.expect_status, status, parse_status);
    request.checks.emplace_back(status);
  }
  scenario.name = request.name;
  Task task;
  task.name = request.name;
  task.steps.push_back(std::move(request));
  scenario.tasks.push_back(std::move(task));
  if (!options.set.empty()) read.refuse("--set", "goes with a scenario file, not with a URL");
  if (options.target) read.refuse("--target", "the URL is the target already");
  return scenario;
}

std::optional<Scenario> scenario_of_file(const RunOptions& options, Plan& plan) {
  OptionReader read(plan.usage);
  for (const auto& [name, given] :
       {std::pair{"--method", options.method.has_value()}, std::pair{"--body", !options.bodies.empty()},
        std::pair{"--expect-status", options.expect_status.has_value()}})
    if (given) read.refuse(name, "goes with a URL; a scenario file has its own requests");
  auto overrides = options.set;
  if (options.target) overrides.push_back("target=" + *options.target);
  auto outcome = load_scenario(options.source, std::move(overrides));
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

void read_settings(const RunOptions& options, Plan& plan) {
  OptionReader read(plan.usage);
  if (options.threads) read.set("--threads", options.threads, plan.settings.threads.emplace(), whole_between(1, 64));
  read.set("--io", options.io, plan.settings.io, parse_io);
  read.set("--report", options.report, plan.settings.formats, parse_report_formats);
  if (options.out) plan.settings.out = *options.out;
  if (options.control) plan.settings.control = *options.control;
}

// A record says what was run: of a URL, the command's own words. Header values are redacted where they are secret.
std::string command_text(const RunOptions& options) {
  std::string text = fmt::format("plimsoll run {}", options.source);
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) text += fmt::format(" {} '{}'", name, *value);
  };
  add("-X", options.method);
  for (const auto& header : options.headers) add("-H", header);
  for (const auto& body : options.bodies) add("--body", body);
  add("--expect-status", options.expect_status);
  add("-u", options.users);
  add("-r", options.spawn_rate);
  add("--wait", options.wait);
  add("--rate", options.rate);
  add("--arrivals", options.arrivals);
  add("--max-in-flight", options.max_in_flight);
  add("-t", options.duration);
  add("--at-most", options.at_most);
  add("--cooldown", options.cooldown);
  add("--requests", options.requests);
  return text + "\n";
}

bool looks_like_host_and_port(const std::string& source) {
  const auto host = source.substr(0, source.find('/'));
  const auto colon = host.rfind(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < host.size() &&
         host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

}  // namespace

bool looks_like_url(const std::string& source) { return source.find("://") != std::string::npos; }

Plan build_plan(const RunOptions& options) {
  Plan plan;
  if (looks_like_url(options.source)) {
    plan.scenario = scenario_of_url(options, plan);
    plan.scenario->source_text = command_text(options);
  } else if (looks_like_host_and_port(options.source)) {
    plan.usage.push_back(
        {options.source, "", "expected a scenario file, or a URL with its scheme: http://" + options.source});
  } else {
    plan.scenario = scenario_of_file(options, plan);
  }
  if (plan.scenario) {
    OptionReader read(plan.usage);
    apply_load(options, *plan.scenario, read);
    apply_rest(options, *plan.scenario, read);
    apply_connection(options, plan.scenario->target.connection, read);
    if (plan.findings.empty()) plan.findings = validate(*plan.scenario);
  }
  read_settings(options, plan);
  if (!plan.findings.empty() || !plan.usage.empty()) plan.scenario.reset();
  return plan;
}

}  // namespace plimsoll
