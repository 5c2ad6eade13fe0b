#include "conduct/process/state_folder.h"

#include "conduct/control/line_socket.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <system_error>
#include <vector>

namespace plimsoll {
namespace {

// "20260131-080509-3f2a.log": other files of the folder are not of a run.
bool is_run_log(const std::filesystem::path& file) {
  const auto id = file.stem().string();
  constexpr std::size_t kDigitsOfDay = 8;
  return file.extension() == ".log" && id.size() > kDigitsOfDay && id[kDigitsOfDay] == '-' &&
         std::all_of(id.begin(), id.begin() + kDigitsOfDay, [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

void keep_few_run_logs(const std::filesystem::path& state, std::size_t most) {
  std::error_code failed;
  std::vector<std::string> ids;
  for (std::filesystem::directory_iterator file(state, failed), end; !failed && file != end; file.increment(failed))
    if (is_run_log(file->path())) ids.push_back(file->path().stem().string());
  if (ids.size() <= most) return;
  std::sort(ids.begin(), ids.end());
  ids.resize(ids.size() - most);
  for (const auto& id : ids) {
    const auto control = state / (id + ".control");
    if (LineSocket::connect(control).has_value()) continue;
    std::filesystem::remove(state / (id + ".log"), failed);
    std::filesystem::remove_all(state / id, failed);
    std::filesystem::remove(control, failed);
  }
}

}  // namespace plimsoll
