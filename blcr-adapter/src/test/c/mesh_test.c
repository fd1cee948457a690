#include "harness.h"
#include "mesh.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 64

struct end {
    struct mesh mesh;
    struct mesh_inbox inbox[MESH_SIDES];
    char payloads[MESH_SIDES * MESH_SLOTS * MOST];
};

static int wait_a_little(void *context, struct mesh *mesh)
{
    (void)context;
    (void)mesh;
    return usleep(1000);
}

static void open_end(struct end *end, int rank, int size)
{
    memset(end, 0, sizeof *end);
    CHECK_INT(0, mesh_open(&end->mesh, rank, size, "127.0.0.1", MOST, end->inbox, end->payloads));
    end->mesh.idle = wait_a_little;
}

/* Somebody who knows the port. */
static int call(const struct mesh *mesh, const void *words, size_t length)
{
    unsigned port;
    CHECK_INT(1, sscanf(mesh->address, "127.0.0.1:%u", &port));
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK_INT(0, connect(fd, (struct sockaddr *)&to, sizeof to));
    CHECK_INT(length, send(fd, words, length, MSG_NOSIGNAL));
    return fd;
}

static void *connect_above(void *context)
{
    struct end *end = context;
    CHECK_INT(0, mesh_connect(&end->mesh, NULL, 1));
    return NULL;
}

static void meet(struct end *upper, struct end *lower)
{
    pthread_t thread;
    CHECK_INT(0, pthread_create(&thread, NULL, connect_above, lower));
    CHECK_INT(0, mesh_connect(&upper->mesh, lower->mesh.address, 0));
    CHECK_INT(0, pthread_join(thread, NULL));
}

static void talk(struct end *upper, struct end *lower)
{
    uint64_t told = test_random();
    uint64_t heard = 0;
    CHECK_INT(0, mesh_send(&upper->mesh, MESH_BELOW, MESH_HALO, 7, &told, sizeof told));
    CHECK_INT(0, mesh_take(&lower->mesh, MESH_ABOVE, MESH_HALO, 7, &heard, sizeof heard));
    CHECK(told == heard);
    told++;
    CHECK_INT(0, mesh_send(&lower->mesh, MESH_ABOVE, MESH_RESIDUAL, 8, &told, sizeof told));
    CHECK_INT(0, mesh_take(&upper->mesh, MESH_BELOW, MESH_RESIDUAL, 8, &heard, sizeof heard));
    CHECK(told == heard);
}

TEST(mesh_strangers_are_not_taken_for_the_rank_above)
{
    struct end *upper = malloc(sizeof *upper);
    struct end *lower = malloc(sizeof *lower);
    open_end(upper, 4, 6);
    open_end(lower, 5, 6);
    char noise[200];
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (char)test_random();
    }
    int strangers[] = {call(&lower->mesh, noise, sizeof noise), call(&lower->mesh, noise, 3),
        call(&lower->mesh, noise, 0)};
    close(call(&lower->mesh, noise, 5));
    meet(upper, lower);
    talk(upper, lower);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        close(strangers[i]);
    }
    mesh_close(&upper->mesh);
    mesh_close(&lower->mesh);
    free(upper);
    free(lower);
}

TEST(mesh_another_rank_is_not_taken_for_the_rank_above)
{
    struct end *upper = malloc(sizeof *upper);
    struct end *lower = malloc(sizeof *lower);
    struct end *astray = malloc(sizeof *astray);
    open_end(upper, 4, 6);
    open_end(lower, 5, 6);
    open_end(astray, 2, 6);
    CHECK_INT(0, mesh_connect(&astray->mesh, lower->mesh.address, 0));
    meet(upper, lower);
    talk(upper, lower);
    mesh_close(&astray->mesh);
    mesh_close(&upper->mesh);
    mesh_close(&lower->mesh);
    free(upper);
    free(lower);
    free(astray);
}

TEST(mesh_more_silent_callers_than_places_do_not_keep_the_rank_above_out)
{
    struct end *upper = malloc(sizeof *upper);
    struct end *lower = malloc(sizeof *lower);
    int silent[20];
    open_end(upper, 0, 2);
    open_end(lower, 1, 2);
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        silent[i] = call(&lower->mesh, "", 0);
    }
    meet(upper, lower);
    talk(upper, lower);
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        close(silent[i]);
    }
    mesh_close(&upper->mesh);
    mesh_close(&lower->mesh);
    free(upper);
    free(lower);
}

TEST(mesh_meets_again_where_it_was)
{
    struct end *upper = malloc(sizeof *upper);
    struct end *lower = malloc(sizeof *lower);
    open_end(upper, 0, 2);
    open_end(lower, 1, 2);
    meet(upper, lower);
    talk(upper, lower);
    close(upper->mesh.fd[MESH_BELOW]);
    close(lower->mesh.fd[MESH_ABOVE]);
    upper->mesh.fd[MESH_BELOW] = -1;
    lower->mesh.fd[MESH_ABOVE] = -1;
    CHECK_INT(0, mesh_listen_again(&lower->mesh));
    meet(upper, lower);
    talk(upper, lower);
    mesh_close(&upper->mesh);
    mesh_close(&lower->mesh);
    free(upper);
    free(lower);
}
