#include "conduct/target/told_metadata.h"

#include "core/clock.h"
#include "core/stable_hash.h"
#include "engine/answer_of_target.h"
#include "scenarios/header_list.h"
#include "scenarios/protocols/protocol.h"
#include "scenarios/protocols/varying_tensors.h"
#include "scenarios/templates/recompiling.h"
#include "scenarios/templates/unique_json.h"
#include "scenarios/tensors/binary_tensors.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLargestMetadata = 8ULL << 20;
constexpr auto kLongestAnswer = std::chrono::seconds(10);
constexpr int kMetadataPauseMs = 200;

// Calls `use` with each request that waits for its bodies, those of what is sent once too.
template <class Use>
Result<> for_each_waiting(Scenario& scenario, Use use) {
  std::vector<Task*> tasks;
  for (auto* once : {&scenario.before_all, &scenario.login, &scenario.after_all})
    if (*once) tasks.push_back(&**once);
  for (auto& task : scenario.tasks) tasks.push_back(&task);
  for (auto* task : tasks)
    for (auto& step : task->steps) {
      if (!step.predict) continue;
      if (auto done = use(step); done.has_error()) return done;
    }
  return {};
}

class PayloadMaking {
 public:
  PayloadMaking(Scenario& scenario, const PayloadWish& wish) : scenario_(scenario), wish_(wish) {}

  Result<std::vector<std::string>> make_all() {
    auto done = for_each_waiting(scenario_, [this](RequestTemplate& request) { return make(request); });
    if (done.has_error()) return done.error();
    return std::move(notes_);
  }

 private:
  struct Told {
    std::optional<ModelMetadata> metadata;
    std::string trouble;  // why there is none
  };

  Result<> make(RequestTemplate& request) {
    const auto& plan = *request.predict;
    const bool is_random = plan.input.kind == PredictInput::Kind::random;
    const ModelMetadata* metadata = plan.options.metadata ? &*plan.options.metadata : nullptr;
    if (metadata == nullptr) {
      const auto& told = told_of(request);
      if (told.metadata) metadata = &*told.metadata;
      if (metadata == nullptr && wish_.is_unwanted && wish_.is_unwanted())
        return Error{ErrorKind::unavailable, "interrupted while the service was asked for its metadata"};
      if (metadata == nullptr && is_random)
        return Error{ErrorKind::unavailable, fmt::format("{}: random bodies: {}", request.name, told.trouble)};
      if (metadata == nullptr) {
        note(fmt::format("{}: {}: its input is sent as the scenario alone says it", request.name, told.trouble));
        return look_at_texts(request);
      }
    }
    // Two requests of one model differ.
    auto made = bodies_of(plan, metadata, wish_.seed ^ stable_hash(request.name));
    if (made.has_error()) return invalid(fmt::format("{}: {}", request.name, made.error().message));
    put(*std::move(made), request);
    return compile_anew(request);
  }

  // What varies in the bodies that are there now.
  Result<> compile_anew(RequestTemplate& request) const {
    const auto& templates = request.predict->templates;
    if (!templates || !request.varying) return {};
    const auto wrong = [&](const Error& error) { return invalid(fmt::format("{}: {}", request.name, error.message)); };
    if (templates->unique_place)
      if (auto done = make_bodies_unique(request.bodies, *templates->unique_place); done.has_error())
        return wrong(done.error());
    auto parts = *request.varying;
    parts.bodies.clear();
    for (const auto& payload : request.bodies.payloads) {
      auto text = recompiled_json(*payload, scenario_, templates->folder);
      if (text.has_error()) return wrong(text.error());
      parts.bodies.push_back(*std::move(text));
    }
    request.varying = std::make_shared<const VaryingParts>(std::move(parts));
    return look_at_texts(request);
  }

  Result<> look_at_texts(const RequestTemplate& request) const {
    if (!request.varying) return {};
    const auto& bodies = request.varying->bodies;
    for (std::size_t i = 0; i < bodies.size() && i < request.bodies.payloads.size(); ++i)
      if (auto trouble = trouble_of_varying_tensors(*request.bodies.payloads[i], bodies[i], scenario_.feeders, false);
          !trouble.empty())
        return invalid(fmt::format("{}: {}", request.name, trouble));
    return {};
  }

  static void put(PredictBodies made, RequestTemplate& request) {
    auto& bodies = request.bodies;
    if (made.content_type.empty()) made.content_type = "application/json";
    const bool is_said = has_header(request.headers, "content-type") || !bodies.content_type.empty();
    if (!is_said) bodies.content_type = made.content_type;
    bodies.payloads.clear();
    bodies.labels.clear();
    for (auto& body : made.bodies) {
      bodies.payloads.push_back(std::make_shared<const std::string>(std::move(body)));
      bodies.labels.push_back(fmt::format("predict {}", bodies.labels.size() + 1));
    }
    for (auto& [name, value] : made.headers) {
      std::erase_if(request.headers, [&, wanted = name](const Header& one) { return same_header(one.name, wanted); });
      request.headers.push_back({std::move(name), std::move(value)});
    }
  }

  const Told& told_of(const RequestTemplate& request) {
    const auto& options = request.predict->options;
    const auto path = filled_path(options.protocol->metadata, options);
    const auto [place, is_new] = told_.try_emplace(path);
    if (is_new) place->second = ask(path, request);
    return place->second;
  }

  // Who may predict may ask: its headers, its key in the query, its tokens. What is filled in each time stays away.
  static RequestTemplate question_of(const std::string& path, const RequestTemplate& request) {
    RequestTemplate question;
    question.name = request.name;
    question.path = path;
    const auto query = request.path.find('?');
    if (query != std::string::npos && !has_template(request.path)) question.path += request.path.substr(query);
    for (const auto& header : request.headers) {
      const bool is_of_body =
          same_header(header.name, "content-type") || same_header(header.name, kInferenceHeaderLength);
      if (!is_of_body && !has_template(header.value)) question.headers.push_back(header);
    }
    question.without = request.without;
    question.without.emplace_back("Content-Type");
    question.rules = request.rules;
    question.timeout = kLongestAnswer;
    return question;
  }

  Told ask(const std::string& path, const RequestTemplate& request) const {
    const auto deadline = monotonic_now() + wish_.within;
    const auto question = question_of(path, request);
    const AskingInputs inputs{kLargestMetadata, wish_.is_unwanted, wish_.redaction};
    Told told;
    do {
      if (wish_.is_unwanted && wish_.is_unwanted()) return {std::nullopt, "interrupted"};
      const auto answer = answer_of_target(scenario_, question, inputs);
      if (answer.has_value() && answer->status == 200) return read(path, answer->body, *request.predict);
      told.trouble =
          fmt::format("GET {}{} gave {}", scenario_.target.url.text(), path,
                      answer.has_value() ? fmt::format("status {}", answer->status) : answer.error().message);
      if (monotonic_now() < deadline) poll(nullptr, 0, kMetadataPauseMs);
    } while (monotonic_now() < deadline);
    return told;
  }

  static Told read(const std::string& path, const std::string& body, const PredictPlan& plan) {
    auto metadata = plan.options.protocol->read_metadata(body);
    if (metadata.has_error()) return {std::nullopt, fmt::format("GET {}: {}", path, metadata.error().message)};
    return {*std::move(metadata), ""};
  }

  void note(std::string words) {
    if (std::find(notes_.begin(), notes_.end(), words) == notes_.end()) notes_.push_back(std::move(words));
  }

  Scenario& scenario_;
  const PayloadWish& wish_;
  std::map<std::string, Told> told_;  // by path
  std::vector<std::string> notes_;
};

}  // namespace

bool needs_payloads(const Scenario& scenario) {
  const auto all = scenario.all_tasks();
  return std::any_of(all.begin(), all.end(), [](const Task* task) {
    return std::any_of(task->steps.begin(), task->steps.end(), [](auto& step) { return step.predict != nullptr; });
  });
}

Result<std::vector<std::string>> make_payloads(Scenario& scenario, const PayloadWish& wish) {
  return PayloadMaking(scenario, wish).make_all();
}

}  // namespace plimsoll
