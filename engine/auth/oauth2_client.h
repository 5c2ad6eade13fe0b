#pragma once

// A token of an OAuth 2 server by client credentials (RFC 6749, 4.4). Blocks; any thread.

#include "core/error.h"
#include "engine/auth/token_source.h"
#include "scenarios/auth.h"
#include "scenarios/target.h"

#include <string>
#include <string_view>

namespace plimsoll {

// The form that is posted; where id and secret go as HTTP Basic they are not in it.
std::string oauth2_form(const OAuth2Auth& auth);
// "Basic ...", each part encoded as a form first (2.3.1).
std::string oauth2_basic(const OAuth2Auth& auth);

// Error: the server's own, or that it is none; secrets and tokens are not in it.
Result<Token> token_in_answer(int status, std::string_view body);

// At most 10 s, and not for long once it is unwanted. `tls`: whom it trusts.
Result<Token> ask_for_token(const OAuth2Auth& auth, const TlsOptions& tls, const TokenSource::IsUnwanted& is_unwanted);

}  // namespace plimsoll
