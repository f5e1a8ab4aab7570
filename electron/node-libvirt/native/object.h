#pragma once

#include <libvirt/libvirt.h>

#include <memory>

namespace nodelibvirt {

/** Tells handles apart: C's own types are incomplete, so C++ cannot. */
enum class ObjectKind {
  connection,
  network,
  networkPort,
  domain,
  nwFilter,
  nwFilterBinding,
  nodeDevice,
  interface,
  storagePool,
  storageVolume,
  stream
};

constexpr ObjectKind kindOf(virConnectPtr) { return ObjectKind::connection; }
constexpr ObjectKind kindOf(virNetworkPtr) { return ObjectKind::network; }
constexpr ObjectKind kindOf(virNetworkPortPtr) { return ObjectKind::networkPort; }
constexpr ObjectKind kindOf(virDomainPtr) { return ObjectKind::domain; }
constexpr ObjectKind kindOf(virNWFilterPtr) { return ObjectKind::nwFilter; }
constexpr ObjectKind kindOf(virNWFilterBindingPtr) { return ObjectKind::nwFilterBinding; }
constexpr ObjectKind kindOf(virNodeDevicePtr) { return ObjectKind::nodeDevice; }
constexpr ObjectKind kindOf(virInterfacePtr) { return ObjectKind::interface; }
constexpr ObjectKind kindOf(virStoragePoolPtr) { return ObjectKind::storagePool; }
constexpr ObjectKind kindOf(virStorageVolPtr) { return ObjectKind::storageVolume; }
constexpr ObjectKind kindOf(virStreamPtr) { return ObjectKind::stream; }

/** How each kind of libvirt object is let go; one reference of libvirt's count belongs to us. */
inline void freeObject(virNetworkPtr object) { virNetworkFree(object); }
inline void freeObject(virNetworkPortPtr object) { virNetworkPortFree(object); }
inline void freeObject(virDomainPtr object) { virDomainFree(object); }
inline void freeObject(virNWFilterPtr object) { virNWFilterFree(object); }
inline void freeObject(virNWFilterBindingPtr object) { virNWFilterBindingFree(object); }
inline void freeObject(virNodeDevicePtr object) { virNodeDeviceFree(object); }
inline void freeObject(virInterfacePtr object) { virInterfaceFree(object); }
inline void freeObject(virStoragePoolPtr object) { virStoragePoolFree(object); }
inline void freeObject(virStorageVolPtr object) { virStorageVolFree(object); }
inline void freeObject(virStreamPtr object) { virStreamFree(object); }

/** Takes over a reference that libvirt gave us. Freed once, whoever lets go last. */
template <typename T>
std::shared_ptr<T> own(T* object) {
  return std::shared_ptr<T>(object, [](T* owned) { freeObject(owned); });
}

}  // namespace nodelibvirt
