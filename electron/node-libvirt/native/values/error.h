#pragma once

#include <napi.h>

#include <string>

namespace nodelibvirt {

/** A libvirt error as plain data, so that it can travel from the calling thread to JavaScript's. */
struct Error {
  int code;
  int domain;
  int level;
  std::string message;
  std::string function;
};

/** The error that this thread's last libvirt call left: libvirt keeps it per thread. */
Error lastError(const char* function);

/** The connection was closed by us, so libvirt cannot be asked any more. */
Error closedError(const char* function);

/** The libvirt that is loaded is too old for the function, or for `what` it is to do. */
Error unsupportedError(const char* function, const std::string& what);

/** An instance of the LibvirtError class that the TypeScript side handed in. */
Napi::Value toJs(Napi::Env env, const Error& error);

}  // namespace nodelibvirt
