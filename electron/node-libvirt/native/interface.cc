#include <libvirt/libvirt.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

auto listAll(virConnectPtr connection, unsigned int flags) {
  return ownAll<virInterface>(
      [=](virInterfacePtr** list) { return virConnectListAllInterfaces(connection, list, flags); });
}

}  // namespace

void exportInterface(Exports& exports) {
  exports.addField("virInterfaceGetName", virInterfaceGetName);
  exports.addField("virInterfaceGetMACString", virInterfaceGetMACString);
  exports.add("virConnectListAllInterfaces", listAll);
  exports.add("virInterfaceLookupByName", virInterfaceLookupByName);
  exports.add("virInterfaceLookupByMACString", virInterfaceLookupByMACString);
  exports.add("virInterfaceGetXMLDesc", virInterfaceGetXMLDesc);
  exports.addAs<Flag>("virInterfaceIsActive", virInterfaceIsActive);
}

}  // namespace nodelibvirt
