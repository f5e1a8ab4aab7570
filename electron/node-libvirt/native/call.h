#pragma once

#include <napi.h>

#include <optional>
#include <tuple>
#include <utility>

#include "parameter.h"
#include "result.h"
#include "runtime/session.h"
#include "symbols.h"
#include "values/error.h"

namespace nodelibvirt {

/** One call of a C function: its arguments, its result or error, then a settled promise. */
template <typename Result, typename R, typename... A>
class Call : public Task {
 public:
  using Function = R (*)(A...);

  template <size_t... I>
  Call(const Napi::CallbackInfo& info, std::shared_ptr<Session> session, const char* name,
       Function function, std::index_sequence<I...>)
      : deferred_(Napi::Promise::Deferred::New(info.Env())),
        session_(std::move(session)),
        name_(name),
        function_(function),
        parameters_(Parameter<A>(info[I])...) {}

  Napi::Value promise() const { return deferred_.Promise(); }

  void run() override {
    R value = std::apply([this](auto&... parameters) { return function_(parameters.get()...); },
                         parameters_);
    if (Result::failed(value)) {
      error_ = lastError(name_);
    } else {
      result_.emplace(Result::take(std::move(value)));
    }
  }

  void deliver(Napi::Env env) override {
    session_->environment()->release();
    if (error_) {
      deferred_.Reject(toJs(env, *error_));
    } else {
      deferred_.Resolve(Result::toJs(env, *session_, *result_));
    }
  }

 private:
  const Napi::Promise::Deferred deferred_;
  const std::shared_ptr<Session> session_;
  const char* const name_;
  const Function function_;
  std::tuple<Parameter<A>...> parameters_;
  std::optional<typename Result::Owned> result_;
  std::optional<Error> error_;
};

inline Napi::Value rejected(Napi::Env env, const Error& error) {
  const auto deferred = Napi::Promise::Deferred::New(env);
  deferred.Reject(toJs(env, error));
  return deferred.Promise();
}

/** Starts a call on the pool of its first argument's connection. */
template <typename Result, typename R, typename... A>
Napi::Value call(const Napi::CallbackInfo& info, const char* name, R (*function)(A...)) {
  const std::shared_ptr<Session> session = Handle::from(info[0]).session;
  if (function == nullptr) return rejected(info.Env(), unsupportedError(name, name));
  if (session->isClosing()) return rejected(info.Env(), closedError(name));
  auto task = std::make_unique<Call<Result, R, A...>>(info, session, name, function,
                                                      std::index_sequence_for<A...>());
  const Napi::Value promise = task->promise();
  session->submit(std::move(task));
  return promise;
}

/** The functions of the .node file, under their C names. */
class Exports {
 public:
  explicit Exports(Napi::Object exports) : exports_(exports) {}

  /** A C function, or an adapter of one, that becomes a promise. */
  template <typename R, typename... A>
  void add(const char* name, R (*function)(A...)) {
    addAs<typename DefaultResult<R>::Type>(name, function);
  }

  /** The same, with another meaning of what it returns. */
  template <typename Result, typename R, typename... A>
  void addAs(const char* name, R (*function)(A...)) {
    set(name, [name, function](const Napi::CallbackInfo& info) {
      return call<Result>(info, name, function);
    });
  }

  /** A C function that libvirt 7.0 lacks: looked up now, unsupported if this libvirt lacks it. */
  template <typename Signature>
  void addIfAvailable(const char* name) {
    add(name, findSymbol<Signature>(name));
  }

  template <typename Result, typename Signature>
  void addIfAvailableAs(const char* name) {
    addAs<Result>(name, findSymbol<Signature>(name));
  }

  /** A C function that only reads a field of its object: the answer can be given at once. */
  template <typename T>
  void addField(const char* name, const char* (*function)(T*)) {
    set(name, [name, function](const Napi::CallbackInfo& info) {
      return textOrNull(info.Env(), function(openObject<T>(info, name).get()));
    });
  }

  template <typename T>
  void addUuid(const char* name, int (*function)(T*, char*)) {
    set(name, [name, function](const Napi::CallbackInfo& info) {
      char uuid[VIR_UUID_STRING_BUFLEN] = "";
      function(openObject<T>(info, name).get(), uuid);
      return Napi::String::New(info.Env(), uuid);
    });
  }

  template <typename Callback>
  void set(const char* name, Callback callback) {
    exports_.Set(name, Napi::Function::New(exports_.Env(), callback, name));
  }

  /** The first argument's object; throws if its connection is closed. */
  template <typename T>
  static std::shared_ptr<T> openObject(const Napi::CallbackInfo& info, const char* name) {
    const std::shared_ptr<T> object = Handle::from(info[0]).get<T>();
    if (object) return object;
    throw Napi::Error(info.Env(), toJs(info.Env(), closedError(name)));
  }

 private:
  Napi::Object exports_;
};

/** Takes over the array that a list function allocated. -1 means failure. */
template <typename T, typename List>
std::optional<std::vector<std::shared_ptr<T>>> ownAll(List list) {
  T** objects = nullptr;
  const int count = list(&objects);
  if (count < 0) return std::nullopt;
  const std::unique_ptr<T*, Free> array(objects);
  std::vector<std::shared_ptr<T>> owned;
  owned.reserve(count);
  for (int i = 0; i < count; i++) owned.push_back(own(objects[i]));
  return owned;
}

}  // namespace nodelibvirt
