#include "engine/requests/request_source.h"

#include "core/http/header_names.h"
#include "engine/requests/request_rendering.h"
#include "scenarios/cases/case_plan.h"
#include "scenarios/flow.h"
#include "scenarios/templates/template_rendering.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <utility>

namespace plimsoll {

struct RequestSource::Step {
  Step(const RequestTemplate& its_template, std::size_t its_name, Checker its_checker)
      : from(its_template), name(its_name), checker(std::move(its_checker)) {}

  const RequestTemplate& from;
  std::size_t name;
  Checker checker;
  std::vector<Request> by_body;         // at least one
  std::vector<Request> faulty_by_body;  // empty where nothing goes wrong on purpose
  double fault_share = 0;
  std::vector<std::unique_ptr<Step>> cases;  // bad requests, of which one is sent instead
  double case_share = 0;
  BodySet::Order order = BodySet::Order::sequential;
  std::optional<std::uint64_t> only;  // of its bodies, whichever is asked for
  std::atomic<std::uint64_t> turn{0};

  const VaryingParts* varying = nullptr;   // null: nothing is filled in
  std::vector<std::size_t> header_places;  // of the varying ones, among the request's
  std::size_t length_place = 0;            // of Content-Length; beyond the headers: there is none
};

namespace {

std::size_t place_of(const Request& request, std::string_view name) {
  const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                  [&](const Header& header) { return same_header(header.name, name); });
  return static_cast<std::size_t>(found - request.headers.begin());
}

void note_feeders(const TemplateText& text, auto& inputs) {
  auto& feeders = inputs.feeders;
  for (const auto& insertion : text.insertions) {
    if (insertion.source != Insertion::Source::column) continue;
    auto found =
        std::find_if(feeders.begin(), feeders.end(), [&](auto& use) { return use.feeder == insertion.feeder; });
    if (found == feeders.end()) {
      feeders.push_back({insertion.feeder, 1});
      found = feeders.end() - 1;
    }
    found->rows = std::max(found->rows, insertion.row + 1);
    inputs.rows = std::max(inputs.rows, found->rows);
  }
}

void add_own_parts(const StepFlow& flow, AnswerParts& parts) {
  for (const auto& capture : flow.captures) parts.add(capture.query);
  for (const auto& check : flow.value_checks) parts.add(check.query);
  if (!flow.until) return;
  parts.add(flow.until->answer);
  for (const auto& check : flow.until->value_checks) parts.add(check.query);
}

}  // namespace

RequestSource::RequestSource(const Scenario& scenario, std::uint64_t seed)
    : scenario_(scenario), seed_(seed), tasks_of_users_(scenario.user_tasks()), captured_(scenario.captured.size()) {
  if (scenario.login) login_ = scenario.tasks.size();
}
RequestSource::~RequestSource() = default;

Result<std::unique_ptr<RequestSource>> RequestSource::make(const Scenario& scenario, std::uint64_t seed) {
  auto source = std::unique_ptr<RequestSource>(new RequestSource(scenario, seed));
  for (const auto& feeder : scenario.feeders) {
    auto supply = RowSupply::start(feeder, seed);
    if (supply.has_error()) return supply.error();
    source->supplies_.push_back(std::move(*supply));
  }
  if (scenario.only_sample) source->take_only_rows(*scenario.only_sample);
  source->skip_rows(scenario.first_sample);
  const auto names = scenario.request_names();
  for (const auto* task : source->tasks_of_users_) {
    const auto added = source->add_task(*task, names);
    if (added.has_error()) return added.error();
    const auto planned = source->add_plan(*task);
    if (planned.has_error()) return planned.error();
  }
  return source;
}

Result<void> RequestSource::add_task(const Task& task, const std::vector<std::string>& names) {
  auto& steps = steps_.emplace_back();
  auto& inputs = *tasks_.emplace_back(std::make_unique<TaskInputs>());
  inputs.begun = scenario_.first_sample;
  inputs.unique_key = Random::stream(seed_ + tasks_.size(), 0).next();
  for (const auto& from : task.steps) {
    auto checker = Checker::compile(from.checks);
    if (checker.has_error()) return with_context(checker.error(), "request " + from.name);
    const auto name = static_cast<std::size_t>(std::find(names.begin(), names.end(), from.name) - names.begin());
    auto step = std::make_unique<Step>(from, name, std::move(*checker));
    step->order = from.bodies.order;
    step->only = scenario_.only_sample;
    step->turn = scenario_.first_sample;
    const auto bodies = std::max<std::size_t>(1, from.bodies.payloads.size());
    for (std::size_t body = 0; body < bodies; ++body) {
      step->by_body.push_back(render_request(scenario_, from, name, body));
      step->by_body.back().number = ++prepared_;
      if (!from.fault) continue;
      step->faulty_by_body.push_back(step->by_body.back());
      step->faulty_by_body.back().fault = &*from.fault;
    }
    if (from.fault) step->fault_share = from.fault->share;
    if (from.varying) prepare(*from.varying, *step, inputs);
    if (sends_bad_cases(from) && !scenario_.only_sample) {
      const auto added = add_cases(*from.cases, *step, inputs);
      if (added.has_error()) return with_context(added.error(), "request " + from.name);
    }
    varies_ = varies_ || from.varying;
    steps.push_back(std::move(step));
  }
  keep_what_is_asked(task, steps);
  return {};
}

Result<void> RequestSource::add_cases(const CasePlan& plan, Step& step, TaskInputs& inputs) {
  step.case_share = plan.share;
  for (const auto& one : plan.cases) {
    const auto& from = one.request;
    auto checker = Checker::compile(from.checks);
    if (checker.has_error()) return with_context(checker.error(), "case " + from.name);
    auto bad = std::make_unique<Step>(from, step.name, std::move(*checker));
    bad->by_body.push_back(render_request(scenario_, from, step.name, 0));
    bad->by_body.back().number = ++prepared_;
    bad->by_body.back().case_number = static_cast<std::uint32_t>(step.cases.size() + 1);
    if (from.varying) prepare(*from.varying, *bad, inputs);
    varies_ = varies_ || from.varying;
    step.cases.push_back(std::move(bad));
  }
  return {};
}

// Of an answer that somebody looks into besides its checks: its own step, and those after it that it may be passed for.
void RequestSource::keep_what_is_asked(const Task& task, std::vector<std::unique_ptr<Step>>& steps) {
  AnswerParts later;
  for (std::size_t i = task.steps.size(); i-- > 0;) {
    AnswerParts parts = later;
    if (task.steps[i].by_row) parts.body = true;
    if (const auto& flow = task.steps[i].flow) {
      add_own_parts(*flow, parts);
      if (flow->conversation && !task.steps[i].stream) parts.body = true;
      if (flow->when) later.add(flow->when->answer);
    }
    for (auto* requests : {&steps[i]->by_body, &steps[i]->faulty_by_body})
      for (auto& request : *requests) {
        request.keeps_body = request.keeps_body || parts.body;
        request.keeps_headers = request.keeps_headers || parts.headers;
      }
  }
}

Result<void> RequestSource::add_plan(const Task& task) {
  auto& plan = plans_.emplace_back();
  const bool is_login = scenario_.login && &task == &*scenario_.login;
  const auto is_by_row = [](const RequestTemplate& step) { return step.by_row != nullptr; };
  const bool has_rows = std::any_of(task.steps.begin(), task.steps.end(), is_by_row);
  if (!is_flow(task) && !scenario_.login && !task.ends_with_failure && !has_rows) return {};
  plan = std::make_unique<TaskPlan>();
  plan->ends_with_failure = task.ends_with_failure;
  if (is_login || is_flow(task)) plan->flow = flows_++;
  for (const auto& from : task.steps) {
    auto& rows = plan->rows.emplace_back();
    if (from.by_row) {
      auto judge = RowJudge::compile(from);
      if (judge.has_error()) return with_context(judge.error(), "request " + from.name);
      rows = *std::move(judge);
    }
    if (!from.flow) {
      plan->steps.emplace_back();
      continue;
    }
    auto step = StepPlan::compile(*from.flow);
    if (step.has_error()) return with_context(step.error(), "request " + from.name);
    plan->steps.push_back(*std::move(step));
    for (const auto& capture : from.flow->captures) plan->slots.push_back(capture.slot);
  }
  return {};
}

void RequestSource::set_captured(std::vector<CapturedValue> captured) {
  captured.resize(captured_.size());
  captured_ = std::move(captured);
}

// Finds the places of what is filled in.
void RequestSource::prepare(const VaryingParts& parts, Step& step, TaskInputs& inputs) {
  step.varying = &parts;
  inputs.varies = true;
  for (const auto& header : parts.headers) {
    step.header_places.push_back(place_of(step.by_body.front(), header.name));
    note_feeders(header.text, inputs);
  }
  step.length_place = place_of(step.by_body.front(), "Content-Length");
  if (parts.path) note_feeders(*parts.path, inputs);
  for (const auto& body : parts.bodies) note_feeders(body, inputs);
  if (parts.turns) note_feeders(*parts.turns, inputs);
  for (const auto& text : parts.expected) note_feeders(text, inputs);
}

// A feeder with fewer rows gives its last one.
void RequestSource::take_only_rows(std::uint64_t sample) {
  only_rows_.resize(supplies_.size());
  for (std::size_t i = 0; i < supplies_.size(); ++i)
    for (std::uint64_t turn = 0; turn <= sample; ++turn) {
      auto row = supplies_[i]->take({0, 1, turn});
      if (!row) break;
      only_rows_[i] = *std::move(row);
    }
}

// One that gives each row once has the more for it.
void RequestSource::skip_rows(std::uint64_t samples) {
  for (std::size_t i = 0; i < supplies_.size(); ++i)
    for (std::uint64_t turn = 0; turn < samples && scenario_.feeders[i].order != Feeder::Order::once; ++turn)
      supplies_[i]->take({0, 1, turn});
}

bool RequestSource::take_inputs(std::size_t task, const RowTaker& taker, RenderedRequest& into) {
  auto& its = *tasks_[task];
  into.rows.resize(supplies_.size() * its.rows);
  const auto& only = scenario_.only_sample;
  for (const auto& [feeder, rows] : its.feeders)
    for (std::uint32_t row = 0; row < rows; ++row) {
      auto taken =
          only ? only_rows_[feeder] : supplies_[feeder]->take({taker.user, taker.users, taker.turn * rows + row});
      if (!taken) {
        drained_.store(true, std::memory_order_relaxed);
        return false;
      }
      into.rows[row * supplies_.size() + feeder] = *std::move(taken);
    }
  auto& inputs = into.inputs;
  make_room(into);
  inputs.captured = into.captured;
  inputs.rows = into.rows;
  inputs.feeders = supplies_.size();
  inputs.user = only ? 1 : taker.user + 1;
  inputs.sequence = (only ? *only : its.begun.fetch_add(1, std::memory_order_relaxed)) + 1;
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
  inputs.unique = its.unique_key + inputs.sequence * kGolden;
  // A pure function of the seed, the task and the number, whoever draws.
  inputs.random = Random::stream(seed_ + task, inputs.sequence);
  return true;
}

std::string RequestSource::fault() const {
  for (const auto& supply : supplies_)
    if (auto fault = supply->fault(); !fault.empty()) return fault;
  return {};
}

void RequestSource::give(const Step& step, const Request& prepared, RenderedRequest& into) {
  if (step.varying == nullptr)
    into.refer_to(prepared);
  else
    fill_in(step, prepared, into);
}

void RequestSource::fill_in(const Step& step, const Request& prepared, RenderedRequest& into) {
  const auto& parts = *step.varying;
  auto& request = into.copy_of(prepared);
  request.number = 0;
  if (parts.path) {
    const auto base = prepared.path.size() - step.from.path.size();  // of the target
    request.path.assign(prepared.path, 0, base);
    render_template(*parts.path, into.inputs, request.path);
    if (request.path.size() == base || request.path[base] != '/') request.path.insert(base, 1, '/');
  }
  for (std::size_t i = 0; i < parts.headers.size(); ++i) {
    auto& value = request.headers[step.header_places[i]].value;
    value.clear();
    render_template(parts.headers[i].text, into.inputs, value);
  }
  if (parts.bodies.empty()) return;
  const auto& all = prepared.fault == nullptr ? step.by_body : step.faulty_by_body;
  auto& body = into.own_body();
  render_template(parts.bodies[static_cast<std::size_t>(&prepared - all.data())], into.inputs, body);
  if (step.length_place == request.headers.size()) return;
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), body.size()).ptr;
  request.headers[step.length_place].value.assign(digits.data(), end);
}

std::string RequestSource::turns(std::size_t task, std::size_t step, RenderedRequest& into) const {
  std::string text;
  const auto* varying = steps_[task][step]->varying;
  if (varying != nullptr && varying->turns) render_template(*varying->turns, into.inputs, text);
  return text;
}

void RequestSource::next(std::size_t task, std::size_t step, Random& random, RenderedRequest& into) {
  auto& from = *steps_[task][step];
  if (const auto* bad = choose_case(from, random)) return give(*bad, bad->by_body.front(), into);
  const bool in_turn = from.by_body.size() > 1 && from.order == BodySet::Order::sequential;
  give(from, choose(from, in_turn ? from.turn.fetch_add(1, std::memory_order_relaxed) : 0, random), into);
}

void RequestSource::at(std::size_t task, std::size_t step, const RequestTurn& turn, Random& random,
                       RenderedRequest& into) const {
  const auto& from = *steps_[task][step];
  if (!turn.row) {
    const auto* bad = choose_case(from, random);
    return bad != nullptr ? give(*bad, bad->by_body.front(), into)
                          : give(from, choose(from, turn.number, random), into);
  }
  into.own() = render_replayed(scenario_, from.from, from.name, *turn.row);
  if (from.varying != nullptr) fill_in_headers(*from.varying, into);
}

// Of a row of a log, which has its own path and body.
void RequestSource::fill_in_headers(const VaryingParts& parts, RenderedRequest& into) {
  auto& request = into.own();
  for (const auto& header : parts.headers) {
    const auto place = place_of(request, header.name);
    if (place == request.headers.size()) continue;
    auto& value = request.headers[place].value;
    value.clear();
    render_template(header.text, into.inputs, value);
  }
}

void RequestSource::leave_cases_out() {
  for (auto& steps : steps_)
    for (auto& step : steps) step->case_share = 0;
}

// Each of them alike often.
const RequestSource::Step* RequestSource::choose_case(const Step& step, Random& random) {
  if (step.cases.empty() || random.uniform() >= step.case_share) return nullptr;
  return step.cases[random.below(step.cases.size())].get();
}

const Request& RequestSource::choose(const Step& step, std::uint64_t turn, Random& random) {
  const bool faulty = !step.faulty_by_body.empty() && random.uniform() < step.fault_share;
  const auto& requests = faulty ? step.faulty_by_body : step.by_body;
  if (requests.size() == 1) return requests.front();
  if (step.only) return requests[*step.only % requests.size()];
  return requests[step.order == BodySet::Order::random ? random.below(requests.size()) : turn % requests.size()];
}

const Checker& RequestSource::checker(std::size_t task, std::size_t step, const Request& request) const {
  const auto& from = *steps_[task][step];
  return request.case_number == 0 ? from.checker : from.cases[request.case_number - 1]->checker;
}

}  // namespace plimsoll
