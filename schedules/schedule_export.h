#pragma once

// A schedule in the words of another scheduler. Pure; any thread.

#include "core/error.h"
#include "schedules/schedule.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class ExportForm { systemd, kubernetes, github_actions, gitlab };
Result<ExportForm> parse_export_form(std::string_view word);

struct ExportedFile {
  std::string name;  // where it belongs, relative
  std::string text;
};

// `program`: this plimsoll, for what runs on this machine. Error: what that scheduler cannot say.
Result<std::vector<ExportedFile>> exported(const Schedule& schedule, ExportForm form, const std::string& program);

}  // namespace plimsoll
