#include "runtime/keep_alive.h"

#include <sys/socket.h>
#include <unistd.h>

#include "values/text.h"

namespace nodelibvirt {

namespace {

/** Every other end of the watching connection is one that the kept connection sees by itself. */
void onWatchingClosed(virConnectPtr, int reason, void* line) {
  if (reason == VIR_CONNECT_CLOSE_REASON_KEEPALIVE) static_cast<Line*>(line)->cut();
}

/** Read-only: that needs no rights, so nobody is asked for a password a second time. */
virConnectPtr openAgain(virConnectPtr connection) {
  char* uri = virConnectGetURI(connection);
  return uri == nullptr ? nullptr : virConnectOpenReadOnly(Text(uri).get());
}

}  // namespace

Line::~Line() { close(fd_); }

void Line::cut() {
  cut_ = true;
  shutdown(fd_, SHUT_RDWR);
}

std::unique_ptr<KeepAlive> KeepAlive::start(virConnectPtr kept, std::shared_ptr<Line> line,
                                            int interval, unsigned int count) {
  const virConnectPtr watching = openAgain(kept);
  if (watching == nullptr) return nullptr;
  std::unique_ptr<KeepAlive> keepAlive(new KeepAlive(watching, std::move(line)));
  return keepAlive->watch(interval, count) ? std::move(keepAlive) : nullptr;
}

bool KeepAlive::watch(int interval, unsigned int count) {
  return virConnectRegisterCloseCallback(watching_, onWatchingClosed, line_.get(), nullptr) == 0 &&
         virConnectSetKeepAlive(watching_, interval, count) == 0;
}

KeepAlive::~KeepAlive() {
  virConnectUnregisterCloseCallback(watching_, onWatchingClosed);
  virConnectClose(watching_);
}

}  // namespace nodelibvirt
