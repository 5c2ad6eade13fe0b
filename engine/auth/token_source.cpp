#include "engine/auth/token_source.h"

#include "core/clock.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

// Before it expires, at the latest a fifth of its life.
constexpr Nanos kMargin = std::chrono::minutes(1);
constexpr Nanos kSoonest = std::chrono::seconds(1);
constexpr Nanos kLongestBackOff = std::chrono::minutes(1);
// A server that refuses each token is not asked for more and more of them.
constexpr Nanos kBetweenRefusals = std::chrono::seconds(5);

}  // namespace

Result<std::unique_ptr<TokenSource>> TokenSource::start(Plan plan, const IsUnwanted& is_unwanted) {
  std::unique_ptr<TokenSource> source(new TokenSource(std::move(plan)));
  auto first = source->plan_.fetch([&] { return is_unwanted && is_unwanted(); });
  if (first.has_error()) return first.error();
  source->take(*std::move(first));
  try {
    source->thread_ = std::thread([own = source.get()] { own->run(); });
  } catch (const std::system_error& error) {
    return Error{ErrorKind::internal, std::string("no thread for its renewal: ") + error.what()};
  }
  return source;
}

TokenSource::~TokenSource() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::uint64_t TokenSource::read(std::string& into) const {
  const std::lock_guard lock(mutex_);
  into.assign(token_);
  return version_.load(std::memory_order_relaxed);
}

std::string TokenSource::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

bool TokenSource::renew(std::uint64_t refused) {
  const std::lock_guard lock(mutex_);
  if (version_.load(std::memory_order_relaxed) != refused || wanted_) return true;
  const auto now = monotonic_now();
  if (last_refused_ != Instant{} && now - last_refused_ < kBetweenRefusals) return false;
  last_refused_ = now;
  wanted_ = true;
  changed_.notify_all();
  return true;
}

Nanos TokenSource::time_to_renewal(const Token& token) const {
  if (!token.lifetime) return plan_.every;
  const auto life = std::max(*token.lifetime, Nanos(0));
  return std::clamp(life - std::min(kMargin, life / 5), kSoonest, std::max(plan_.every, kSoonest));
}

void TokenSource::take(Token token) {
  if (plan_.on_token) plan_.on_token(token.text);
  const std::lock_guard lock(mutex_);
  due_ = monotonic_now() + time_to_renewal(token);
  token_ = std::move(token.text);
  trouble_.clear();
  back_off_ = Nanos(0);
  wanted_ = false;
  version_.fetch_add(1, std::memory_order_release);
}

// False: it ends.
bool TokenSource::wait_until_due(std::unique_lock<std::mutex>& lock) {
  while (!ended_ && !wanted_ && monotonic_now() < due_) changed_.wait_until(lock, due_);
  return !ended_;
}

void TokenSource::run() {
  std::unique_lock lock(mutex_);
  while (wait_until_due(lock)) {
    lock.unlock();
    auto next = plan_.fetch([this] { return ended_.load(); });
    if (next) {
      take(*std::move(next));
      lock.lock();
      continue;
    }
    lock.lock();
    trouble_ = next.error().message;
    back_off_ = std::clamp(2 * back_off_, kSoonest, kLongestBackOff);
    due_ = monotonic_now() + back_off_;
    wanted_ = false;
    failures_.fetch_add(1, std::memory_order_release);
  }
}

}  // namespace plimsoll
