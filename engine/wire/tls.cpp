#include "engine/wire/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>
#include <openssl/x509v3.h>
#include <boost/asio/ip/address.hpp>

#include <filesystem>

namespace plimsoll {

namespace {

std::string last_reason() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "not a PEM file";
}

Error unusable(std::string_view what, const std::filesystem::path& file) {
  std::error_code missing;
  if (!std::filesystem::is_regular_file(file, missing)) {
    return {ErrorKind::invalid, fmt::format("{} {}: no such file; expected PEM text", what, file.string())};
  }
  return {ErrorKind::invalid,
          fmt::format("{} {}: cannot be used: {}; expected PEM text", what, file.string(), last_reason())};
}

// In place of OpenSSL's own, which asks at the terminal.
int no_phrase(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

bool is_address(const std::string& host) {
  boost::system::error_code not_one;
  boost::asio::ip::make_address(host, not_one);
  return !not_one;
}

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::make(const TlsOptions& options, const Url& url) {
  std::unique_ptr<TlsContext> made(new TlsContext);
  made->context_ = SSL_CTX_new(TLS_client_method());
  if (made->context_ == nullptr) return Error{ErrorKind::internal, "TLS cannot be used: " + last_reason()};
  SSL_CTX_set_min_proto_version(made->context_, TLS1_2_VERSION);
  made->resumption_.keep_sessions_of(made->context_);
  // Many servers end without a farewell; what is cut off is found by the HTTP framing.
  SSL_CTX_set_options(made->context_, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(made->context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_read_ahead(made->context_, 1);  // a record's header and body in one system call
  SSL_CTX_set_verify(made->context_, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  constexpr unsigned char kHttp1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(made->context_, kHttp1, sizeof kHttp1);
  if (auto loaded = made->load(options); loaded.has_error()) return loaded.error();
  if (!is_address(url.host)) made->server_name_ = url.host;
  if (!options.insecure) {
    if (auto named = made->demand_name(url.host); named.has_error()) return named.error();
  }
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<void> TlsContext::load(const TlsOptions& options) {
  if (options.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context_);
  } else if (SSL_CTX_load_verify_locations(context_, options.ca_file.c_str(), nullptr) != 1) {
    return unusable("CA file", options.ca_file);
  }
  return load_own(options);
}

Result<void> TlsContext::load_own(const TlsOptions& options) {
  const auto& key_file = options.key_file.empty() ? options.certificate_file : options.key_file;
  if (options.certificate_file.empty()) {
    if (options.key_file.empty()) return {};
    return Error{ErrorKind::invalid,
                 fmt::format("key file {}: needs a certificate file beside it", options.key_file.string())};
  }
  if (SSL_CTX_use_certificate_chain_file(context_, options.certificate_file.c_str()) != 1) {
    return unusable("certificate file", options.certificate_file);
  }
  SSL_CTX_set_default_passwd_cb(context_, &no_phrase);
  SSL_CTX_set_default_passwd_cb_userdata(context_, &wants_phrase_);
  if (SSL_CTX_use_PrivateKey_file(context_, key_file.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  if (wants_phrase_) {
    ERR_clear_error();
    return Error{
        ErrorKind::invalid,
        fmt::format("key file {0}: has a pass phrase, which Plimsoll never asks for; write the key without one "
                    "into a file that only you can read: umask 077; openssl pkey -in {0} -out plain.key",
                    key_file.string())};
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
      ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH) {
    ERR_clear_error();
    return Error{ErrorKind::invalid, fmt::format("key file {}: does not belong to the certificate {}",
                                                 key_file.string(), options.certificate_file.string())};
  }
  return unusable("key file", key_file);
}

Result<void> TlsContext::demand_name(const std::string& host) {
  X509_VERIFY_PARAM* verification = SSL_CTX_get0_param(context_);
  X509_VERIFY_PARAM_set_hostflags(verification, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool taken = server_name_.empty() ? X509_VERIFY_PARAM_set1_ip_asc(verification, host.c_str()) == 1
                                          : X509_VERIFY_PARAM_set1_host(verification, host.c_str(), host.size()) == 1;
  if (!taken) return Error{ErrorKind::invalid, fmt::format("'{}' cannot be checked against certificates", host)};
  return {};
}

ssl_st* TlsContext::new_session() noexcept {
  SSL* session = SSL_new(context_);
  if (session == nullptr) return nullptr;
  if (!server_name_.empty()) SSL_set_tlsext_host_name(session, server_name_.c_str());
  SSL_set_connect_state(session);
  resumption_.offer(session);
  return session;
}

}  // namespace plimsoll
