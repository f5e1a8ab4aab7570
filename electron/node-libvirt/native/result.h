#pragma once

#include <napi.h>

#include <optional>
#include <vector>

#include "object.h"
#include "runtime/session.h"
#include "values/text.h"

namespace nodelibvirt {

/**
 * What becomes of a C function's return value: whether it means failure, what owns it until it is
 * delivered, and its JavaScript value. The three for `int` are told apart by name, as C cannot.
 */
struct Nothing {
  using Owned = int;
  static bool failed(int value) { return value < 0; }
  static Owned take(int value) { return value; }
  static Napi::Value toJs(Napi::Env env, Session&, Owned&) { return env.Undefined(); }
};

struct Flag : Nothing {
  static Napi::Value toJs(Napi::Env env, Session&, Owned& value) {
    return Napi::Boolean::New(env, value > 0);
  }
};

struct OwnedText {
  using Owned = Text;
  static bool failed(const char* value) { return value == nullptr; }
  static Owned take(char* value) { return Text(value); }
  static Napi::Value toJs(Napi::Env env, Session&, Owned& value) { return value.toJs(env); }
};

/** libvirt's own string, valid as long as the object that it was asked of. */
struct BorrowedText {
  using Owned = const char*;
  static bool failed(const char* value) { return value == nullptr; }
  static Owned take(const char* value) { return value; }
  static Napi::Value toJs(Napi::Env env, Session&, Owned& value) { return textOrNull(env, value); }
};

template <typename T>
struct Object {
  using Owned = std::shared_ptr<T>;
  static bool failed(const T* value) { return value == nullptr; }
  static Owned take(T* value) { return own(value); }
  static Napi::Value toJs(Napi::Env env, Session& session, Owned& value) {
    return session.wrap(env, std::move(value));
  }
};

inline Napi::Value toJs(Napi::Env env, Session&, bool value) {
  return Napi::Boolean::New(env, value);
}
inline Napi::Value toJs(Napi::Env env, Session&, double value) {
  return Napi::Number::New(env, value);
}

template <typename T>
Napi::Value toJs(Napi::Env env, Session& session, std::vector<std::shared_ptr<T>>& objects) {
  auto array = Napi::Array::New(env, objects.size());
  for (uint32_t i = 0; i < objects.size(); i++) {
    const Napi::HandleScope scope(env);
    array.Set(i, session.wrap(env, std::move(objects[i])));
  }
  return array;
}

/** Data that knows how to become JavaScript's. */
template <typename T>
auto toJs(Napi::Env env, Session&, T& value) -> decltype(value.toJs(env)) {
  return value.toJs(env);
}

/** A value that an adapter of ours read from C's out-parameters; none if the call failed. */
template <typename T>
struct Value {
  using Owned = T;
  static bool failed(const std::optional<T>& value) { return !value; }
  static Owned take(std::optional<T> value) { return std::move(*value); }
  static Napi::Value toJs(Napi::Env env, Session& session, Owned& value) {
    return nodelibvirt::toJs(env, session, value);
  }
};

template <typename R>
struct DefaultResult;
template <>
struct DefaultResult<int> {
  using Type = Nothing;
};
template <>
struct DefaultResult<char*> {
  using Type = OwnedText;
};
template <>
struct DefaultResult<const char*> {
  using Type = BorrowedText;
};
template <typename T>
struct DefaultResult<T*> {
  using Type = Object<T>;
};
template <typename T>
struct DefaultResult<std::optional<T>> {
  using Type = Value<T>;
};

}  // namespace nodelibvirt
