#pragma once

// What the flags of one curl command say, put together into requests. One thread.

#include "imports/curl/command_words.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct CurlReading {
  const CommandWords& command;
  std::string place;
  const FolderPair& folders;
  ImportDraft& draft;
};

// What the flags until --next come to.
struct CurlParts {
  std::string method;
  std::vector<std::string> urls;
  std::vector<Header> headers;
  std::vector<std::string> data;
  std::vector<FormField> fields;
  std::string data_file;  // the only data is this file
  std::string upload;
  std::string socket;
  std::string timeout;
  std::string user;         // of -u
  std::string signing;      // of --aws-sigv4
  int redirects = 0;        // so many are followed
  int retries = 0;          // so often it is sent again
  std::string retry_delay;  // a duration; empty: curl's own
  bool retries_refused = false;
  bool retries_all = false;
  bool keeps_cookies = false;
  bool json = false;
  bool get = false;
  bool head = false;
  bool insecure = false;
};

class CurlAssembly {
 public:
  explicit CurlAssembly(const CurlReading& reading) : reading_(reading), draft_(reading.draft) {}

  // One of the URLs. What is no address is left out.
  void add_request(const CurlParts& parts, const std::string& url);

 private:
  void tell(std::string what) { draft_.leave_out(reading_.place, std::move(what)); }
  void set_body(const CurlParts& parts, ImportedRequest& request);
  void set_auth(const CurlParts& parts, ImportedRequest& request);
  std::string secret_words(std::string_view name, const std::string& value, const std::string& purpose);
  void set_signing(const CurlParts& parts, ImportedRequest& request);

  const CurlReading& reading_;
  ImportDraft& draft_;
};

// Of "user:password".
Header basic_authorization(const std::string& user, ImportDraft& draft);

}  // namespace plimsoll
