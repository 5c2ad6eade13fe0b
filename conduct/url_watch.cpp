#include "conduct/url_watch.h"

#include "engine/asking/http_fetch.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
namespace {

constexpr auto kPatienceWithUrl = std::chrono::seconds(5);
constexpr int kMostUnanswered = 3;

}  // namespace

Result<int> UrlWatch::ask_url(const Url& url) {
  Target target;
  target.url = url;
  const auto answer = http_get(target, url.base_path.empty() ? "/" : "", kPatienceWithUrl);
  if (answer.has_error()) return answer.error();
  return answer->status;
}

UrlWatch::UrlWatch(Url url, Nanos every, WaitingClock& clock, Ask ask)
    : url_(std::move(url)), every_(every), clock_(clock), ask_(std::move(ask)), thread_([this] {
        ask_until_ended();
      }) {}

UrlWatch::~UrlWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::optional<std::string> UrlWatch::objection() const {
  const std::lock_guard lock(mutex_);
  return objection_;
}

void UrlWatch::ask_until_ended() {
  for (;;) {
    const auto status = ask_(url_);
    std::unique_lock lock(mutex_);
    if (objects(status)) return;
    if (clock_.wait_until(lock, changed_, clock_.now() + every_, [this] { return ended_; })) return;
  }
}

bool UrlWatch::objects(const Result<int>& status) {
  constexpr int kGood = 200, kBehindGood = 400;
  if (status.has_value()) {
    unanswered_ = 0;
    if (*status < kGood || *status >= kBehindGood) objection_ = fmt::format("{} answered {}.", url_.text(), *status);
  } else if (++unanswered_ >= kMostUnanswered) {
    objection_ =
        fmt::format("{} did not answer {} times in a row: {}.", url_.text(), unanswered_, status.error().message);
  }
  return objection_.has_value();
}

}  // namespace plimsoll
