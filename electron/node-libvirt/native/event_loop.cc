#include "event_loop.h"

#include <libvirt/libvirt.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace nodelibvirt {

namespace {

using Clock = std::chrono::steady_clock;

/** libvirt's promise to itself: after a removal nothing is called any more, and `release` is called
 *  later, from the loop, never from within the removal. */
struct Watch {
  int id;
  int fd;
  int events;
  virEventHandleCallback callback;
  void* opaque;
  virFreeCallback release;
  bool removed = false;
};

struct Timer {
  int id;
  int interval;
  Clock::time_point due;
  virEventTimeoutCallback callback;
  void* opaque;
  virFreeCallback release;
  bool removed = false;
};

short toPoll(int events) {
  short bits = 0;
  if (events & VIR_EVENT_HANDLE_READABLE) bits |= POLLIN;
  if (events & VIR_EVENT_HANDLE_WRITABLE) bits |= POLLOUT;
  if (events & VIR_EVENT_HANDLE_ERROR) bits |= POLLERR;
  if (events & VIR_EVENT_HANDLE_HANGUP) bits |= POLLHUP;
  return bits;
}

int fromPoll(short bits) {
  int events = 0;
  if (bits & POLLIN) events |= VIR_EVENT_HANDLE_READABLE;
  if (bits & POLLOUT) events |= VIR_EVENT_HANDLE_WRITABLE;
  if (bits & (POLLERR | POLLNVAL)) events |= VIR_EVENT_HANDLE_ERROR;
  if (bits & POLLHUP) events |= VIR_EVENT_HANDLE_HANGUP;
  return events;
}

/** Entries are in lists: callbacks add and remove some while we stand on one. */
class EventLoop {
 public:
  EventLoop() : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    std::thread([this] { run(); }).detach();
  }

  int addWatch(int fd, int events, virEventHandleCallback callback, void* opaque,
               virFreeCallback release) {
    const std::lock_guard lock(mutex_);
    watches_.push_back({nextId_, fd, events, callback, opaque, release});
    wake();
    return nextId_++;
  }

  void updateWatch(int id, int events) {
    change(watches_, id, [events](Watch& watch) { watch.events = events; });
  }

  int removeWatch(int id) { return remove(watches_, id); }

  int addTimer(int interval, virEventTimeoutCallback callback, void* opaque,
               virFreeCallback release) {
    const std::lock_guard lock(mutex_);
    timers_.push_back({nextId_, interval, nextDue(interval), callback, opaque, release});
    wake();
    return nextId_++;
  }

  void updateTimer(int id, int interval) {
    change(timers_, id, [interval](Timer& timer) {
      timer.interval = interval;
      timer.due = nextDue(interval);
    });
  }

  int removeTimer(int id) { return remove(timers_, id); }

 private:
  /** A negative interval: never. */
  static Clock::time_point nextDue(int interval) {
    return interval < 0 ? Clock::time_point::max()
                        : Clock::now() + std::chrono::milliseconds(interval);
  }

  template <typename Entry, typename Change>
  bool change(std::list<Entry>& entries, int id, Change apply) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries) {
      if (entry.id != id || entry.removed) continue;
      apply(entry);
      wake();
      return true;
    }
    return false;
  }

  template <typename Entry>
  int remove(std::list<Entry>& entries, int id) {
    return change(entries, id, [](Entry& entry) { entry.removed = true; }) ? 0 : -1;
  }

  void wake() {
    const uint64_t one = 1;
    // Only fails if it is about to wake anyway.
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
  }

  void drainWake() {
    uint64_t count;
    [[maybe_unused]] const ssize_t consumed = read(wake_, &count, sizeof count);
  }

  void run() {
    std::vector<pollfd> fds;
    std::vector<Watch*> polled;
    for (;;) {
      const int timeout = prepare(fds, polled);
      if (poll(fds.data(), fds.size(), timeout) > 0 && fds[0].revents != 0) drainWake();
      dispatchTimers();
      dispatchWatches(fds, polled);
      sweep(watches_);
      sweep(timers_);
    }
  }

  /** Only this thread erases entries, so that pointers to them stay good until it sweeps. */
  int prepare(std::vector<pollfd>& fds, std::vector<Watch*>& polled) {
    const std::lock_guard lock(mutex_);
    fds.assign(1, {wake_, POLLIN, 0});
    polled.clear();
    for (Watch& watch : watches_) {
      if (watch.removed || watch.events == 0) continue;
      fds.push_back({watch.fd, toPoll(watch.events), 0});
      polled.push_back(&watch);
    }
    return untilNextTimer();
  }

  int untilNextTimer() const {
    auto next = Clock::time_point::max();
    for (const Timer& timer : timers_) {
      if (!timer.removed) next = std::min(next, timer.due);
    }
    if (next == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    return std::max<int>(0, static_cast<int>(left.count()));
  }

  void dispatchTimers() {
    std::unique_lock lock(mutex_);
    const auto now = Clock::now();
    // Timers added meanwhile are at the end and due later.
    for (Timer& timer : timers_) {
      if (timer.removed || timer.due > now) continue;
      timer.due = nextDue(timer.interval);
      lock.unlock();
      timer.callback(timer.id, timer.opaque);
      lock.lock();
    }
  }

  void dispatchWatches(const std::vector<pollfd>& fds, const std::vector<Watch*>& polled) {
    for (size_t i = 0; i < polled.size(); i++) {
      Watch& watch = *polled[i];
      const int events = fds[i + 1].revents == 0 ? 0 : wanted(watch, fromPoll(fds[i + 1].revents));
      if (events != 0) watch.callback(watch.id, watch.fd, events, watch.opaque);
    }
  }

  /** What is still wanted of what happened: another callback may have changed that meanwhile. */
  int wanted(const Watch& watch, int happened) {
    const std::lock_guard lock(mutex_);
    const int always = VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;
    return watch.removed ? 0 : happened & (watch.events | always);
  }

  template <typename Entry>
  void sweep(std::list<Entry>& entries) {
    std::list<Entry> removed;
    {
      const std::lock_guard lock(mutex_);
      for (auto entry = entries.begin(); entry != entries.end();) {
        const auto current = entry++;
        if (current->removed) removed.splice(removed.end(), entries, current);
      }
    }
    for (const Entry& entry : removed) {
      if (entry.release != nullptr) entry.release(entry.opaque);
    }
  }

  const int wake_;
  std::mutex mutex_;
  int nextId_ = 1;
  std::list<Watch> watches_;
  std::list<Timer> timers_;
};

/** Never destroyed: libvirt and its thread may use it until the process is gone. */
EventLoop& loop() {
  static auto* const instance = new EventLoop();
  return *instance;
}

thread_local int watchedHere = -1;

}  // namespace

int lastWatched() { return watchedHere; }

void forgetLastWatched() { watchedHere = -1; }

void startEventLoop() {
  loop();
  virEventRegisterImpl(
      [](int fd, int events, virEventHandleCallback callback, void* opaque,
         virFreeCallback release) {
        watchedHere = fd;
        return loop().addWatch(fd, events, callback, opaque, release);
      },
      [](int id, int events) { loop().updateWatch(id, events); },
      [](int id) { return loop().removeWatch(id); },
      [](int interval, virEventTimeoutCallback callback, void* opaque, virFreeCallback release) {
        return loop().addTimer(interval, callback, opaque, release);
      },
      [](int id, int interval) { loop().updateTimer(id, interval); },
      [](int id) { return loop().removeTimer(id); });
}

}  // namespace nodelibvirt
