/* Failures as Java sees them: an IOException with one line that says what, where, why, and what helps where known. */
#ifndef DISNI_ERRORS_H
#define DISNI_ERRORS_H

#include "handles.h"

#include <jni.h>

#define ERROR_TEXT_BYTES 512

/* Throws "<operation> <what>: <text of the error number>; <remedy>". */
void fail(JNIEnv *env, const char *operation, int error, const char *what, ...) __attribute__((format(printf, 4, 5)));

/* Throws "<operation>: <text>". */
void refuse(JNIEnv *env, const char *operation, const char *text, ...) __attribute__((format(printf, 3, 4)));

/* As handle_hold; throws when there is no such object. */
void *hold(JNIEnv *env, const char *operation, jlong handle, enum handle_kind kind);

/* As handle_open; throws when all handles are taken. */
jlong open_handle(JNIEnv *env, const char *operation, enum handle_kind kind, void *object);

#endif
