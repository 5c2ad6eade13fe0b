#pragma once

// Asks a URL again and again, on a thread of its own, whether load may go on. Owned by the conductor.

#include "core/error.h"
#include "core/time.h"
#include "core/waiting_clock.h"
#include "scenarios/url.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace plimsoll {

class UrlWatch {
 public:
  using Ask = std::function<Result<int>(const Url& url)>;  // the status of a GET; may block for seconds

  // The clock outlives it.
  UrlWatch(Url url, Nanos every, WaitingClock& clock, Ask ask = ask_url);
  ~UrlWatch();
  UrlWatch(const UrlWatch&) = delete;
  UrlWatch& operator=(const UrlWatch&) = delete;

  // A sentence, once it objected: another status than 2xx or 3xx, or no answer three times in a row.
  std::optional<std::string> objection() const;

  static Result<int> ask_url(const Url& url);

 private:
  void ask_until_ended();
  bool objects(const Result<int>& status);

  const Url url_;
  const Nanos every_;
  WaitingClock& clock_;
  const Ask ask_;
  int unanswered_ = 0;  // in a row
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;                    // guarded
  std::optional<std::string> objection_;  // guarded
  std::thread thread_;
};

}  // namespace plimsoll
