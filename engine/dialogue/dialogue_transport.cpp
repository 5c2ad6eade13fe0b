#include "engine/dialogue/dialogue_transport.h"

#include "engine/dialogue/dialogue_channel.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

class DialogueTransport final : public Transport {
 public:
  explicit DialogueTransport(DialogueParts parts) : parts_(std::move(parts)) {}

  std::unique_ptr<Channel> make_channel() override { return std::make_unique<DialogueChannel>(parts_); }

 private:
  DialogueParts parts_;
};

}  // namespace

bool needs_dialogue(const Scenario& scenario) {
  const auto tasks = scenario.all_tasks();
  return std::any_of(tasks.begin(), tasks.end(), [](const Task* task) {
    return std::any_of(task->steps.begin(), task->steps.end(), [](const auto& step) { return step.rules != nullptr; });
  });
}

std::unique_ptr<Transport> make_dialogue_transport(DialogueParts parts) {
  return std::make_unique<DialogueTransport>(std::move(parts));
}

}  // namespace plimsoll
