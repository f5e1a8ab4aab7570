#pragma once

#include <napi.h>

#include <cstdlib>
#include <optional>
#include <utility>

namespace nodelibvirt {

/** An array of records that libvirt allocated: each is freed by its function, then the array. */
template <typename T, void (*freeRecord)(T*), Napi::Value (*recordToJs)(Napi::Env, const T&)>
class OwnedArray {
 public:
  /** Takes over what a function like C's hands out: an array, and its length or -1 for failure. */
  template <typename List>
  static std::optional<OwnedArray> from(List list) {
    T** records = nullptr;
    const int count = list(&records);
    if (count < 0) return std::nullopt;
    return OwnedArray(records, count);
  }

  OwnedArray(OwnedArray&& other) noexcept
      : records_(std::exchange(other.records_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  ~OwnedArray() {
    for (int i = 0; i < count_; i++) freeRecord(records_[i]);
    std::free(records_);
  }

  Napi::Value toJs(Napi::Env env) const {
    auto array = Napi::Array::New(env, count_);
    for (int i = 0; i < count_; i++) {
      const Napi::HandleScope scope(env);
      array.Set(i, recordToJs(env, *records_[i]));
    }
    return array;
  }

 private:
  OwnedArray(T** records, int count) : records_(records), count_(count) {}

  T** records_;
  int count_;
};

}  // namespace nodelibvirt
