// Tells ThreadSanitizer how one thread's work happens before another's where Swift's runtime sees to it, because the
// runtime is not instrumented: where Mutex waits (elsewhere it is an atomic in instrumented code), and where a
// continuation is resumed. It knows no C11 threads either, which librdkafka uses. To be preloaded.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

#define SWIFT __attribute__((swiftcall))
#define SWIFT_ASYNC __attribute__((swiftasynccall))
#define SELF __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define REAL(type, name) ((type *)dlsym(RTLD_NEXT, name))

typedef SWIFT void lock_function(uint32_t thread, SELF void *handle);
typedef SWIFT void unlock_function(SELF void *handle);
typedef SWIFT void resume_function(void *task);
typedef SWIFT void fail_function(void *task, void *error);
typedef SWIFT_ASYNC void await_function(void *context);

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));
extern SWIFT void *swift_task_getCurrent(void) __attribute__((weak));

static void acquire(void *address) {
    if (__tsan_acquire) __tsan_acquire(address);
}

static void release(void *address) {
    if (__tsan_release) __tsan_release(address);
}

SWIFT void lock_slow(uint32_t thread, SELF void *handle) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *handle) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF void *handle) {
    REAL(lock_function, LOCK_SLOW)(thread, handle);
    acquire(handle);
}

SWIFT void unlock_slow(SELF void *handle) {
    release(handle);
    REAL(unlock_function, UNLOCK_SLOW)(handle);
}

SWIFT void swift_continuation_resume(void *task) {
    release(task);
    REAL(resume_function, "swift_continuation_resume")(task);
}

SWIFT void swift_continuation_throwingResume(void *task) {
    release(task);
    REAL(resume_function, "swift_continuation_throwingResume")(task);
}

SWIFT void swift_continuation_throwingResumeWithError(void *task, void *error) {
    release(task);
    REAL(fail_function, "swift_continuation_throwingResumeWithError")(task, error);
}

// Where the continuation has been resumed already, the task goes on at once.
SWIFT_ASYNC void swift_continuation_await(void *context) {
    acquire(swift_task_getCurrent());
    return REAL(await_function, "swift_continuation_await")(context);
}

// The C library's C11 threads, mutexes and conditions are POSIX ones under other names.

typedef struct {
    thrd_start_t body;
    void *argument;
} thread_start;

static void *run_thread(void *argument) {
    thread_start start = *(thread_start *)argument;
    free(argument);
    return (void *)(intptr_t)start.body(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t body, void *argument) {
    thread_start *start = malloc(sizeof *start);
    if (!start) return thrd_nomem;
    *start = (thread_start){body, argument};
    if (pthread_create((pthread_t *)thread, NULL, run_thread, start) == 0) return thrd_success;
    free(start);
    return thrd_error;
}

int thrd_join(thrd_t thread, int *result) {
    void *value = NULL;
    if (pthread_join((pthread_t)thread, &value) != 0) return thrd_error;
    if (result) *result = (int)(intptr_t)value;
    return thrd_success;
}

int mtx_lock(mtx_t *mutex) {
    return pthread_mutex_lock((pthread_mutex_t *)mutex) == 0 ? thrd_success : thrd_error;
}

int mtx_unlock(mtx_t *mutex) {
    return pthread_mutex_unlock((pthread_mutex_t *)mutex) == 0 ? thrd_success : thrd_error;
}

int cnd_wait(cnd_t *condition, mtx_t *mutex) {
    int code = pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex);
    return code == 0 ? thrd_success : thrd_error;
}

int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until) {
    int code = pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until);
    return code == 0 ? thrd_success : code == ETIMEDOUT ? thrd_timedout : thrd_error;
}

int cnd_signal(cnd_t *condition) {
    return pthread_cond_signal((pthread_cond_t *)condition) == 0 ? thrd_success : thrd_error;
}

int cnd_broadcast(cnd_t *condition) {
    return pthread_cond_broadcast((pthread_cond_t *)condition) == 0 ? thrd_success : thrd_error;
}
