#include "scenarios/bodies/files_asked.h"

namespace plimsoll {
namespace {

thread_local FilesAsked* asked_on_this_thread = nullptr;

}  // namespace

FilesAsked::FilesAsked() { asked_on_this_thread = this; }
FilesAsked::~FilesAsked() { asked_on_this_thread = nullptr; }

void FilesAsked::note(const std::filesystem::path& path) {
  auto* asked = asked_on_this_thread;
  if (!asked) return;
  asked->all_ = asked->paths_.size() < kMost;
  if (asked->all_) asked->paths_.push_back(path);
}

}  // namespace plimsoll
