#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace plimsoll::architecture {
namespace {

using Names = std::vector<std::string_view>;

struct Library {
  std::string_view header;  // as it begins
  Names places;             // whole paths, or how the including path begins
  std::string_view ending;  // and then how it ends
  std::string_view reason;
};

const std::vector<Library> kLibraries = {
    {"CLI/", {"cli/options/command_line"}, ".cpp", "CLI11 is behind the rows of the options, 5 s a source"},
    {"boost/beast", {"core/http/"}, ".cpp", "Beast is the small server's, 10 s a source"},
    {"yaml-cpp/", {"scenarios/document/"}, ".cpp", "yaml-cpp throws and belongs to the parser"},
    {"llhttp.h", {"engine/http1/response_parser"}, "", "llhttp is the HTTP/1 transport's"},
    {"openssl/",
     {"engine/wire/tls", "engine/queries/octets", "engine/auth/sigv4", "monitors/remote/agent_proof",
      "schedules/messages/signature", "web/http/access_guard"},
     ".cpp",
     "OpenSSL is the transport's, and of who proves something or hashes an answer"},
    {"liburing.h", {"engine/wire/connection_ring", "engine/wire/ring_"}, "", "liburing is the transport's"},
    {"zlib.h", {"engine/http1/inflate", "store/packed_text"}, ".cpp", "zlib decodes bodies and packs what is stored"},
    {"date/",
     {"schedules/calendar/time_zone", "schedules/calendar/posix_rule"},
     ".cpp",
     "the date library throws and is behind TimeZone"},
    {"sqlite3.h", {"store/database"}, ".cpp", "SQLite is behind the store's Database"},
    {"nlohmann/json.hpp",
     {"engine/", "scenarios/", "imports/", "record/", "reports/", "core/json/json_archive.h",
      "engine/queries/query_value.h", "core/", "monitors/", "judgement/", "demo/", "web/", "agent/", "conduct/",
      "checking/", "cli/", "exports/"},
     ".cpp",
     "1.4 s a source: headers take nlohmann/json_fwd.hpp"},
};

bool within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

// tests/ and bench/ may include anything, and nothing includes them.
bool may_include_anything(std::string_view path) { return within(path, "tests") || within(path, "bench"); }

// Of one include of a room; what is no file of ours, or is made when the house is built, has no room.
std::optional<std::string> objection(const House& house, const Room& room, const std::string& included) {
  if (may_include_anything(included)) return "nothing includes " + included;
  const auto* target = house.room_of(included);
  if (target == nullptr || house.allows(room, *target)) return std::nullopt;
  return room.folder + " may not include " + included + ": see rooms.txt";
}

bool has_place(const Library& library, std::string_view path) {
  return std::any_of(library.places.begin(), library.places.end(), [&](std::string_view place) {
    return path == place || (path.starts_with(place) && path.ends_with(library.ending));
  });
}

}  // namespace

std::vector<Finding> arrows_against_the_plan(const House& house, const SourceFile& source) {
  if (may_include_anything(source.path)) return {};
  const auto* room = house.room_of(source.path);
  if (room == nullptr) return {{source.path, 1, "belongs to no room of rooms.txt"}};
  std::vector<Finding> findings;
  for (const auto& include : source.includes) {
    if (auto message = objection(house, *room, include.path)) {
      findings.push_back({source.path, include.line, std::move(*message)});
    }
  }
  return findings;
}

std::vector<Finding> libraries_out_of_place(const SourceFile& source) {
  if (may_include_anything(source.path)) return {};
  std::vector<Finding> findings;
  for (const auto& include : source.includes) {
    for (const auto& library : kLibraries) {
      if (!include.path.starts_with(library.header) || has_place(library, source.path)) continue;
      findings.push_back(
          {source.path, include.line, include.path + " is out of place: " + std::string(library.reason)});
    }
  }
  return findings;
}

std::vector<Finding> own_header_not_first(const SourceFile& source) {
  if (!source.has_header) return {};
  const auto header = source.path.substr(0, source.path.rfind('.')) + ".h";
  if (!source.includes.empty() && source.includes.front().path == header) return {};
  return {{source.path, 1, "includes " + header + " first, so that it is known to compile alone"}};
}

}  // namespace plimsoll::architecture
