#include "live_work.h"

#include <pthread.h>
#include <stdlib.h>

#define WORKERS_MAX 16

struct job {
    void (*run)(void *job);
    void  *job;
};

struct live_work {
    pthread_mutex_t mutex;              /* guards all below but the threads' names */
    pthread_cond_t  has_job;
    struct job     *queue;
    size_t          size, first, count;
    bool            is_ending;
    pthread_t       threads[WORKERS_MAX];
    size_t          thread_count;
};

/* False when there is nothing more to do, ever. */
static bool job_take(struct live_work *work, struct job *job)
{
    bool has_job;

    pthread_mutex_lock(&work->mutex);
    while (work->count == 0 && !work->is_ending)
        pthread_cond_wait(&work->has_job, &work->mutex);
    has_job = work->count > 0;
    if (has_job) {
        *job = work->queue[work->first];
        work->first = (work->first + 1) % work->size;
        work->count--;
    }
    pthread_mutex_unlock(&work->mutex);
    return has_job;
}

static void *worker(void *context)
{
    struct job job;

    while (job_take(context, &job))
        job.run(job.job);
    return NULL;
}

static enum err threads_start(struct live_work *work, size_t workers, struct why *why)
{
    for (; work->thread_count < workers; work->thread_count++)
        if (pthread_create(&work->threads[work->thread_count], NULL, worker, work) != 0)
            return why_say(why, ERR_MEMORY, "a worker's thread cannot be started");
    return ERR_OK;
}

enum err live_work_create(struct live_work **out, size_t workers, size_t queue, struct why *why)
{
    struct live_work *work = calloc(1, sizeof *work);
    enum err          err;

    if (!work)
        return why_say(why, ERR_MEMORY, "no memory for workers");
    work->queue = calloc(queue, sizeof *work->queue);
    work->size = queue;
    if (!work->queue || pthread_mutex_init(&work->mutex, NULL) != 0
        || pthread_cond_init(&work->has_job, NULL) != 0) {
        free(work->queue);
        free(work);
        return why_say(why, ERR_MEMORY, "no memory for a queue of %zu", queue);
    }
    err = threads_start(work, workers < WORKERS_MAX ? workers : WORKERS_MAX, why);
    if (err != ERR_OK) {
        live_work_destroy(work);
        return err;
    }
    *out = work;
    return ERR_OK;
}

void live_work_destroy(struct live_work *work)
{
    if (!work)
        return;
    pthread_mutex_lock(&work->mutex);
    work->is_ending = true;
    pthread_cond_broadcast(&work->has_job);
    pthread_mutex_unlock(&work->mutex);
    for (size_t i = 0; i < work->thread_count; i++)
        pthread_join(work->threads[i], NULL);
    pthread_cond_destroy(&work->has_job);
    pthread_mutex_destroy(&work->mutex);
    free(work->queue);
    free(work);
}

bool live_work_offer(struct live_work *work, void (*run)(void *job), void *job)
{
    bool is_taken;

    pthread_mutex_lock(&work->mutex);
    is_taken = work->count < work->size && !work->is_ending;
    if (is_taken) {
        work->queue[(work->first + work->count) % work->size] = (struct job){ run, job };
        work->count++;
        pthread_cond_signal(&work->has_job);
    }
    pthread_mutex_unlock(&work->mutex);
    return is_taken;
}
