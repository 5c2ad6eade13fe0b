#pragma once

// What the collections of Postman and Bruno say alike: an address with variables, and how a request signs in. Pure but
// for the draft; one thread.

#include "imports/collections/collection_variables.h"
#include "imports/plan/import_draft.h"

#include <map>
#include <string>

namespace plimsoll {

// False, and told: the address is no http.
bool set_address(ImportedRequest& request, const std::string& url, ImportDraft& draft);

// The way of signing in, and its fields with their variables filled in: bearer (token), basic (username, password),
// apikey (key, value, in or placement), oauth2. Others are told.
struct CollectionSignIn {
  std::string way;
  std::map<std::string, std::string> fields;
};
void add_sign_in(ImportedRequest& request, const CollectionSignIn& sign_in, ImportDraft& draft);

}  // namespace plimsoll
