#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace nodelibvirt {

/** A piece of work for a thread. */
class Work {
 public:
  virtual ~Work() = default;
  virtual void run() = 0;
};

/** Work made of a function, which may own what cannot be copied. */
template <typename Function>
std::unique_ptr<Work> work(Function function) {
  class FunctionWork : public Work {
   public:
    explicit FunctionWork(Function f) : function_(std::move(f)) {}
    void run() override { function_(); }

   private:
    Function function_;
  };
  return std::make_unique<FunctionWork>(std::move(function));
}

/**
 * The threads of one connection. They are ours, not libuv's, so that a daemon that does not answer
 * never keeps Node's own file and name service calls waiting. A thread may be stuck in libvirt when
 * nobody cares any more: threads are detached, and share the ownership of their pool.
 */
class WorkerPool : public std::enable_shared_from_this<WorkerPool> {
 public:
  explicit WorkerPool(size_t limit) : limit_(limit) {}

  /** Runs it on a free thread, on a new one below the limit, or when one gets free. */
  void submit(std::unique_ptr<Work> work);

  /** Runs it when everything submitted before is done. */
  void submitAfterAll(std::unique_ptr<Work> work);

  /** Drops what has not started, runs `last` after what has, and ends the threads. */
  void finish(std::unique_ptr<Work> last);

  /** Whether finish() came to its end before the deadline. */
  bool waitUntilFinished(std::chrono::steady_clock::time_point deadline);

 private:
  struct Entry {
    std::unique_ptr<Work> work;
    bool afterAll;
  };

  void enqueue(Entry entry);
  void spawn();
  void serve();
  bool canStart() const;
  void runNext(std::unique_lock<std::mutex>& lock);
  void leave(std::unique_lock<std::mutex>& lock);

  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> queue_;
  size_t threads_ = 0;
  size_t running_ = 0;
  bool finishing_ = false;
  bool finished_ = false;
  std::unique_ptr<Work> last_;
};

}  // namespace nodelibvirt
