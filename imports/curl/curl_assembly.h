#pragma once

// What the flags of one curl command say, put together into requests. One thread.

#include "imports/curl/command_words.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <string>
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

  const CurlReading& reading_;
  ImportDraft& draft_;
};

// Of "user:password".
Header basic_authorization(const std::string& user, ImportDraft& draft);

}  // namespace plimsoll
