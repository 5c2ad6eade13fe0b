#pragma once

// A .hurl file as it was written: entries of a request and what its answer is expected to be, texts with their {{...}}
// not yet filled in. Plain data; any thread.

#include "scenarios/queries/text_cursor.h"
#include "scenarios/query.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct HurlText {
  QueryText text;
  TextPlace place;
};

struct HurlPair {
  HurlText key;
  HurlText value;
};

// Of a multipart body: a field, or a file.
struct HurlPart {
  HurlText key;
  HurlText value;  // or the name of the file
  bool is_file = false;
  std::optional<HurlText> content_type{};
};

struct HurlBody {
  enum class Kind { json, xml, text, graphql, bytes, file };
  Kind kind = Kind::text;
  QueryText text;                        // of a file its name
  std::vector<bool> within_string;       // of JSON, by insertion: it stands within a string
  std::optional<QueryText> variables{};  // of GraphQL: a JSON object
  std::vector<bool> variables_within_string{};
  std::string octets;  // of bytes
  TextPlace place;
};

// One line of [Options].
struct HurlOption {
  std::string name;
  QueryText value;                           // of `variable` its name
  std::optional<QueryOperand> definition{};  // of `variable`
  TextPlace place;
};

struct HurlCapture {
  HurlText name;
  Query query;
  bool is_secret = false;  // redact
};

struct HurlAssert {
  QueryCheck check;
  TextPlace place;
};

struct HurlRequest {
  std::string method;
  HurlText url;
  std::vector<HurlPair> headers;
  std::vector<HurlPair> query;
  std::vector<HurlPair> form;
  std::vector<HurlPart> multipart;
  std::vector<HurlPair> cookies;
  std::optional<HurlPair> basic_auth;
  std::vector<HurlOption> options;
  std::optional<HurlBody> body;
  TextPlace place;  // of the method
};

struct HurlResponse {
  std::string version;        // "1.1"; empty: any
  std::optional<int> status;  // none: any
  std::vector<HurlPair> headers;
  std::vector<HurlCapture> captures;
  std::vector<HurlAssert> asserts;
  std::optional<HurlBody> body;
  TextPlace place;  // of the version
  TextPlace status_place;
};

struct HurlEntry {
  HurlRequest request;
  std::optional<HurlResponse> response;
};

struct HurlFile {
  std::vector<HurlEntry> entries;
};

}  // namespace plimsoll
