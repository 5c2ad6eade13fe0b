#pragma once

// A secret in each form that it goes over the wire in. Pure; any thread.

#include <string>
#include <vector>

namespace plimsoll {

// As it is, in a URL or a form, and between the quotes of JSON: those that are not there yet, behind the others. Too
// short a one would blank out ordinary text, and is left out.
void add_secret_forms(const std::string& secret, std::vector<std::string>& secrets);

// Those of a variable that goes by a secret's name, or whose value looks like one.
void add_secret_variable(const std::string& name, const std::string& value, std::vector<std::string>& secrets);

}  // namespace plimsoll
