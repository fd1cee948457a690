#include "error.h"

#include "rankferry.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

_Thread_local struct rf_failure rf_thread_failure;

static void one_line(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f) {
            *text = ' ';
        }
    }
}

int rf_fail(struct rf_failure *failure, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure->text, sizeof failure->text, format, arguments);
    va_end(arguments);
    one_line(failure->text);
    failure->code = code;
    return code;
}

int rf_fail_in(struct rf_failure *failure, const char *format, ...)
{
    char cause[RF_TEXT_BYTES];
    memcpy(cause, failure->text, sizeof cause);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure->text, sizeof failure->text, format, arguments);
    va_end(arguments);
    size_t length = strlen(failure->text);
    snprintf(failure->text + length, sizeof failure->text - length, ": %s", cause);
    one_line(failure->text);
    return failure->code;
}

const char *rf_strerror(int code)
{
    switch (code) {
        case 0: return "RF_OK: no error";
        case RF_EINVAL: return "RF_EINVAL: an argument is wrong";
        case RF_ESTATE: return "RF_ESTATE: the call does not fit the state";
        case RF_EDEADLINE: return "RF_EDEADLINE: the deadline passed";
        case RF_EREFUSED: return "RF_EREFUSED: refused by the agent";
        case RF_ELOST: return "RF_ELOST: the agent is gone";
        case RF_EPROTO: return "RF_EPROTO: the agent broke the protocol";
        case RF_ESYS: return "RF_ESYS: a system call failed";
        case RF_ENOMEM: return "RF_ENOMEM: out of memory";
        case RF_EAGAIN_IMAGE: return "RF_EAGAIN_IMAGE: begin the image again";
        case RF_EABORTED: return "RF_EABORTED: the image set was given up";
        default: return "unknown code";
    }
}
