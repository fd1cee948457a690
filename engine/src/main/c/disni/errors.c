#include "errors.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What an error number of an operation usually means, and what helps. */
static const struct {
    const char *operation;
    int error;
    const char *remedy;
} remedies[] = {
    {"createEventChannel", ENODEV, "no RDMA device: load the modules of the adapter and rdma_ucm, and give a container "
        "/dev/infiniband"},
    {"createEventChannel", ENOENT, "/dev/infiniband/rdma_cm is missing: load the module rdma_ucm, and give a container "
        "/dev/infiniband"},
    {"createEventChannel", ENOSYS, "the kernel has no RDMA connection manager: load the module rdma_ucm"},
    {"createEventChannel", EACCES, "this user may not open /dev/infiniband/rdma_cm: set its permissions"},
    {"createEventChannel", EPERM, "this process may not open /dev/infiniband/rdma_cm: allow it in the container"},
    {"createEventChannel", EMFILE, "raise the limit of open files (ulimit -n)"},
    {"bindAddr", ENODEV, "the address belongs to no RDMA device: give one that ibv_devinfo and ip addr show together"},
    {"bindAddr", EADDRNOTAVAIL, "no interface of this machine has the address, or it is down"},
    {"bindAddr", EADDRINUSE, "something listens there already: choose another port"},
    {"bindAddr", EACCES, "ports below 1024 are for root: choose another port"},
    {"listen", EADDRINUSE, "something listens there already: choose another port"},
    {"resolveAddr", ENODEV, "the way there leads through no RDMA device: use the address of an RDMA port"},
    {"resolveAddr", ENETUNREACH, "no route to the address"},
    {"resolveAddr", EHOSTUNREACH, "no route to the address"},
    {"resolveAddr", EADDRNOTAVAIL, "no interface of this machine has the source address"},
    {"resolveAddr", EINVAL, "source and destination must be of one kind (IPv4, IPv6), and be resolved once only"},
    {"resolveRoute", EINVAL, "the address must be resolved first, and its event taken"},
    {"connect", EINVAL, "the route must be resolved first; private data may have 56 bytes at most"},
    {"connect", ENOMEM, "raise the limit of locked memory (ulimit -l, LimitMEMLOCK= of a service)"},
    {"accept", EINVAL, "the request is answered already, or the peer gave up"},
    {"accept", ENOENT, "the peer gave up waiting"},
    {"createQP", ENOMEM, "ask for shorter queues, or raise the limit of locked memory (ulimit -l)"},
    {"createCQ", ENOMEM, "ask for a shorter queue, or raise the limit of locked memory (ulimit -l)"},
    {"createCompChannel", EMFILE, "raise the limit of open files (ulimit -n)"},
    {"allocPd", ENOMEM, "the device has no more protection domains, or memory is short"},
    {"regMr", ENOMEM, "raise the limit of locked memory (ulimit -l, LimitMEMLOCK= of a service); or memory is short"},
    {"regMr", EFAULT, "the range is not all mapped, or read-only, or maps a file whose pages can't be pinned"},
    {"regMr", EOPNOTSUPP, "the device can't register such memory (a file system with DAX?)"},
    {"regMr", EINVAL, "remote write needs local write too; or the device does not know these rights"},
    {"regMr", EPERM, "the memory may not be pinned by this process"},
    {"deregMr", EBUSY, "memory windows still use it"},
    {"postSend", ENOMEM, "the send queue is full: take completions first"},
    {"postSend", EINVAL, "the pair is not connected, or the request has too many or too long pieces"},
    {"postRecv", ENOMEM, "the receive queue is full"},
    {"postRecv", EINVAL, "the pair is closed, or the request has too many pieces"},
};

static const char *remedy(const char *operation, int error)
{
    for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++) {
        if (remedies[i].error == error && strcmp(remedies[i].operation, operation) == 0) {
            return remedies[i].remedy;
        }
    }
    return NULL;
}

/* One line in ASCII: the C library's texts can be translated, and JNI takes no other encoding than its own. */
static void throw_line(JNIEnv *env, char *text)
{
    for (char *c = text; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~') {
            *c = '?';
        }
    }
    jclass type = (*env)->FindClass(env, "java/io/IOException");
    if (type != NULL) { /* otherwise an exception is there already */
        (*env)->ThrowNew(env, type, text);
    }
}

void fail(JNIEnv *env, const char *operation, int error, const char *what, ...)
{
    char object[ERROR_TEXT_BYTES / 2];
    va_list arguments;
    va_start(arguments, what);
    vsnprintf(object, sizeof object, what, arguments);
    va_end(arguments);
    const char *helps = remedy(operation, error);
    char text[ERROR_TEXT_BYTES];
    snprintf(text, sizeof text, "%s %s: %s%s%s", operation, object, strerror(error), helps == NULL ? "" : "; ",
        helps == NULL ? "" : helps);
    throw_line(env, text);
}

void refuse(JNIEnv *env, const char *operation, const char *text, ...)
{
    char line[ERROR_TEXT_BYTES];
    int n = snprintf(line, sizeof line, "%s: ", operation);
    va_list arguments;
    va_start(arguments, text);
    vsnprintf(line + n, sizeof line - (size_t)n, text, arguments);
    va_end(arguments);
    throw_line(env, line);
}

void *hold(JNIEnv *env, const char *operation, jlong handle, enum handle_kind kind)
{
    void *object = handle_hold(handle, kind);
    if (object == NULL) {
        refuse(env, operation, "no %s has the handle 0x%llx: it is closed already, or never was one",
            handle_kind_name(kind), (unsigned long long)handle);
    }
    return object;
}

jlong open_handle(JNIEnv *env, const char *operation, enum handle_kind kind, void *object)
{
    jlong handle = handle_open(kind, object);
    if (handle == 0) {
        refuse(env, operation, "all %d handles are open: close some", HANDLES_MAX);
    }
    return handle;
}
