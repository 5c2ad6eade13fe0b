#include "tests/architecture/house.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace plimsoll::architecture {

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

namespace {

std::string folder_of_room(const std::string& floor, const std::string& room) {
  return room == "." ? floor : floor + "/" + room;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace

House House::parse(std::string_view text) {
  House house;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (line.starts_with("#") || colon == std::string::npos) continue;
    auto listed = words(line.substr(colon + 1));
    const auto name = words(line.substr(0, colon)).front();
    if (!line.starts_with(" ")) {
      house.add_floor(name, listed);
      continue;
    }
    const auto& floor = house.floors_.back();
    for (auto& room : listed) room = folder_of_room(floor, room);
    Room room{folder_of_room(floor, name), floor, std::move(listed)};
    // The floor's own folder is a room from the beginning; its line says more about it.
    std::erase_if(house.rooms_, [&](const Room& known) { return known.folder == room.folder; });
    house.rooms_.push_back(std::move(room));
  }
  return house;
}

House House::read(const std::filesystem::path& root) {
  std::ifstream file(root / "rooms.txt");
  return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

void House::add_floor(const std::string& name, const std::vector<std::string>& below) {
  floors_.push_back(name);
  for (const auto& other : below) between_floors_.push_back({name, other});
  rooms_.push_back({name, name, {}});
}

const Room* House::room_of(std::string_view path) const {
  const auto found =
      std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& room) { return room.folder == folder_of(path); });
  return found == rooms_.end() ? nullptr : &*found;
}

bool House::allows(const Room& from, const Room& to) const {
  if (from.floor != to.floor)
    return std::find(between_floors_.begin(), between_floors_.end(), Arrow{from.floor, to.floor}) !=
           between_floors_.end();
  return from.folder == to.folder ||
         std::find(from.may_include.begin(), from.may_include.end(), to.folder) != from.may_include.end();
}

}  // namespace plimsoll::architecture
