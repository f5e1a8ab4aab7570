#pragma once

#include <dlfcn.h>

namespace nodelibvirt {

/**
 * A function of the libvirt that is loaded, or null. One binary serves every distribution: what
 * libvirt 7.0 has is linked, what came later is looked up.
 */
template <typename Signature>
Signature* findSymbol(const char* name) {
  // Already loaded, as we are linked with it; this only finds it again.
  static void* const library = dlopen("libvirt.so.0", RTLD_LAZY);
  return reinterpret_cast<Signature*>(dlsym(library, name));
}

}  // namespace nodelibvirt
