#pragma once

// The request that a user, or an arrival, sends now: one that was made before the run and is only referred to, or one
// rendered for this attempt alone into memory that is used again. Owned by whoever sends it; one thread.

#include "engine/exchange/request.h"

#include <memory>

namespace plimsoll {

class RenderedRequest {
 public:
  // Once it was given by a RequestSource.
  const Request& get() const noexcept { return *request_; }

  // Costs nothing: `prepared` outlives this.
  void refer_to(const Request& prepared) noexcept { request_ = &prepared; }
  // To be filled in: whatever it was before is still in it.
  Request& own() {
    if (!own_) own_ = std::make_unique<Request>();
    request_ = own_.get();
    return *own_;
  }

 private:
  const Request* request_ = nullptr;
  std::unique_ptr<Request> own_;
};

}  // namespace plimsoll
