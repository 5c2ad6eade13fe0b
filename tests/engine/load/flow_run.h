#pragma once

// A run of a scenario's flows against a target that a test plays, on the virtual clock; what was sent is kept as it was
// then. Owned by the test; one thread.

#include "tests/engine/load/load_run.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct SentRequest {
  std::string line;  // "POST /jobs"
  std::string body;
  std::string authorization;
  double at_s = 0;
};

// Of a scenario file without its target, which is http://h. Fails the test where it is not sound.
Scenario flow_scenario(const std::string& text);

template <class Executor>
class FlowRun {
 public:
  using Answers = std::function<FakeAnswer(const SentRequest& request)>;

  FlowRun(const std::string& text, Answers answers)
      : answers_(std::move(answers)),
        run_(flow_scenario(text), [this](const FakeArrival& arrival) { return answer(arrival); }) {
    run_.run();
  }

  const std::vector<SentRequest>& sent() const { return sent_; }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& request : sent_) lines.push_back(request.line);
    return lines;
  }
  std::vector<double> seconds() const {
    std::vector<double> seconds;
    for (const auto& request : sent_) seconds.push_back(request.at_s);
    return seconds;
  }
  const FlowRecord& flow(std::size_t index = 0) const { return run_.flows().at(index); }
  // "login: status 401 again ..." of each kind that there was.
  std::vector<std::string> failures() const {
    std::vector<std::string> texts;
    for (const auto& failure : run_.failures())
      texts.push_back(std::string(to_string(failure.kind)) + ": " + failure.message);
    return texts;
  }
  const LoadRun<Executor>& load() const { return run_; }

 private:
  FakeAnswer answer(const FakeArrival& arrival) {
    const auto& request = *arrival.request;
    auto& sent = sent_.emplace_back();
    sent.line = std::string(to_string(request.method)) + " " + request.path;
    if (request.body) sent.body = *request.body;
    for (const auto& header : request.headers)
      if (header.name == "Authorization") sent.authorization = header.value;
    sent.at_s = to_seconds(arrival.at - VirtualClock::kStart);
    return answers_(sent);
  }

  Answers answers_;
  std::vector<SentRequest> sent_;
  LoadRun<Executor> run_;
};

using ClosedFlow = FlowRun<ClosedExecutor>;
using OpenFlow = FlowRun<OpenExecutor>;

// 100 ms later, with that body.
FakeAnswer answer_with(std::string body, int status = 200, std::string headers = "");

}  // namespace plimsoll
