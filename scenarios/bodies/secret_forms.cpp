#include "scenarios/bodies/secret_forms.h"

#include "core/http/secret_names.h"
#include "core/json/json.h"
#include "scenarios/bodies/url_encoding.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::size_t kShortest = 4;

}  // namespace

void add_secret_forms(const std::string& secret, std::vector<std::string>& secrets) {
  if (secret.size() < kShortest) return;
  std::string in_url, in_form, in_path;
  append_encoded(secret, Encoding::query, in_url);
  append_encoded(secret, Encoding::form, in_form);
  append_encoded_path(secret, in_path);
  const auto quoted = to_text(nlohmann::json(secret));
  for (const auto& form : {secret, in_url, in_form, in_path, quoted.substr(1, quoted.size() - 2)})
    if (std::find(secrets.begin(), secrets.end(), form) == secrets.end()) secrets.push_back(form);
}

void add_secret_variable(const std::string& name, const std::string& value, std::vector<std::string>& secrets) {
  if (is_secret_variable(name) || looks_secret(value)) add_secret_forms(value, secrets);
}

}  // namespace plimsoll
