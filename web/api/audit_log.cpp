#include "web/api/audit_log.h"

#include "core/clock.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"

#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>

namespace plimsoll {
namespace {

constexpr std::uintmax_t kLongest = 4 << 20;

}  // namespace

void AuditLog::add(std::string_view who, std::string_view what, std::string_view on, std::string_view details) {
  Json line;
  line["at"] = to_rfc3339(wall_now());
  line["who"] = valid_utf8(std::string(who));
  line["what"] = what;
  line["on"] = valid_utf8(std::string(on));
  if (!details.empty()) line["details"] = valid_utf8(std::string(details));
  const std::lock_guard lock(mutex_);
  std::error_code absent;
  if (std::filesystem::file_size(file_, absent) > kLongest && !absent) {
    auto before = file_;
    before += ".1";
    std::filesystem::rename(file_, before, absent);
  }
  std::ofstream out(file_, std::ios::app);
  out << to_text(line) << '\n';
}

}  // namespace plimsoll
