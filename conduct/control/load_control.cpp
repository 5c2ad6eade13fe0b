#include "conduct/control/load_control.h"

#include "core/units.h"
#include "scenarios/scenario.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace plimsoll {
namespace {

Error refusal(std::string message) { return {ErrorKind::usage, std::move(message)}; }

class HistoryFollower final : public RunFollower {
 public:
  HistoryFollower(const RunHistory& history, const FollowFrom& from)
      : history_(history), after_(from.after.value_or(history.place_of(from.from_s))) {}

  double kept_from_s() const override { return history_.kept_from_s(); }
  std::optional<RunNews> next(Nanos patience) override {
    auto news = patience > Nanos(0) ? history_.wait_for_next(after_, patience) : history_.next(after_);
    over_ = over_ || (news && std::holds_alternative<RunVerdict>(news->what));
    return news;
  }
  bool over() const override { return over_; }

 private:
  const RunHistory& history_;
  std::uint64_t after_;
  bool over_ = false;
};

std::string of_load(const LiveLoad& load) { return load.name.empty() ? "" : " of " + load.name; }

// What it is to become; of stages nobody has said one level.
std::optional<double> planned_level(const ClosedLoad& load) {
  if (!load.stages.empty()) return std::nullopt;
  return load.users;
}
std::optional<double> planned_level(const OpenLoad& load) {
  const auto* rate = std::get_if<ArrivalRate>(&load.arrivals);
  if (!rate || rate->stages.size() != 1) return std::nullopt;
  return rate->stages.front().level;
}

}  // namespace

LoadControl::LoadControl(const Scenario& scenario, RunSoFar& so_far, LoadControlHooks hooks)
    : scenario_(scenario), so_far_(so_far), hooks_(std::move(hooks)) {
  for (const auto& part : scenario.load.parts)
    loads_.push_back({part.name, std::holds_alternative<ClosedLoad>(part.model),
                      std::visit([](const auto& model) { return planned_level(model); }, part.model)});
}

void LoadControl::load_begins(RunningLoad& load) {
  const std::lock_guard lock(mutex_);
  load_ = &load;
  if (stopping_) load.stop_gracefully();
}

// The figures that people steer by are of this instant, not of the last second.
Result<RunStatus> LoadControl::status() {
  auto now = live();
  if (now.has_error()) return now.error();
  auto record = so_far_.record();
  const bool has_begun = load_ != nullptr;
  if (has_begun && hooks_.judge) hooks_.judge(record);
  if (!has_begun && hooks_.target_log) record.target_log_tail = hooks_.target_log();  // later it is in the record
  return RunStatus{std::move(*now), std::move(record)};
}

Result<LiveStatus> LoadControl::live() {
  auto status = so_far_.live();
  if (const auto* load = load_.load()) {
    const auto reading = load->load_reading();
    status.active_users = reading.active_users;
    status.requests = reading.requests_total;
  }
  status.stopping = status.stopping || stopping_;
  if (over_) return status;
  const std::lock_guard lock(mutex_);
  status.loads = loads_;
  status.paused = paused_;
  return status;
}

Result<std::vector<std::string>> LoadControl::target_log() {
  return hooks_.target_log ? hooks_.target_log() : std::vector<std::string>();
}

Result<std::unique_ptr<RunFollower>> LoadControl::follow(const FollowFrom& from) {
  return std::unique_ptr<RunFollower>(std::make_unique<HistoryFollower>(so_far_.history(), from));
}

Result<void> LoadControl::still_loading() const {
  if (over_) return refusal("the load is over: nothing can be changed any more");
  if (load_ == nullptr) return refusal("the load has not begun: the target is not ready yet");
  return {};
}

Result<void> LoadControl::set_users(std::uint64_t users, const std::string& load) {
  if (users > kMostUsers) return refusal(fmt::format("expected users from 0 to {}", kMostUsers));
  const auto part = part_named<ClosedLoad>(load);
  if (part.has_error()) return part.error();
  load_.load()->set_users(*part, static_cast<std::uint32_t>(users));
  const std::lock_guard lock(mutex_);
  loads_[*part].level = static_cast<double>(users);
  so_far_.add_change(fmt::format("{} users{}", users, of_load(loads_[*part])));
  return {};
}

Result<void> LoadControl::set_rate(double per_second, const std::string& load) {
  if (!(per_second >= 0 && per_second <= kHighestRate))
    return refusal(R"(expected a rate like "200/s", at most 1,000,000/s)");
  const auto part = part_named<OpenLoad>(load);
  if (part.has_error()) return part.error();
  load_.load()->set_rate(*part, per_second);
  const std::lock_guard lock(mutex_);
  loads_[*part].level = per_second;
  so_far_.add_change(fmt::format("{}/s{}", format_number(per_second), of_load(loads_[*part])));
  return {};
}

Result<void> LoadControl::pause() {
  if (auto refused = still_loading(); refused.has_error()) return refused;
  load_.load()->set_paused(true);
  const std::lock_guard lock(mutex_);
  if (!std::exchange(paused_, true)) so_far_.add_pause();
  return {};
}

Result<void> LoadControl::resume() {
  if (auto refused = still_loading(); refused.has_error()) return refused;
  load_.load()->set_paused(false);
  const std::lock_guard lock(mutex_);
  if (std::exchange(paused_, false)) so_far_.add_change("resumed");
  return {};
}

Result<void> LoadControl::stop() {
  if (over_) return still_loading();
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  if (auto* load = load_.load()) load->stop_gracefully();
  return {};
}

template <class Model>
Result<std::size_t> LoadControl::part_named(const std::string& name) const {
  if (const auto loading = still_loading(); loading.has_error()) return loading.error();
  const auto& parts = scenario_.load.parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].name != name && !(name.empty() && parts.size() == 1)) continue;
    if (std::holds_alternative<Model>(parts[i].model)) return i;
    return refusal("that load is of the other model: users belong to a closed one, a rate to an open one");
  }
  return refusal(name.empty() ? "there are several loads: name one"
                              : fmt::format(R"(there is no load named "{}")", name));
}

}  // namespace plimsoll
