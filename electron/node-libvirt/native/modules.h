#pragma once

#include "call.h"

namespace nodelibvirt {

/** What each file of this directory adds to the .node file. */
void exportConnection(Exports& exports);
void exportEvents(Exports& exports);
void exportInventory(Exports& exports);
void exportNetwork(Exports& exports);
void exportNetworkPort(Exports& exports);
void exportDomain(Exports& exports);
void exportDomainDevices(Exports& exports);
void exportDomainStats(Exports& exports);
void exportNWFilter(Exports& exports);
void exportNodeDevice(Exports& exports);
void exportInterface(Exports& exports);
void exportStorage(Exports& exports);

}  // namespace nodelibvirt
