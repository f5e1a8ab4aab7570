#include <libvirt/libvirt.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

/** Sizes in bytes; a JavaScript number holds them exactly up to 8 PiB. */
struct Info {
  int state;
  double capacity;
  double allocation;
  double available;

  Napi::Value toJs(Napi::Env env) const {
    auto object = Napi::Object::New(env);
    object.Set("state", state);
    object.Set("capacity", capacity);
    object.Set("allocation", allocation);
    object.Set("available", available);
    return object;
  }
};

struct VolumeInfo {
  int type;
  double capacity;
  double allocation;

  Napi::Value toJs(Napi::Env env) const {
    auto object = Napi::Object::New(env);
    object.Set("type", type);
    object.Set("capacity", capacity);
    object.Set("allocation", allocation);
    return object;
  }
};

auto listPools(virConnectPtr connection, unsigned int flags) {
  return ownAll<virStoragePool>([=](virStoragePoolPtr** list) {
    return virConnectListAllStoragePools(connection, list, flags);
  });
}

auto listVolumes(virStoragePoolPtr pool, unsigned int flags) {
  return ownAll<virStorageVol>(
      [=](virStorageVolPtr** list) { return virStoragePoolListAllVolumes(pool, list, flags); });
}

std::optional<Info> poolInfo(virStoragePoolPtr pool) {
  virStoragePoolInfo info;
  if (virStoragePoolGetInfo(pool, &info) < 0) return std::nullopt;
  return Info{info.state, static_cast<double>(info.capacity), static_cast<double>(info.allocation),
              static_cast<double>(info.available)};
}

std::optional<VolumeInfo> volumeInfo(virStorageVolPtr volume) {
  virStorageVolInfo info;
  if (virStorageVolGetInfo(volume, &info) < 0) return std::nullopt;
  return VolumeInfo{info.type, static_cast<double>(info.capacity),
                    static_cast<double>(info.allocation)};
}

/** All of it: libvirt takes as much at a time as it likes. */
int sendAll(virStreamPtr stream, Bytes bytes) {
  while (bytes.size > 0) {
    const int sent = virStreamSend(stream, bytes.data, bytes.size);
    if (sent < 0) return -1;
    bytes.data += sent;
    bytes.size -= sent;
  }
  return 0;
}

}  // namespace

void exportStorage(Exports& exports) {
  exports.addField("virStoragePoolGetName", virStoragePoolGetName);
  exports.addUuid("virStoragePoolGetUUIDString", virStoragePoolGetUUIDString);
  exports.add("virConnectListAllStoragePools", listPools);
  exports.add("virStoragePoolLookupByName", virStoragePoolLookupByName);
  exports.add("virStoragePoolGetInfo", poolInfo);
  exports.add("virStoragePoolGetXMLDesc", virStoragePoolGetXMLDesc);
  exports.addAs<Flag>("virStoragePoolIsActive", virStoragePoolIsActive);
  exports.add("virStoragePoolRefresh", virStoragePoolRefresh);
  exports.add("virStoragePoolListAllVolumes", listVolumes);

  exports.addField("virStorageVolGetName", virStorageVolGetName);
  exports.addField("virStorageVolGetKey", virStorageVolGetKey);
  exports.add("virStorageVolLookupByName", virStorageVolLookupByName);
  exports.add("virStorageVolLookupByPath", virStorageVolLookupByPath);
  exports.add("virStorageVolGetPath", virStorageVolGetPath);
  exports.add("virStorageVolGetInfo", volumeInfo);
  exports.add("virStorageVolGetXMLDesc", virStorageVolGetXMLDesc);
  exports.add("virStorageVolCreateXML", virStorageVolCreateXML);
  exports.add("virStorageVolDelete", virStorageVolDelete);
  exports.add("virStorageVolUpload", virStorageVolUpload);
  exports.add("virStoragePoolLookupByVolume", virStoragePoolLookupByVolume);

  exports.add("virStreamNew", virStreamNew);
  exports.add("virStreamSend", sendAll);
  exports.add("virStreamFinish", virStreamFinish);
  exports.add("virStreamAbort", virStreamAbort);
}

}  // namespace nodelibvirt
