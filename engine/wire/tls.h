#pragma once

// What all TLS connections to one target share: trusted certificates, our own, and the name that the target must show.
// Owned by a transport; one thread.

#include "core/error.h"
#include "engine/wire/tls_resumption.h"
#include "scenarios/target.h"

#include <memory>
#include <string>

// OpenSSL's own types, without its headers.
struct ssl_ctx_st;
struct ssl_st;

namespace plimsoll {

class TlsContext {
 public:
  // Error: a file of `options` that cannot be used. A key with a pass phrase cannot: nobody is ever asked for it.
  static Result<std::unique_ptr<TlsContext>> make(const TlsOptions& options, const Url& url);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // A client's session for one connection, which resumes an earlier one where it can; nullptr when memory has run out.
  ssl_st* new_session() noexcept;

 private:
  TlsContext() = default;
  Result<void> load(const TlsOptions& options);
  Result<void> load_own(const TlsOptions& options);
  Result<void> demand_name(const std::string& host);

  ssl_ctx_st* context_ = nullptr;
  bool wants_phrase_ = false;  // OpenSSL asked for one
  std::string server_name_;    // empty for addresses: they are not sent
  TlsResumption resumption_;
};

}  // namespace plimsoll
