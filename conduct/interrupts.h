#pragma once

// SIGINT and SIGTERM while a run goes on: the first asks to end gracefully, the second at once, the third ends the
// process where it stands. Made by main's thread before any other exists (they inherit its blocked mask); a thread of
// its own waits for the signals and calls back.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace plimsoll {

class Interrupts {
 public:
  Interrupts();  // from now on the two signals are ours
  struct ByHand {};
  explicit Interrupts(ByHand);  // no signals: a test says what arrives
  ~Interrupts();                // gives them back

  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  void arrive();  // one more, as of a signal
  int count() const noexcept { return count_.load(); }

  // While it lives, its callback is called on the signal thread with the count; at once if a signal came before.
  class Subscription {
   public:
    Subscription(Interrupts& interrupts, std::function<void(int count)> callback);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    Interrupts& interrupts_;
    std::function<void(int)> callback_;
  };

 private:
  struct State;
  void wait_for_signals();

  std::atomic<int> count_{0};
  std::atomic<bool> ended_{false};
  std::unique_ptr<State> state_;
  std::thread thread_;
};

}  // namespace plimsoll
