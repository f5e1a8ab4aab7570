#pragma once

#include <napi.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "runtime/session.h"

namespace nodelibvirt {

/**
 * One parameter of a C function: taken from JavaScript on its thread, kept until the call is over,
 * handed to C by get().
 */
template <typename T>
struct Parameter;

/** C would quietly stop at a NUL, and act on something else than was asked. @throws TypeError */
inline std::string textFrom(const Napi::Value& value) {
  if (!value.IsString()) throw Napi::TypeError::New(value.Env(), "libvirt needs a string here");
  auto text = value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) {
    throw Napi::TypeError::New(value.Env(), "a string for libvirt cannot contain a NUL character");
  }
  return text;
}

/**
 * A number as C has it, or nothing: a wrapped one (2^32 + 2 is 2) would act on something else.
 * @throws TypeError for what is no whole number, RangeError for one that T can't hold
 */
template <typename T>
T integerFrom(const Napi::Value& value) {
  const double number =
      value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("no number");
  // NaN is unlike itself.
  if (std::trunc(number) != number) {
    throw Napi::TypeError::New(value.Env(), "libvirt needs a whole number here");
  }
  if (number < std::numeric_limits<T>::lowest() || number > std::numeric_limits<T>::max()) {
    throw Napi::RangeError::New(value.Env(), "this number is out of libvirt's range");
  }
  return static_cast<T>(number);
}

template <>
struct Parameter<const char*> {
  std::optional<std::string> text;

  explicit Parameter(const Napi::Value& value) {
    if (!value.IsNull()) text = textFrom(value);
  }

  const char* get() const { return text ? text->c_str() : nullptr; }
};

template <typename T>
struct IntegerParameter {
  T number;
  explicit IntegerParameter(const Napi::Value& value) : number(integerFrom<T>(value)) {}
  T get() const { return number; }
};

template <>
struct Parameter<int> : IntegerParameter<int> {
  using IntegerParameter::IntegerParameter;
};

template <>
struct Parameter<unsigned int> : IntegerParameter<unsigned int> {
  using IntegerParameter::IntegerParameter;
};

template <>
struct Parameter<unsigned long long> : IntegerParameter<unsigned long long> {
  using IntegerParameter::IntegerParameter;
};

/** What an upload sends: copied, for JavaScript may write over its own. */
struct Bytes {
  const char* data;
  size_t size;
};

template <>
struct Parameter<Bytes> {
  std::string copy;

  /** @throws TypeError for what is no Uint8Array */
  explicit Parameter(const Napi::Value& value) {
    if (!value.IsTypedArray() ||
        value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
      throw Napi::TypeError::New(value.Env(), "libvirt needs bytes here");
    }
    const auto array = value.As<Napi::Uint8Array>();
    copy.assign(reinterpret_cast<const char*>(array.Data()), array.ByteLength());
  }

  Bytes get() const { return {copy.data(), copy.size()}; }
};

/** An object: kept by a reference of its own, so that no close or collection takes it away. */
template <typename T>
struct Parameter<T*> {
  std::shared_ptr<T> object;
  explicit Parameter(const Napi::Value& value) : object(Handle::from(value).get<T>()) {}
  T* get() const { return object.get(); }
};

/** Several domains, for calls that take an array of them that ends with a null. */
using DomainList = std::vector<virDomainPtr>;

template <>
struct Parameter<DomainList> {
  std::vector<std::shared_ptr<virDomain>> objects;

  explicit Parameter(const Napi::Value& value) {
    const auto array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); i++) {
      objects.push_back(Handle::from(array.Get(i)).get<virDomain>());
    }
  }

  DomainList get() const {
    DomainList domains;
    for (const auto& object : objects) domains.push_back(object.get());
    domains.push_back(nullptr);
    return domains;
  }
};

/** A connection with its threads, for calls that make many at once. */
struct Workers {
  Link& link;
  WorkerPool& pool;
};

template <>
struct Parameter<Workers> {
  std::shared_ptr<Session> session;
  explicit Parameter(const Napi::Value& value) : session(Handle::from(value).session) {}
  Workers get() const { return {*session->link(), session->pool()}; }
};

}  // namespace nodelibvirt
