#pragma once

// The flags of curl: which takes a value, and what becomes of it here. Immutable; any thread.

#include <string_view>

namespace plimsoll {

enum class CurlAction {
  ignored,  // says nothing about the request: output, verbosity
  told,     // changes the request in a way that is not done here: named with its reason
  request,  // -X
  header,
  data,  // -d; @file without its line ends
  data_binary,
  data_raw,
  data_encoded,
  json,
  form,
  form_text,
  get,
  head,
  upload,
  url,
  user,
  bearer,
  cookie,
  agent,
  referer,
  range,
  compressed,
  insecure,
  authority,  // --cacert
  certificate,
  key,
  longest,  // -m
  connect_longest,
  resolve,
  unix_socket,
  no_keepalive,
  location,
  location_trusted,
  most_redirects,
  retry,
  retry_delay,
  retry_all,
  retry_refused,
  cookie_jar,
  signing,  // --aws-sigv4
  next,
};

struct CurlFlag {
  std::string_view name;  // "--request"
  char letter;            // 'X'; 0: it has none
  bool takes_value;
  CurlAction action;
  std::string_view reason;  // of one that is told
};

// By "--request" or 'X'; null: curl has no such flag, or this page does not know it.
const CurlFlag* curl_flag(std::string_view name);
const CurlFlag* curl_flag(char letter);

}  // namespace plimsoll
