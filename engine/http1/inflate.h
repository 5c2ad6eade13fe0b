#pragma once

// Undoes Content-Encoding gzip and deflate piece by piece, into a sink that bounds what is kept. Owned by a response
// parser, reused for each answer; one thread.

#include "engine/http1/body_sink.h"

#include <memory>
#include <string_view>

namespace plimsoll {

class Inflater {
 public:
  enum class Status {
    more,     // all taken; the compressed text goes on or may be whole
    full,     // the sink takes no more: what is beyond that is lost
    invalid,  // not gzip or deflate
  };

  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void begin();
  Status feed(std::string_view compressed, BodySink& into);
  // The compressed text ended where it said that it would.
  bool whole() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
