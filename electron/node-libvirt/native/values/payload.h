#pragma once

#include <napi.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "values/identity.h"
#include "values/typed_parameters.h"

namespace nodelibvirt {

struct GraphicsAddress {
  int family;
  std::string node;
  std::string service;
};

using GraphicsSubject = std::vector<std::pair<std::string, std::string>>;

/** One value of an event, copied where libvirt calls back: nothing of libvirt's outlives that. */
using Field = std::variant<std::nullptr_t, int, long long, unsigned long long, std::string,
                           Identity, TypedParameters, GraphicsAddress, GraphicsSubject>;

class Payload {
 public:
  template <typename... Fields>
  explicit Payload(Fields&&... fields) {
    (fields_.push_back(std::forward<Fields>(fields)), ...);
  }

  Napi::Value toJs(Napi::Env env) const;

 private:
  std::vector<std::pair<const char*, Field>> fields_;
};

template <typename T>
std::pair<const char*, Field> field(const char* name, T&& value) {
  return {name, Field(std::forward<T>(value))};
}

/** A string that libvirt may leave out. */
std::pair<const char*, Field> field(const char* name, const char* value);

}  // namespace nodelibvirt
