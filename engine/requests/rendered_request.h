#pragma once

// The request that a user, or an arrival, sends now: one that was made before the run and is only referred to, or one
// rendered for this attempt alone into memory that is used again. Owned by whoever sends it; one thread.

#include "engine/exchange/request.h"
#include "scenarios/templates/template_rendering.h"

#include <memory>
#include <string>
#include <vector>

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
    copied_from_ = nullptr;
    request_ = own_.get();
    return *own_;
  }
  // A copy of that one, but for what was changed since it was first asked for: the steady state copies nothing.
  Request& copy_of(const Request& prepared) {
    if (!own_) own_ = std::make_unique<Request>();
    if (copied_from_ != &prepared) *own_ = prepared;
    copied_from_ = &prepared;
    request_ = own_.get();
    return *own_;
  }
  // Empty text for its own body, whose memory stays.
  std::string& own_body() {
    if (!body_) body_ = std::make_shared<std::string>();
    body_->clear();
    if (own_->body != body_) own_->body = body_;
    return *body_;
  }

  // What the templates of its task are filled in with.
  TemplateInputs inputs;
  std::vector<RowRef> rows;             // by feeder
  std::vector<CapturedValue> captured;  // by slot

 private:
  const Request* request_ = nullptr;
  std::unique_ptr<Request> own_;
  const Request* copied_from_ = nullptr;
  std::shared_ptr<std::string> body_;
};

}  // namespace plimsoll
