#pragma once

// Who started, changed and removed what, by the API: a JSON object a line, in a file that is begun anew where it grows
// too long; the one before is kept. Owned by the server; any thread.

#include <filesystem>
#include <mutex>
#include <string_view>

namespace plimsoll {

class AuditLog {
 public:
  explicit AuditLog(std::filesystem::path file) : file_(std::move(file)) {}

  // `who`: by what it was let in; `what`: "start", "stop"; `on`: a run or a schedule. Never a secret.
  void add(std::string_view who, std::string_view what, std::string_view on, std::string_view details = {});

 private:
  const std::filesystem::path file_;
  std::mutex mutex_;
};

}  // namespace plimsoll
