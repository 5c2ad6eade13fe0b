#pragma once

// What is taken for a secret by its name, or by its look. Pure; any thread.

#include <string_view>

namespace plimsoll {

bool is_secret_name(std::string_view name);      // "access_token", "x-api-key", "password"
bool is_secret_variable(std::string_view name);  // those, and "API_TOKEN", "SOAK_KEY", "DB_PASS": more than of a field
bool looks_secret(std::string_view value);       // a JWT, "sk-...", "ghp_...", "AKIA..."

}  // namespace plimsoll
