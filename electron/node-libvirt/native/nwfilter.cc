#include <libvirt/libvirt.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

auto listFilters(virConnectPtr connection, unsigned int flags) {
  return ownAll<virNWFilter>(
      [=](virNWFilterPtr** list) { return virConnectListAllNWFilters(connection, list, flags); });
}

auto listBindings(virConnectPtr connection, unsigned int flags) {
  return ownAll<virNWFilterBinding>([=](virNWFilterBindingPtr** list) {
    return virConnectListAllNWFilterBindings(connection, list, flags);
  });
}

}  // namespace

void exportNWFilter(Exports& exports) {
  exports.addField("virNWFilterGetName", virNWFilterGetName);
  exports.addUuid("virNWFilterGetUUIDString", virNWFilterGetUUIDString);
  exports.add("virConnectListAllNWFilters", listFilters);
  exports.add("virNWFilterLookupByName", virNWFilterLookupByName);
  exports.add("virNWFilterLookupByUUIDString", virNWFilterLookupByUUIDString);
  exports.add("virNWFilterDefineXML", virNWFilterDefineXML);
  exports.add("virNWFilterGetXMLDesc", virNWFilterGetXMLDesc);
  exports.add("virNWFilterUndefine", virNWFilterUndefine);
  exports.addIfAvailable<virNWFilterPtr(virConnectPtr, const char*, unsigned int)>(
      "virNWFilterDefineXMLFlags");

  exports.addField("virNWFilterBindingGetPortDev", virNWFilterBindingGetPortDev);
  exports.addField("virNWFilterBindingGetFilterName", virNWFilterBindingGetFilterName);
  exports.add("virConnectListAllNWFilterBindings", listBindings);
  exports.add("virNWFilterBindingLookupByPortDev", virNWFilterBindingLookupByPortDev);
  exports.add("virNWFilterBindingCreateXML", virNWFilterBindingCreateXML);
  exports.add("virNWFilterBindingGetXMLDesc", virNWFilterBindingGetXMLDesc);
  exports.add("virNWFilterBindingDelete", virNWFilterBindingDelete);
}

}  // namespace nodelibvirt
