/*
 * The floor of any call that does not block its caller: a word handed to another thread, which
 * sleeps, and back to the caller, which sleeps in its event loop. As Node has it: a condition
 * variable one way, an eventfd and epoll the other.
 *
 *   handover call - COUNT REPEATS   prints microseconds for both ways, one number per repetition
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int waiting;
static int answer;

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void *serve(void *unused) {
  (void)unused;
  for (;;) {
    pthread_mutex_lock(&mutex);
    while (!waiting) pthread_cond_wait(&changed, &mutex);
    waiting = 0;
    pthread_mutex_unlock(&mutex);
    if (eventfd_write(answer, 1) < 0) exit(1);
  }
  return NULL;
}

static void ask(int loop) {
  struct epoll_event event;
  eventfd_t value;
  pthread_mutex_lock(&mutex);
  waiting = 1;
  pthread_mutex_unlock(&mutex);
  pthread_cond_signal(&changed);
  if (epoll_wait(loop, &event, 1, -1) != 1 || eventfd_read(answer, &value) < 0) exit(1);
}

int main(int argc, char **argv) {
  if (argc != 5) return 1;
  pthread_t server;
  answer = eventfd(0, EFD_NONBLOCK);
  int loop = epoll_create1(0), count = atoi(argv[3]);
  struct epoll_event interest = {.events = EPOLLIN};
  epoll_ctl(loop, EPOLL_CTL_ADD, answer, &interest);
  pthread_create(&server, NULL, serve, NULL);
  for (int i = 0; i < atoi(argv[4]); i++) {
    double start = now_us();
    for (int j = 0; j < count; j++) ask(loop);
    printf("%f\n", (now_us() - start) / count);
  }
  return 0;
}
