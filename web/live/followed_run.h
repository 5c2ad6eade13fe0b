#pragma once

// A run that goes on, followed over its control socket for all who look at it: one connection, one thread, however many
// look. Its news are kept as they are sent on; the run itself is asked for the whole seldom enough to cost it no more
// than a hundredth of a core. Owned by the RunHub; its functions are called from any thread.

#include "core/error.h"
#include "core/time.h"
#include "record/run_record.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll {

class SocketRunControl;

// As an event of a stream: what happened, and its JSON.
struct NewsPiece {
  std::uint64_t number = 0;
  std::string kind;  // "second", "event", "end"
  std::string data;
};

class FollowedRun {
 public:
  // `rung`: there is news; called on its own thread.
  FollowedRun(std::string id, std::filesystem::path control, std::function<void()> rung);
  ~FollowedRun();
  FollowedRun(const FollowedRun&) = delete;
  FollowedRun& operator=(const FollowedRun&) = delete;

  // Ends following, once; who holds it still finds what is kept.
  void stop();

  // The first that is kept behind `after`; nothing where there is none yet.
  std::optional<NewsPiece> next(std::uint64_t after) const;
  std::uint64_t newest() const;           // the number of the last one; 0: there is none
  bool is_over() const { return over_; }  // nothing comes any more

  // The live figures as JSON, of the last second; empty before the first.
  std::string live() const;

  // As of the last time that it was asked; it is asked again where that is long ago for what it costs. Error: it does
  // not answer.
  struct SoFar {
    std::shared_ptr<const RunRecord> record;
    std::uint64_t number = 0;  // counts the times
  };
  Result<SoFar> so_far();

  // What a managed target wrote last, at most a second old. Error: the run does not answer.
  Result<std::vector<std::string>> target_log();

  // What `make` makes of it, once for all who ask; who asks meanwhile waits.
  std::shared_ptr<const std::string> made_of(std::uint64_t number, const std::function<std::string()>& make);

  Instant looked_at() const { return Instant(Nanos(looked_at_.load())); }
  void look() { looked_at_ = looked_now(); }

 private:
  void follow();
  bool follow_from(std::uint64_t& after);
  void keep(NewsPiece piece);
  void look_at_live(SocketRunControl& control);
  static Nanos::rep looked_now();
  Result<SocketRunControl*> asked();

  const std::string id_;
  const std::filesystem::path control_;
  const std::function<void()> rung_;
  std::atomic<Nanos::rep> looked_at_;
  std::atomic<bool> over_{false};

  mutable std::mutex mutex_;
  std::condition_variable stopping_told_;
  bool stopping_ = false;       // guarded
  std::deque<NewsPiece> news_;  // guarded; bounded
  std::string live_;            // guarded
  std::string headline_;        // of the last record; guarded

  std::mutex making_;
  std::uint64_t made_number_ = 0;            // by it
  std::shared_ptr<const std::string> made_;  // by it

  std::mutex asking_;  // one asks for the whole, the others wait for it
  std::unique_ptr<SocketRunControl> asked_;
  SoFar so_far_;
  Instant ask_again_{};
  std::vector<std::string> target_log_;
  Instant ask_log_again_{};

  std::thread thread_;
};

}  // namespace plimsoll
