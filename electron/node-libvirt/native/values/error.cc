#include "values/error.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "runtime/environment.h"

namespace nodelibvirt {

Error lastError(const char* function) {
  const virErrorPtr error = virGetLastError();
  if (error == nullptr)
    return {VIR_ERR_INTERNAL_ERROR, VIR_FROM_NONE, VIR_ERR_ERROR, "unknown error", function};
  const char* message = error->message != nullptr ? error->message : "unknown error";
  return {error->code, error->domain, error->level, message, function};
}

Error closedError(const char* function) {
  return {VIR_ERR_INVALID_CONN, VIR_FROM_NONE, VIR_ERR_ERROR, "the connection is closed", function};
}

Error unsupportedError(const char* function, const std::string& what) {
  const std::string message = "this libvirt is too old: it has no " + what;
  return {VIR_ERR_NO_SUPPORT, VIR_FROM_NONE, VIR_ERR_ERROR, message, function};
}

Napi::Value toJs(Napi::Env env, const Error& error) {
  auto fields = Napi::Object::New(env);
  fields.Set("code", error.code);
  fields.Set("domain", error.domain);
  fields.Set("level", error.level);
  fields.Set("function", error.function);
  return Environment::of(env).errorClass().New({Napi::String::New(env, error.message), fields});
}

}  // namespace nodelibvirt
