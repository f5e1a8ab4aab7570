#include "runtime/event_loop.h"

#include <libvirt/libvirt.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>

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

uint32_t toEpoll(int events) {
  uint32_t bits = 0;
  if (events & VIR_EVENT_HANDLE_READABLE) bits |= EPOLLIN;
  if (events & VIR_EVENT_HANDLE_WRITABLE) bits |= EPOLLOUT;
  return bits;
}

int fromEpoll(uint32_t bits) {
  int events = 0;
  if (bits & EPOLLIN) events |= VIR_EVENT_HANDLE_READABLE;
  if (bits & EPOLLOUT) events |= VIR_EVENT_HANDLE_WRITABLE;
  if (bits & EPOLLERR) events |= VIR_EVENT_HANDLE_ERROR;
  if (bits & EPOLLHUP) events |= VIR_EVENT_HANDLE_HANGUP;
  return events;
}

/**
 * Entries are in lists: callbacks add and remove some while we stand on one. epoll, because libvirt
 * stops and resumes watching a connection's socket with every call on it: epoll takes that from any
 * thread, while a poll() would have to be woken each time.
 */
class EventLoop {
 public:
  EventLoop()
      : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    epoll_event event{EPOLLIN, {}};
    event.data.u64 = kWakeId;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
    std::thread([this] { run(); }).detach();
  }

  int addWatch(int fd, int events, virEventHandleCallback callback, void* opaque,
               virFreeCallback release) {
    const std::lock_guard lock(mutex_);
    watches_.push_back({nextId_, fd, 0, callback, opaque, release});
    if (!listen(watches_.back(), events)) {
      watches_.pop_back();
      return -1;
    }
    return nextId_++;
  }

  void updateWatch(int id, int events) {
    change(watches_, id, [this, events](Watch& watch) { listen(watch, events); });
  }

  int removeWatch(int id) {
    return remove(watches_, id, [this](Watch& watch) { listen(watch, 0); });
  }

  int addTimer(int interval, virEventTimeoutCallback callback, void* opaque,
               virFreeCallback release) {
    const std::lock_guard lock(mutex_);
    timers_.push_back({nextId_, interval, nextDue(interval), callback, opaque, release});
    wakeIfSooner(timers_.back());
    return nextId_++;
  }

  void updateTimer(int id, int interval) {
    change(timers_, id, [this, interval](Timer& timer) {
      timer.interval = interval;
      timer.due = nextDue(interval);
      wakeIfSooner(timer);
    });
  }

  int removeTimer(int id) {
    return remove(timers_, id, [](Timer&) {});
  }

 private:
  /** Watches count from 1. */
  static constexpr uint64_t kWakeId = 0;
  static constexpr int kEventsAtATime = 64;
  /**
   * What libvirt leaves unread, a thread that waits for an answer on the same socket will read, and
   * events among it too. Asking libvirt again at once only takes the lock from that thread.
   */
  static constexpr auto kOthersTurn = std::chrono::microseconds(200);

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
      return true;
    }
    return false;
  }

  /** The loop has to sweep: libvirt waits for its `release`. */
  template <typename Entry, typename Last>
  int remove(std::list<Entry>& entries, int id, Last last) {
    const bool found = change(entries, id, [this, last](Entry& entry) {
      last(entry);
      entry.removed = true;
      wake();
    });
    return found ? 0 : -1;
  }

  /**
   * What is not wanted is not in epoll at all, or it would go on telling of errors and hang-ups.
   * Locked.
   */
  bool listen(Watch& watch, int events) {
    if (events == watch.events) return true;
    const int operation = events == 0         ? EPOLL_CTL_DEL
                          : watch.events == 0 ? EPOLL_CTL_ADD
                                              : EPOLL_CTL_MOD;
    epoll_event event{toEpoll(events), {}};
    event.data.u64 = watch.id;
    watch.events = events;
    return epoll_ctl(epoll_, operation, watch.fd, &event) == 0;
  }

  /** Locked. */
  void wakeIfSooner(const Timer& timer) {
    if (timer.due < waitsUntil_) wake();
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
    epoll_event events[kEventsAtATime];
    for (;;) {
      const int count = epoll_wait(epoll_, events, kEventsAtATime, untilNextTimer());
      dispatchTimers();
      for (int i = 0; i < count; i++) dispatch(events[i]);
      sweep(watches_);
      sweep(timers_);
    }
  }

  int untilNextTimer() {
    const std::lock_guard lock(mutex_);
    waitsUntil_ = Clock::time_point::max();
    for (const Timer& timer : timers_) {
      if (!timer.removed) waitsUntil_ = std::min(waitsUntil_, timer.due);
    }
    if (waitsUntil_ == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(waitsUntil_ - Clock::now());
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

  void dispatch(const epoll_event& event) {
    if (event.data.u64 == kWakeId) return drainWake();
    int wanted = 0;
    Watch* watch = find(event, wanted);
    if (wanted == 0) return;
    watch->callback(watch->id, watch->fd, wanted, watch->opaque);
    if (isReadable(watch->fd)) std::this_thread::sleep_for(kOthersTurn);
  }

  static bool isReadable(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return poll(&asked, 1, 0) > 0 && (asked.revents & POLLIN) != 0;
  }

  /**
   * What is still wanted of what happened: another thread may have changed that meanwhile. Only
   * this thread erases entries, so the pointer stays good until it sweeps.
   */
  Watch* find(const epoll_event& event, int& wanted) {
    const std::lock_guard lock(mutex_);
    for (Watch& watch : watches_) {
      if (static_cast<uint64_t>(watch.id) != event.data.u64 || watch.removed) continue;
      const int always = VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;
      if (watch.events != 0) wanted = fromEpoll(event.events) & (watch.events | always);
      return &watch;
    }
    return nullptr;
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

  const int epoll_;
  const int wake_;
  std::mutex mutex_;
  Clock::time_point waitsUntil_ = Clock::time_point::max();
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
