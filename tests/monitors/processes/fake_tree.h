#pragma once

// A tree over a /proc of files, refreshed half a second on each time. Owned by a test; one thread.

#include "monitors/processes/process_tree.h"
#include "tests/monitors/fake_proc.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test {

inline FoundTarget target_of(int pid, std::uint64_t start_ticks) {
  FoundTarget target;
  target.roots = {{pid, start_ticks}};
  target.description = "python " + std::to_string(pid);
  return target;
}

inline std::vector<int> pids_of(const ProcessTree& tree) {
  std::vector<int> pids;
  for (const auto& member : tree.members()) pids.push_back(member.stat.pid);
  return pids;
}

using ToldEvent = std::pair<ProcessEvent::Kind, std::string>;

inline std::vector<ToldEvent> told(ProcessTree& tree) {
  std::vector<ToldEvent> told;
  for (auto& event : tree.take_events()) told.emplace_back(event.kind, event.message);
  return told;
}

inline ToldEvent event(ProcessEvent::Kind kind, std::string message) { return {kind, std::move(message)}; }

class FakeTree : public testing::Test {
 protected:
  void start(FoundTarget target) {
    tree = std::make_unique<ProcessTree>(std::move(target), proc.root());
    tree->refresh(now);
  }
  void refresh(Nanos later = std::chrono::milliseconds(500)) { tree->refresh(now += later); }

  FakeProc proc;
  Instant now = Instant{} + std::chrono::seconds(1000);
  std::unique_ptr<ProcessTree> tree;
};

}  // namespace plimsoll::test
