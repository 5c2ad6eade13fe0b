#include "conduct/interrupts.h"

#include <csignal>
#include <cstdlib>
#include <mutex>
#include <vector>

namespace plimsoll {
namespace {

constexpr int kInterruptedExit = 130;
// Wakes the waiting thread when it shall end; nobody else sends it to a single thread of ours.
constexpr int kWake = SIGUSR2;

sigset_t signals_of_interest() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, kWake}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

struct Interrupts::State {
  std::mutex mutex;
  std::vector<std::function<void(int)>*> callbacks;
  sigset_t mask_before{};
};

Interrupts::Interrupts() : state_(std::make_unique<State>()) {
  const auto signals = signals_of_interest();
  pthread_sigmask(SIG_BLOCK, &signals, &state_->mask_before);
  thread_ = std::thread([this] { wait_for_signals(); });
}

Interrupts::Interrupts(ByHand) : state_(std::make_unique<State>()) {}

Interrupts::~Interrupts() {
  if (!thread_.joinable()) return;
  ended_ = true;
  pthread_kill(thread_.native_handle(), kWake);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &state_->mask_before, nullptr);
}

Interrupts::Subscription::Subscription(Interrupts& interrupts, std::function<void(int)> callback)
    : interrupts_(interrupts), callback_(std::move(callback)) {
  const std::lock_guard lock(interrupts_.state_->mutex);
  interrupts_.state_->callbacks.push_back(&callback_);
  if (interrupts_.count_ > 0) callback_(interrupts_.count_);
}

Interrupts::Subscription::~Subscription() {
  const std::lock_guard lock(interrupts_.state_->mutex);
  std::erase(interrupts_.state_->callbacks, &callback_);
}

void Interrupts::wait_for_signals() {
  const auto signals = signals_of_interest();
  for (int signal = 0; sigwait(&signals, &signal) == 0;) {
    if (ended_) return;
    if (signal == kWake) continue;
    // Files may be half written, but whoever asks three times has waited long enough. The leash stops the target.
    if (count_ >= 2) _Exit(kInterruptedExit);
    arrive();
  }
}

void Interrupts::arrive() {
  const int count = ++count_;
  const std::lock_guard lock(state_->mutex);
  for (const auto* callback : state_->callbacks) (*callback)(count);
}

}  // namespace plimsoll
