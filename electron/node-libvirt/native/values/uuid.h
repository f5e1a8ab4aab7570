#pragma once

#include <libvirt/libvirt.h>

#include <array>
#include <cstring>
#include <string>

namespace nodelibvirt {

/** An object's UUID as bytes: libvirt's own text of it is slow to make for thousands of objects. */
struct Uuid {
  std::array<unsigned char, VIR_UUID_BUFLEN> bytes{};

  bool operator==(const Uuid& other) const { return bytes == other.bytes; }

  std::string text() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(VIR_UUID_STRING_BUFLEN - 1);
    for (size_t i = 0; i < bytes.size(); i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
      text += kDigits[bytes[i] >> 4];
      text += kDigits[bytes[i] & 15];
    }
    return text;
  }

  struct Hash {
    /** UUIDs are random where it matters; a part of them is as good as a hash of all. */
    size_t operator()(const Uuid& uuid) const {
      size_t first, last;
      std::memcpy(&first, uuid.bytes.data(), sizeof first);
      std::memcpy(&last, uuid.bytes.data() + uuid.bytes.size() - sizeof last, sizeof last);
      return first ^ last;
    }
  };
};

inline Uuid uuidOf(virNetworkPtr network) {
  Uuid uuid;
  virNetworkGetUUID(network, uuid.bytes.data());
  return uuid;
}

inline Uuid uuidOf(virDomainPtr domain) {
  Uuid uuid;
  virDomainGetUUID(domain, uuid.bytes.data());
  return uuid;
}

}  // namespace nodelibvirt
