#include <napi.h>

#include "modules.h"
#include "runtime/environment.h"

namespace nodelibvirt {

namespace {

Napi::Object init(Napi::Env env, Napi::Object object) {
  Environment::create(env);
  Exports exports(object);
  exports.set("setErrorClass", [](const Napi::CallbackInfo& info) {
    Environment::of(info.Env()).setErrorClass(info[0].As<Napi::Function>());
  });
  exportConnection(exports);
  exportEvents(exports);
  exportInventory(exports);
  exportNetwork(exports);
  exportNetworkPort(exports);
  exportDomain(exports);
  exportDomainDevices(exports);
  exportDomainStats(exports);
  exportNWFilter(exports);
  exportNodeDevice(exports);
  exportInterface(exports);
  exportStorage(exports);
  return object;
}

}  // namespace

NODE_API_MODULE(libvirt, init)

}  // namespace nodelibvirt
