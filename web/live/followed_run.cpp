#include "web/live/followed_run.h"

#include "conduct/control/socket_run_control.h"
#include "core/clock.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "record/run_record_fields.h"
#include "reports/words/headline.h"
#include "web/live/live_words.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostKept = 8192;
constexpr Nanos kPatience = 500ms;
constexpr Nanos kRetry = 500ms;
constexpr int kMostInVain = 20;
constexpr Nanos kShortestPeriod = 2s;
constexpr int kShareOfTime = 100;
constexpr Nanos kLongestPeriod = 30s;
constexpr double kYoungSeconds = 60;  // while each look has much that is new
constexpr Nanos kLongestYoung = 5s;

struct ToPiece {
  std::string operator()(const SecondNews& second) const {
    auto json = JsonWriter::json_of(second.row);
    json["memory_bytes"] = JsonWriter::json_of(second.memory_bytes);
    return to_text(json);
  }
  std::string operator()(const EventNews& event) const {
    auto json = JsonWriter::json_of(event.event);
    json["monitor"] = event.monitor;
    return to_text(json);
  }
  std::string operator()(const RunVerdict& verdict) const { return to_text(JsonWriter::json_of(verdict)); }
};

constexpr const char* kKinds[] = {"second", "event", "end"};

}  // namespace

FollowedRun::FollowedRun(std::string id, std::filesystem::path control, std::function<void()> rung)
    : id_(std::move(id)),
      control_(std::move(control)),
      rung_(std::move(rung)),
      looked_at_(looked_now()),
      thread_([this] { follow(); }) {}

FollowedRun::~FollowedRun() { stop(); }

void FollowedRun::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopping_told_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Nanos::rep FollowedRun::looked_now() { return monotonic_now().time_since_epoch().count(); }

// It may not listen yet; and a connection that broke says nothing of the run.
void FollowedRun::follow() {
  std::uint64_t after = 0;
  for (int in_vain = 0; in_vain < kMostInVain && !over_; ++in_vain) {
    if (follow_from(after)) in_vain = 0;
    std::unique_lock lock(mutex_);
    if (stopping_told_.wait_for(lock, kRetry, [this] { return stopping_ || over_; })) break;
  }
  over_ = true;
  rung_();
}

// True where anything came.
bool FollowedRun::follow_from(std::uint64_t& after) {
  const auto control = SocketRunControl::connect(control_);
  if (control.has_error()) return false;
  const auto follower = (*control)->follow({0, after > 0 ? std::optional(after) : std::optional<std::uint64_t>()});
  if (follower.has_error()) return false;
  bool any = false;
  while (!(*follower)->over()) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return any;
    }
    const auto news = (*follower)->next(kPatience);
    if (!news) continue;
    any = true;
    after = news->number;
    if (std::holds_alternative<SecondNews>(news->what)) look_at_live(**control);
    keep({news->number, kKinds[news->what.index()], std::visit(ToPiece{}, news->what)});
    if (std::holds_alternative<RunVerdict>(news->what)) over_ = true;
    rung_();
  }
  return any;
}

void FollowedRun::look_at_live(SocketRunControl& control) {
  const auto live = control.live();
  if (live.has_error()) return;
  std::string headline;
  {
    const std::lock_guard lock(mutex_);
    headline = headline_;
  }
  auto text = to_text(live_json(*live, headline));
  const std::lock_guard lock(mutex_);
  live_ = std::move(text);
}

void FollowedRun::keep(NewsPiece piece) {
  const std::lock_guard lock(mutex_);
  news_.push_back(std::move(piece));
  if (news_.size() > kMostKept) news_.pop_front();
}

std::optional<NewsPiece> FollowedRun::next(std::uint64_t after) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::upper_bound(news_.begin(), news_.end(), after,
                       [](std::uint64_t number, const NewsPiece& piece) { return number < piece.number; });
  if (found == news_.end()) return std::nullopt;
  return *found;
}

std::uint64_t FollowedRun::newest() const {
  const std::lock_guard lock(mutex_);
  return news_.empty() ? 0 : news_.back().number;
}

std::shared_ptr<const std::string> FollowedRun::made_of(std::uint64_t number,
                                                        const std::function<std::string()>& make) {
  const std::lock_guard lock(making_);
  if (made_ && number == made_number_) return made_;
  auto made = std::make_shared<const std::string>(make());
  if (number > made_number_) {
    made_number_ = number;
    made_ = made;
  }
  return made;
}

std::string FollowedRun::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

// With `asking_` held.
Result<SocketRunControl*> FollowedRun::asked() {
  if (!asked_) {
    auto control = SocketRunControl::connect(control_);
    if (control.has_error()) return Error{ErrorKind::unavailable, id_ + ": " + control.error().message};
    asked_ = std::move(*control);
  }
  return asked_.get();
}

Result<std::vector<std::string>> FollowedRun::target_log() {
  const std::lock_guard asking(asking_);
  if (monotonic_now() < ask_log_again_) return target_log_;
  const auto control = asked();
  if (control.has_error()) return control.error();
  auto lines = (*control)->target_log();
  if (lines.has_error()) {
    asked_.reset();
    return Error{ErrorKind::unavailable, id_ + ": " + lines.error().message};
  }
  target_log_ = std::move(*lines);
  ask_log_again_ = monotonic_now() + 1s;
  return target_log_;
}

Result<FollowedRun::SoFar> FollowedRun::so_far() {
  const std::lock_guard asking(asking_);
  const auto began = monotonic_now();
  if (so_far_.record && began < ask_again_) return so_far_;
  const auto control = asked();
  if (control.has_error()) return control.error();
  auto status = (*control)->status();
  if (status.has_error()) {
    asked_.reset();
    return Error{ErrorKind::unavailable, id_ + ": " + status.error().message};
  }
  const auto ended = monotonic_now();
  const auto longest = status->record.duration_s < kYoungSeconds ? kLongestYoung : kLongestPeriod;
  ask_again_ = ended + std::clamp(kShareOfTime * (ended - began), kShortestPeriod, longest);
  so_far_.record = std::make_shared<const RunRecord>(std::move(status->record));
  ++so_far_.number;
  const std::lock_guard lock(mutex_);
  headline_ = headline_so_far(*so_far_.record);
  return so_far_;
}

}  // namespace plimsoll
