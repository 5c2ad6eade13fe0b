#pragma once

// What went wrong with a run (never with one request: that is data, see Outcome).
// A plain value; owned by whoever holds the Result; any thread.

#include <boost/system/result.hpp>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <utility>

namespace plimsoll {

// Names the process exit code that the error ends in, if nothing handles it.
enum class ErrorKind {
  usage,        // 64: the command line
  invalid,      // 65: a scenario, request file or trace
  unavailable,  // 69: the target
  internal,     // 70: our side: disk, descriptors, rights
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  // the place and the expectation, readable without the source
};

template <class T = void>
using Result = boost::system::result<T, Error>;

// What the user gave is wrong: names the place, the expectation and the remedy.
inline Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

// Of a file that was named on the command line and cannot be written: the name is wrong, or this machine refuses it.
inline ErrorKind kind_of_unwritable(int error_number) {
  const bool is_name = error_number == ENOENT || error_number == ENOTDIR || error_number == EISDIR ||
                       error_number == ENAMETOOLONG || error_number == EINVAL;
  return is_name ? ErrorKind::usage : ErrorKind::internal;
}

// Puts the place in front: "data.json: " + "no such file".
inline Error with_context(Error error, const std::string& place) {
  error.message = place + ": " + error.message;
  return error;
}

// Found by boost::system::result when value() is asked of an error: a bug in the caller.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("value of an error: " + error.message);
}

}  // namespace plimsoll
