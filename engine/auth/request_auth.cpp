#include "engine/auth/request_auth.h"

#include "engine/auth/sigv4.h"
#include "engine/auth/token_command.h"

#include <variant>

namespace plimsoll {

RequestAuth::RequestAuth(const Auth& auth, TokenSource* source) : auth_(&auth), source_(source) {
  if (const auto* sigv4 = std::get_if<SigV4Auth>(&auth))
    if (const auto* keys = std::get_if<AwsKeys>(&sigv4->keys)) keys_ = *keys;
}

void RequestAuth::look_for_another() {
  if (source_ == nullptr || source_->version() == version_) return;
  std::string text;
  version_ = source_->read(text);
  if (std::holds_alternative<SigV4Auth>(*auth_))
    keys_ = aws_keys_in(text).value();  // it was read before it came here
  else
    bearer_ = "Bearer " + text;
}

void RequestAuth::add_to(const Request& request, WallTime now, HeaderSlots& slots) {
  look_for_another();
  if (const auto* sigv4 = std::get_if<SigV4Auth>(auth_))
    add_sigv4(request, *sigv4, keys_, now, slots);
  else
    slots.add("Authorization") = bearer_;
}

}  // namespace plimsoll
