#pragma once

#include <libvirt/libvirt.h>

#include <vector>

#include "parameter.h"

namespace nodelibvirt {

/** An object by name, from parameters that libvirt keeps. */
Napi::Value toJs(Napi::Env env, const virTypedParameter* parameters, int count);

/** An exact number, or a bigint where a number would not be. */
Napi::Value exactInteger(Napi::Env env, long long value);
Napi::Value exactInteger(Napi::Env env, unsigned long long value);

/** Parameters that we own; made by libvirt, or for it. */
class TypedParameters {
 public:
  TypedParameters() = default;
  TypedParameters(virTypedParameterPtr items, int count) : items_(items), count_(count) {}
  TypedParameters(TypedParameters&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        count_(std::exchange(other.count_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ~TypedParameters() { virTypedParamsFree(items_, count_); }

  /** Copies: for parameters that are libvirt's own. */
  static TypedParameters copyOf(const virTypedParameter* items, int count);

  /** By the kind of JavaScript value: see TypedParameters in the TypeScript. @throws RangeError, TypeError */
  void add(const char* name, const Napi::Value& value);

  virTypedParameterPtr items() const { return items_; }
  int count() const { return count_; }
  Napi::Value toJs(Napi::Env env) const { return nodelibvirt::toJs(env, items_, count_); }

 private:
  int addNumber(const char* name, const Napi::Number& value);

  virTypedParameterPtr items_ = nullptr;
  int count_ = 0;
  int capacity_ = 0;
};

template <>
struct Parameter<const TypedParameters&> {
  TypedParameters parameters;
  explicit Parameter(const Napi::Value& value);
  const TypedParameters& get() const { return parameters; }
};

}  // namespace nodelibvirt
