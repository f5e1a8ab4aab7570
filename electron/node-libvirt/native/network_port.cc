#include <libvirt/libvirt.h>

#include "modules.h"
#include "values/typed_parameters.h"

namespace nodelibvirt {

namespace {

auto listAll(virNetworkPtr network, unsigned int flags) {
  return ownAll<virNetworkPort>(
      [=](virNetworkPortPtr** list) { return virNetworkListAllPorts(network, list, flags); });
}

std::optional<TypedParameters> getParameters(virNetworkPortPtr port, unsigned int flags) {
  virTypedParameterPtr parameters = nullptr;
  int count = 0;
  if (virNetworkPortGetParameters(port, &parameters, &count, flags) < 0) return std::nullopt;
  return TypedParameters(parameters, count);
}

int setParameters(virNetworkPortPtr port, const TypedParameters& parameters, unsigned int flags) {
  return virNetworkPortSetParameters(port, parameters.items(), parameters.count(), flags);
}

}  // namespace

void exportNetworkPort(Exports& exports) {
  exports.addUuid("virNetworkPortGetUUIDString", virNetworkPortGetUUIDString);
  exports.add("virNetworkListAllPorts", listAll);
  exports.add("virNetworkPortLookupByUUIDString", virNetworkPortLookupByUUIDString);
  exports.add("virNetworkPortCreateXML", virNetworkPortCreateXML);
  exports.add("virNetworkPortGetXMLDesc", virNetworkPortGetXMLDesc);
  exports.add("virNetworkPortGetParameters", getParameters);
  exports.add("virNetworkPortSetParameters", setParameters);
  exports.add("virNetworkPortDelete", virNetworkPortDelete);
}

}  // namespace nodelibvirt
