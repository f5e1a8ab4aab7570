#pragma once

#include <libvirt/libvirt.h>

#include <atomic>
#include <memory>

namespace nodelibvirt {

/** The socket of a connection, held on its own: libvirt may close its own side of it any time. */
class Line {
 public:
  /** Takes over `fd`. */
  explicit Line(int fd) : fd_(fd) {}
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /** Ends the connection: whoever reads from it, or waits in a call, finds its end. */
  void cut();
  bool wasCut() const { return cut_; }

 private:
  const int fd_;
  std::atomic<bool> cut_ = false;
};

/**
 * Asks the daemon for signs of life on a connection of its own, and cuts the line of the one that
 * it keeps when there are none. libvirt's own keep-alive is good only for a connection on which
 * nobody waits. With several calls under way,
 *  - it ends one of them, and the others wait for ever: nothing wakes them;
 *  - libvirt before 10.4 then writes into the ended call's stack when the daemon goes on
 *    (CVE-2024-4418), which crashes the process;
 *  - a daemon that is busy with five calls of a client, its default limit, does not read that
 *    client's questions: what is alive is taken for dead.
 * A line that ends, instead, wakes every call in turn.
 */
class KeepAlive {
 public:
  /** Null where there can be no second connection, or the daemon knows no keep-alive. */
  static std::unique_ptr<KeepAlive> start(virConnectPtr kept, std::shared_ptr<Line> line,
                                          int interval, unsigned int count);
  ~KeepAlive();

 private:
  KeepAlive(virConnectPtr watching, std::shared_ptr<Line> line)
      : watching_(watching), line_(std::move(line)) {}

  bool watch(int interval, unsigned int count);

  const virConnectPtr watching_;
  const std::shared_ptr<Line> line_;
};

}  // namespace nodelibvirt
