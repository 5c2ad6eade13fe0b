#include "conduct/probing/answering_processes.h"

namespace plimsoll {
namespace {

constexpr int kInVainAfterAnswer = 3;
constexpr int kInVainBeforeRequest = 8;
constexpr std::size_t kMostNames = 256;

}  // namespace

AnsweringProcesses::Look AnsweringProcesses::look(std::span<const int> sockets) {
  Look look;
  for (const auto& server : servers_.find(sockets)) {
    look.is_waiting.push_back(server.sight == ConnectionServers::Sight::waiting);
    if (server.sight != ConnectionServers::Sight::seen) {
      look.names.emplace_back();
      continue;
    }
    if (names_.size() == kMostNames) names_.clear();
    auto& name = names_[server.pid];
    if (name.empty()) name = servers_.name_of(server.pid);
    look.names.push_back(name);
  }
  return look;
}

void AnsweringProcesses::note(bool is_any_seen) {
  if (looking_ == Looking::never || has_seen_) return;
  has_seen_ = is_any_seen;
  if (has_seen_) return;
  const bool is_after = looking_ == Looking::after_answer;
  if (++in_vain_ < (is_after ? kInVainAfterAnswer : kInVainBeforeRequest)) return;
  in_vain_ = 0;
  looking_ = is_after ? Looking::before_request : Looking::never;
}

}  // namespace plimsoll
