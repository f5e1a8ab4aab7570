#pragma once

#include <libvirt/libvirt.h>
#include <napi.h>

#include <cstdlib>
#include <cstring>
#include <memory>

namespace nodelibvirt {

struct Free {
  // The process's own free(): Electron replaces malloc, for libvirt too.
  void operator()(void* memory) const { std::free(memory); }
};

/** A string that libvirt allocated, measured on the worker so that JavaScript's thread need not. */
class Text {
 public:
  Text() = default;
  explicit Text(char* owned) : chars_(owned), length_(std::strlen(owned)), ascii_(isAscii()) {}

  const char* get() const { return chars_.get(); }
  explicit operator bool() const { return chars_ != nullptr; }

  Napi::Value toJs(Napi::Env env) const {
    if (!chars_) return env.Null();
    napi_value value;
    // For ASCII both mean the same, and Latin-1 is stored as it is.
    const auto create = ascii_ ? napi_create_string_latin1 : napi_create_string_utf8;
    NAPI_THROW_IF_FAILED(env, create(env, chars_.get(), length_, &value), env.Undefined());
    return Napi::Value(env, value);
  }

 private:
  bool isAscii() const {
    unsigned char seen = 0;
    for (size_t i = 0; i < length_; i++) seen |= static_cast<unsigned char>(chars_.get()[i]);
    return seen < 0x80;
  }

  std::unique_ptr<char, Free> chars_;
  size_t length_ = 0;
  bool ascii_ = true;
};

/** A string or null, from a C string that someone else owns. */
inline Napi::Value textOrNull(Napi::Env env, const char* text) {
  return text != nullptr ? Napi::Value(Napi::String::New(env, text)) : env.Null();
}

/** The name of one of libvirt's virIPAddrType. */
inline const char* addressType(int type) { return type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4"; }

}  // namespace nodelibvirt
