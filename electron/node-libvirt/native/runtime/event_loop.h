#pragma once

namespace nodelibvirt {

/**
 * Gives libvirt an event loop on a thread of its own, for the rest of the process. libvirt's
 * default loop is no choice: it runs on GLib's default main context, which in Electron is the
 * browser's own.
 */
void startEventLoop();

/**
 * The file descriptor that libvirt last gave to our loop on this thread, -1 if none: right after a
 * connection was opened, its socket.
 */
int lastWatched();
void forgetLastWatched();

}  // namespace nodelibvirt
