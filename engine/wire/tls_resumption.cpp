#include "engine/wire/tls_resumption.h"

#include <openssl/ssl.h>

namespace plimsoll {

TlsResumption::~TlsResumption() {
  for (SSL_SESSION* session : sessions_) SSL_SESSION_free(session);
}

void TlsResumption::keep_sessions_of(ssl_ctx_st* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_sess_set_new_cb(context, &keep);
}

// 1: the session is ours now.
int TlsResumption::keep(ssl_st* connection, ssl_session_st* session) {
  auto& sessions = static_cast<TlsResumption*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)))->sessions_;
  if (sessions.size() == kMostSessions) {
    SSL_SESSION_free(sessions.front());
    sessions.pop_front();
  }
  sessions.push_back(session);
  return 1;
}

void TlsResumption::offer(ssl_st* connection) {
  if (sessions_.empty()) return;
  SSL_SESSION* newest = sessions_.back();
  SSL_set_session(connection, newest);
  if (SSL_SESSION_get_protocol_version(newest) < TLS1_3_VERSION) return;
  sessions_.pop_back();
  SSL_SESSION_free(newest);
}

}  // namespace plimsoll
