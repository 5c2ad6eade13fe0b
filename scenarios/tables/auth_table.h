#pragma once

// `auth` of a scenario or a request. Immutable tables; any thread.

#include "scenarios/auth.h"
#include "scenarios/fields/field_table.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct AuthDraft {
  std::shared_ptr<const Auth> auth;  // null: none, though the scenario has one
  std::vector<std::string> secrets;  // in it
};

struct BasicDraft {
  std::string user;
  std::string password;
};

struct ApiKeyDraft {
  std::optional<std::string> header;
  std::optional<std::string> query;
  std::string value;
};

struct SigV4Draft {
  SigV4Auth auth;
  AwsKeys keys;
  TokenCommand command;
  std::filesystem::path profile_file;
  std::string profile = "default";
};

ValueType<AuthDraft> auth_type();

const ObjectTable<AuthDraft>& auth_table();
const ObjectTable<BasicDraft>& basic_table();
const ObjectTable<ApiKeyDraft>& api_key_table();
const ObjectTable<OAuth2Auth>& oauth2_table();
const ObjectTable<SigV4Draft>& sigv4_table();
const ObjectTable<TokenCommand>& token_table();

}  // namespace plimsoll
