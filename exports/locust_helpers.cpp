#include "exports/locust_helpers.h"

#include <array>
#include <string_view>

namespace plimsoll {
namespace {

struct PythonHelper {
  std::string_view need;
  std::string_view code;
};
constexpr std::array kPythonHelpers = {
    PythonHelper{"nothing", "nothing = object()  # where an answer has no such thing\n"},
    PythonHelper{"at", R"(
def at(response, *path):
    """What stands there in the JSON of an answer."""
    try:
        value = response.json()
        for step in path:
            value = value[step]
        return value
    except (KeyError, IndexError, TypeError, ValueError):
        return nothing
)"},
    PythonHelper{"found", R"(
def found(pattern, text):
    """The first group of the first match."""
    match = re.search(pattern, text)
    return match.group(min(1, len(match.groups()))) if match else nothing
)"},
    PythonHelper{"size", R"(
def size(value):
    return len(value) if isinstance(value, (str, list, dict)) else -1
)"},
    PythonHelper{"now", R"(
def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
)"},
    PythonHelper{"as_text", R"(
def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)
)"},
    PythonHelper{"retried", R"(
def retried(send, on, at_most, shortest, longest, heeds_retry_after):
    """The answer of the first attempt that has none of these statuses, or the last one's; 0 is no answer at all."""
    for attempt in range(at_most):
        response = send()
        if response.status_code not in on:
            return response
        with response:
            response.success()  # an attempt: what comes after it counts
        asked = response.headers.get("Retry-After", "") if heeds_retry_after else ""
        pause = random.uniform(0, min(longest, shortest * 2**attempt))
        time.sleep(max(pause, min(60, int(asked))) if asked.isdigit() else pause)
    return send()
)"}};

}  // namespace

std::string locust_helpers(const ScriptLanguage& python) {
  std::string code;
  for (const auto& helper : kPythonHelpers)
    if (python.needs(helper.need)) code.append("\n").append(helper.code);
  return code;
}

}  // namespace plimsoll
