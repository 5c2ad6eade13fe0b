#pragma once

// Certificates made on the spot for tests of TLS. Values; any thread.

#include <filesystem>
#include <string>

namespace plimsoll {

struct TestCertificate {
  std::string certificate_pem;
  std::string key_pem;

  enum class Validity { current, expired };

  // Self-signed; `host` is a name or an IPv4 address (the subject and the only alternative name).
  static TestCertificate self_signed(const std::string& host, Validity validity = Validity::current);
};

// A file with this content in the temporary folder, deleted with this object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace plimsoll
