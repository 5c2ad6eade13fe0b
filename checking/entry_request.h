#pragma once

// The request of an entry with its {{...}} filled in, ready to be sent. Reads the files that it names; one thread.

#include "checking/entry_body.h"
#include "checking/entry_options.h"
#include "engine/exchange/request.h"
#include "engine/queries/query_value.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/url.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace plimsoll {

struct EntryRequest {
  Url origin;       // scheme, host and port
  Request request;  // without Host and what belongs to the connection
};

// A fault of an option or of a text: what it says, and where.
using EntryRequestResult = std::variant<EntryRequest, OptionFault>;
EntryRequestResult make_request(const HurlRequest& request, const EntryOptions& options, const EntryContext& context);

// Those that are sent; none: another.
std::optional<Method> hurl_method(std::string_view name);

// "https://api.test:8443" for messages and redirects: without a path.
std::string origin_text(const Url& origin);

}  // namespace plimsoll
