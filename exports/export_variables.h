#pragma once

// The names of ${NAME} while a scenario becomes something else. Each is read as a marker, which nobody's text looks
// like and which every encoding leaves as it is, and is written as a variable of the other tool: the value itself is
// never there. Owned by one export; one thread.

#include "scenarios/scenario.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class ExportVariables {
 public:
  ExportVariables();

  // Stands for ${name} in any text.
  std::string marker_of(std::string_view name);
  // Stands for {{name}}, a captured value.
  std::string marker_of_captured(std::string_view name);
  // The variable is an address: its "http://" goes with it.
  void take_for_address(std::string_view name);

  struct Piece {
    std::string text;  // or the name of a variable
    bool is_variable = false;
    bool is_captured = false;  // one that an answer gives
  };
  // What stands between the markers, and the names, in order. Never empty.
  std::vector<Piece> pieces_of(std::string_view text) const;
  bool is_in(std::string_view text) const { return text.find(prefix_) != std::string_view::npos; }
  // As "$NAME", and "{{name}}" of a captured value, for people.
  std::string shown(std::string_view text) const;

  // "user:password" of a header with Basic credentials, where a variable is a part of them: within base64 nobody sees
  // it.
  std::optional<std::string> user_in(const Header& header) const;

  // The value of each header that is a secret, and written into the scenario itself, becomes a variable.
  void hide_secrets(Scenario& scenario);

 private:
  std::string marker(std::string_view name, bool is_captured);

  std::string prefix_;
  std::vector<std::string> names_;
  std::vector<bool> addresses_;  // by name
  std::vector<bool> captured_;   // by name
};

}  // namespace plimsoll
