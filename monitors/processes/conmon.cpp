#include "monitors/processes/conmon.h"

#include <sstream>

namespace plimsoll {

std::optional<Conmon> read_conmon(const ProcessReader& reader, int pid) {
  std::istringstream words(reader.command_line(pid));
  std::string word;
  words >> word;
  if (word.substr(word.rfind('/') + 1) != "conmon") return std::nullopt;
  Conmon conmon;
  while (words >> word) {
    if (word == "-c" || word == "--cid") words >> conmon.container_id;
    if (word == "-n" || word == "--name") words >> conmon.container_name;
  }
  if (conmon.container_id.empty() || conmon.container_name.empty()) return std::nullopt;
  return conmon;
}

}  // namespace plimsoll
